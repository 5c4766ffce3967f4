"""Files of other versions: old ones are read, those to come are refused."""

from controller.showfile.load import check_show
from fixtures.library import load_profiles

OLD = """nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, at: lamps 1/1}}
scenes: {dusk: {tile: {level: 40%}}}
cues: [{cue: 1, scene: dusk}]
lists: {side: {cues: [{cue: 1, scene: dusk}]}}
panic: {scene: dusk}
"""
PROFILES = load_profiles()


def told(text: str) -> tuple[bool, list[str]]:
    show, problems = check_show(text, file="a.show.yaml", profiles=PROFILES)
    return show is not None, [str(problem) for problem in problems]


def test_an_old_file_is_read_and_its_old_keys_are_told() -> None:
    plays, problems = told(OLD)
    assert plays
    assert problems[0] == (
        "a.show.yaml:3:1: warning: 'scenes' is called 'looks' since version 1; `kintsugi check --upgrade` writes it so"
    )
    assert [line.split(":")[1] for line in problems] == ["3", "4", "5", "6"]


def test_a_file_that_says_it_is_of_today_has_no_old_keys() -> None:
    plays, problems = told("kintsugi: 1\n" + OLD)
    assert not plays
    assert "unknown key 'scenes'" in problems[0]


def test_a_file_of_a_version_to_come_is_refused_with_one_sentence() -> None:
    assert told("kintsugi: 2\n" + OLD) == (
        False,
        [
            "a.show.yaml:1:11: this file is of version 2; this Kintsugi reads versions up to 1. Update Kintsugi",
        ],
    )


def test_a_version_that_is_none_is_told() -> None:
    plays, problems = told("kintsugi: new\n" + OLD)
    assert not plays
    assert "'new' is not a whole number" in problems[0]
