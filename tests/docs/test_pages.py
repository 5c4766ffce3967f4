"""The documents as a house: every page is found, every link leads somewhere, every decision has its number."""

import re
from collections import Counter
from pathlib import Path

import pytest

import controller

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[tuple[str, str]]:
    """The relative links of a page: path and anchor, either may be empty."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    found = (link for link in LINK.findall(text) if "://" not in link)
    return [(link.partition("#")[0], link.partition("#")[2]) for link in found]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_index_leads_to_every_page() -> None:
    linked = {path for path, _anchor in links(DOCS / "README.md")}
    assert [page for page in PAGES if page not in {"README.md", *linked}] == [], "add it to docs/README.md"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    here = DOCS / page
    for path, anchor in links(here):
        there = (here.parent / path).resolve() if path else here
        assert there.exists(), path
        assert not anchor or anchor in anchors(there), f"{path}#{anchor}"


def test_every_decision_has_a_number_of_its_own() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    numbers = Counter(path.name[:4] for path in decisions)
    assert [number for number, count in numbers.items() if count > 1] == [], "take the next free number"
    for path in decisions:
        assert re.match(rf"# {int(path.name[:4])}\. ", path.read_text(encoding="utf-8")), f"{path.name}: its heading"


def test_every_file_on_the_map_exists() -> None:
    """A path without a folder lies in the folder of the one before it, or in ``controller``."""
    text = controller.__doc__ or ""
    stations = re.findall(r"^ {4,5}\d+  (.*?)  ", text, re.MULTILINE)
    assert len(stations) == 19
    for station in stations:
        room = ""
        for name in station.split(", "):
            places = [CHECKOUT, CHECKOUT / "controller", CHECKOUT / "controller" / room]
            assert any((place / name).exists() for place in places), name
            room = name.split("/")[0] if "/" in name.rstrip("/") else room
    rooms = re.findall(r"^    (\w+)/ ", text, re.MULTILINE)
    there = {path.parent.name for path in (CHECKOUT / "controller").glob("*/__init__.py")}
    assert set(rooms) == there, "a room is missing on the map, or gone"


def test_every_file_on_the_way_of_a_frame_exists() -> None:
    text = (DOCS / "explanation" / "frame-path.md").read_text(encoding="utf-8")
    paths = [path for path in re.findall(r"`([\w./]+/[\w./]*)`", text) if not path.startswith("/")]
    assert len(paths) > 20
    missing = [
        path for path in paths if not any((base / path).exists() for base in (CHECKOUT, CHECKOUT / "controller"))
    ]
    assert missing == []
