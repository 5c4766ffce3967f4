"""What ``kintsugi check`` and ``kintsugi new`` say and write, for people and for programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app

RIG = """nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  tile: {profile: generic/rgb, cuont: 6, at: lamps 1/1}
"""
SHOW = """use: rig.yaml
cues:
  - {cue: 1, look: {tile: {level: 140%}}}
"""
GOOD = RIG.replace("cuont", "count") + "cues: [{cue: 1, look: {tile: {level: 40%}}}]\n"
OLD = GOOD.replace("look:", "scene:")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.show.yaml").write_text(SHOW)
    Path("rig.yaml").write_text(RIG)
    Path("good.show.yaml").write_text(GOOD)
    return tmp_path


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build_app(), list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def test_people_are_told_each_problem_in_its_own_file() -> None:
    assert said("check", "a.show.yaml", "good.show.yaml") == (
        1,
        """a.show.yaml:3:35: '140%' is out of range; a level is between 0 and 1 (0% and 100%)
    3 |   - {cue: 1, look: {tile: {level: 140%}}}
      |                                   ^^^^

rig.yaml:4:32: unknown key 'cuont' - did you mean 'count'?
    4 |   tile: {profile: generic/rgb, cuont: 6, at: lamps 1/1}
      |                                ^^^^^
good.show.yaml: good
""",
    )


def test_programs_are_told_the_same_as_json() -> None:
    code, output = said("check", "--format", "json", "a.show.yaml", "good.show.yaml")
    assert code == 1
    broken, good = json.loads(output)["files"]
    assert good == {"file": "good.show.yaml", "good": True, "uses": [], "problems": []}
    assert (broken["file"], broken["good"], broken["uses"]) == ("a.show.yaml", False, ["rig.yaml"])
    assert broken["problems"][1] == {
        "file": "rig.yaml",
        "line": 4,
        "col": 32,
        "width": 5,
        "severity": "error",
        "text": "unknown key 'cuont'",
        "suggestion": "count",
    }


def test_a_build_server_is_told_as_it_reads() -> None:
    code, output = said("check", "--format", "github", "a.show.yaml", "good.show.yaml")
    assert code == 1
    first, second, good = output.splitlines()
    assert first.startswith("::error file=a.show.yaml,line=3,col=")
    assert "::'140%25' is out of range" in first
    assert second == "::error file=rig.yaml,line=4,col=32,endColumn=36::unknown key 'cuont' - did you mean 'count'?"
    assert good == "good.show.yaml: good"


def test_a_file_that_is_not_there_fails_the_check_and_the_others_are_told() -> None:
    code, output = said("check", "nowhere.show.yaml", "good.show.yaml")
    assert code == 1
    assert "nowhere.show.yaml: no such file" in output
    assert "good.show.yaml: good" in output


def test_a_folder_is_told_to_be_one() -> None:
    assert said("check", ".") == (1, ".: this is a folder; name a show file in it: a.show.yaml, good.show.yaml\n")


def test_an_old_file_is_told_and_then_upgraded() -> None:
    Path("old.show.yaml").write_text("# mine\n" + OLD)
    code, output = said("check", "old.show.yaml")
    assert code == 0
    assert "warning: 'scene' is called 'look' since version 1" in output
    assert output.endswith("old.show.yaml: good, with 1 warning\n")
    assert said("check", "--upgrade", "old.show.yaml") == (0, "old.show.yaml: upgraded\nold.show.yaml: good\n")
    assert Path("old.show.yaml").read_text() == "# mine\nkintsugi: 1\n" + GOOD


def test_a_new_show_checks_clean_and_its_evening_comes_out_well() -> None:
    code, output = said("new", "lantern")
    assert code == 0, output
    assert said("check", "lantern.show.yaml") == (0, "lantern.show.yaml: good\n")
    code, output = said("simulate", "lantern.scenario.yaml")
    assert code == 0, output


def test_a_new_show_is_written_over_nothing() -> None:
    Path("lantern.scenario.yaml").write_text("mine")
    code, output = said("new", "lantern")
    assert code == 1
    assert "is there already, and nothing is written over" in output
    assert not Path("lantern.show.yaml").exists()
    assert Path("lantern.scenario.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["../x", "a/b", "", "1a", "x" * 70])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    code, output = said("new", name)
    assert code == 1
    assert "is no name for a show" in output
