"""The JSON Schema of show files, for editors: ``python -m controller.showfile.schema`` prints it."""

import json
import sys

from controller.showfile.document.whole import Document


def json_schema() -> dict[str, object]:
    """Make the JSON Schema (2020-12) of a show file.

    Returns:
        The schema, with the descriptions of the document models. It knows the shape, not the names: ``check_show``
        says more.
    """
    schema: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A show file of Kintsugi",
    }
    schema.update((key, _tidy(part)) for key, part in Document.model_json_schema().items() if key != "title")
    return schema


def schema_text() -> str:
    """Write the schema as it is published."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _tidy(node: object) -> object:
    """Drop titles made of key names, and defaults that are no plain values: editors would offer them."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    keep = {}
    for key, value in node.items():
        plain_title = key == "title" and isinstance(value, str)
        odd_default = key == "default" and (value is None or isinstance(value, (dict, list)))
        if not (plain_title or odd_default):
            keep[key] = _tidy(value)
    return keep


if __name__ == "__main__":
    sys.stdout.write(schema_text())
