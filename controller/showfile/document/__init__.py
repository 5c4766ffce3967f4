"""The shape of a show file, as pydantic models: every key, what it takes, its default and its meaning.

Names are not resolved here; that is ``resolve``'s work. The reference page and the JSON Schema are made from these
models, so a description written here is read by people.
"""
