"""The page of the API names every intent that a program can hand in, with every key it may have."""

import re
from pathlib import Path
from typing import Any

import pytest

from controller.web.intents import intent_schema

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "http.md"
SCHEMA: dict[str, Any] = dict(intent_schema())
SHAPES: list[dict[str, Any]] = SCHEMA["oneOf"]


def row_of(kind: str) -> str:
    """The line of the table that tells of an intent."""
    table = PAGE.read_text(encoding="utf-8").partition("## Intents")[2].partition("\n## ")[0]
    for line in table.splitlines():
        if line.startswith("|") and f"`{kind}`" in line.split("|")[1]:
            return line
    return ""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape["properties"]["kind"]["const"]))
def test_every_intent_stands_in_the_table_with_all_its_keys(shape: dict[str, Any]) -> None:
    keys = dict(shape["properties"])
    row = row_of(keys.pop("kind")["const"])
    assert row, "add a line to the table of intents"
    assert [key for key in keys if key not in re.findall(r"`(\w+)`", row)] == []
