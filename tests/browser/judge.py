"""Axe, the judge of what people without good eyes or without a mouse can use."""

from collections.abc import Sequence
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
    """Runs axe over a page and remembers what it found.

    Args:
        page: what is judged.
        sizes: of the window, pixels; every state is judged at each.

    Attributes:
        found: state, size and violation in words.
    """

    def __init__(self, page: Page, sizes: Sequence[tuple[int, int]]) -> None:
        self._page = page
        self._sizes = sizes
        self.found: list[str] = []
        page.evaluate(f"{require_axe()}; undefined")

    def look(self, state: str) -> None:
        """Judge the page as it stands."""
        for width, height in self._sizes:
            self._page.set_viewport_size({"width": width, "height": height})
            violations = self._page.evaluate(JUDGE)
            self.found += [f"{state} at {width} x {height}: {violation}" for violation in violations]
