"""From a name on the command line to a show."""

from pathlib import Path

import pytest

from controller.run.reading import ShowError, read_show, read_text, show_problems
from tests.shows import WALL


def test_a_show_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "wall.show.yaml"
    path.write_text(WALL)
    source = read_show(str(path))
    assert (source.file, source.text, source.show.name) == ("wall", WALL, "Small")


def test_a_show_that_comes_along_is_found_by_its_name() -> None:
    assert read_show("neo_lumine").show.name == "Neo-Lumine"


def test_a_show_that_is_nowhere_is_refused_with_those_there_are() -> None:
    with pytest.raises(ShowError, match=r"no such file, and no show of that name comes along .*neo_lumine"):
        read_text("nowhere")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.show.yaml"
    path.write_bytes(b"show: \xff\xfe")
    with pytest.raises(ShowError, match=":1: not UTF-8 text"):
        read_text(str(path))


def test_a_show_with_mistakes_is_refused_with_all_of_them() -> None:
    wrong = WALL.replace("level: 70%", "level: 170%").replace("fade: 4s", "faed: 4s")
    is_bad, told = show_problems(wrong, "w.show.yaml")
    assert is_bad
    assert "170%" in told
    assert "did you mean 'fade'" in told
