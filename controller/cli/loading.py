"""Loads the code of a verb when it is asked for, so that ``kintsugi run`` need not wait for what ``bench`` imports."""

import importlib
from types import ModuleType


def load(name: str) -> ModuleType:
    """Import a module of ours by its name."""
    return importlib.import_module(name)
