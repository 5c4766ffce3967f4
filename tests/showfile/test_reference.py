"""The reference page: its tables are fresh, its examples are right."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from controller.showfile.reference import BEGIN, with_fresh_tables
from fixtures.profile import Profile

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "show-file.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
_SECTION = re.compile(r"^(?=\w)", re.MULTILINE)


def _blocks(kind: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(PAGE) if name == kind]


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for part in _SECTION.split(text):
        if part.strip():
            yield part.split(":")[0], part


def _merged(example: str) -> str:
    """Replace sections of the small show by those of an example, as the page says."""
    return "".join({**dict(_sections(_blocks("yaml")[0])), **dict(_sections(example))}.values())


def test_the_tables_are_fresh() -> None:
    """Refresh with: python -m controller.showfile.reference < docs/reference/show-file.md > new.md."""
    assert with_fresh_tables(PAGE) == PAGE


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the lines"):
        with_fresh_tables(PAGE.replace(BEGIN, ""))


@pytest.mark.parametrize("example", _blocks("yaml"), ids=lambda text: str(text).split(":", maxsplit=1)[0])
def test_every_example_is_a_show(example: str, profiles: Mapping[str, Profile]) -> None:
    show, problems = check_show(_merged(example), file="example", profiles=profiles)
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert show is not None


def test_the_mistakes_are_told_as_the_page_shows(profiles: Mapping[str, Profile]) -> None:
    (broken,), (told,) = _blocks("yaml broken"), _blocks("text")
    base = dict(_sections(_blocks("yaml")[0]))
    text = broken + "".join(base.values())
    _, problems = check_show(text, file="first.show.yaml", profiles=profiles)
    assert render_all(problems, text) + "\n" == told


def test_every_key_has_a_meaning() -> None:
    rows = [line for line in PAGE[PAGE.index(BEGIN) :].split("\n") if line.startswith("| `")]
    assert len(rows) > 80
    for row in rows:
        key, what, _, meaning = re.split(r"(?<!\\)\|", row)[1:5]
        assert key.strip()
        assert what.strip() not in {"", "a value"}
        assert meaning.strip()
