"""What holds for all tests."""

from hypothesis import settings

# On a machine that others use an example may take half a second. Nothing here is judged by its speed.
settings.register_profile("unhurried", settings.default, deadline=None)
settings.load_profile("unhurried")
