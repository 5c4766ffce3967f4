"""Axe, the judge of what people without good eyes or without a mouse can use."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.tools import is_ci

AXE: Final = Path(__file__).parents[2] / "web_console" / "node_modules" / "axe-core" / "axe.min.js"
JUDGE: Final = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160) + " " + node.failureSummary).join("; ")}`
)"""


def require_axe() -> str:
    """Read axe-core, or skip. In CI its absence fails the test."""
    if AXE.is_file():
        return AXE.read_text(encoding="utf-8")
    text = f"{AXE} is missing, so nobody judges the pages. Get it by `python hatch_build.py run check`."
    if is_ci():
        pytest.fail(text)
    pytest.skip(text)


class Judge:
    """Runs axe over a page and remembers what it found."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.found: list[str] = []
        page.evaluate(f"{require_axe()}; undefined")

    def look(self, state: str) -> None:
        self.found += [f"{state}: {violation}" for violation in self._page.evaluate(JUDGE)]
