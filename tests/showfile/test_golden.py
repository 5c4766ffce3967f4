"""One file with more than fifty mistakes, found in one run and drawn well."""

from collections.abc import Mapping
from pathlib import Path

from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.profile import Profile

GOLDEN = Path(__file__).parent / "golden"


def test_a_broken_file_is_told_whole_in_one_run(profiles: Mapping[str, Profile]) -> None:
    text = (GOLDEN / "broken.show.yaml").read_text(encoding="utf-8")
    show, problems = check_show(text, file="broken.show.yaml", profiles=profiles)
    assert show is None
    assert len(problems) > 50
    assert render_all(problems, text) + "\n" == (GOLDEN / "broken.txt").read_text(encoding="utf-8")
