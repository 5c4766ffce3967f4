"""Files that a show uses: joined, told with their own places, never read from elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from controller.run.score.folder import ShowFolder
from controller.run.score.stamps import stamp
from controller.showfile.assets import AssetError, asset_name
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.library import load_profiles

RIG = """nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  tile: {profile: generic/rgb, count: 6, at: lamps 1/1}
zones: {wall: tile}
policy: {go_lockout: 1s, flashes_per_second: 2}
"""
SHOW = """use: rig.yaml
show: {name: Shared}
cues: [{cue: 1, look: {wall: {level: 40%}}}]
"""
PROFILES = load_profiles()


def given(**files: str) -> Callable[[str], bytes]:
    """A folder in memory; names are written with _ for the dot."""
    there = {name.replace("_", "."): text for name, text in files.items()}

    def read(name: str) -> bytes:
        if name not in there:
            raise AssetError("there is no such file")
        return there[name].encode()

    return read


def told(text: str, **files: str) -> list[str]:
    _, problems = check_show(text, file="in/a.show.yaml", profiles=PROFILES, assets=given(**files))
    return [str(problem) for problem in problems]


def test_a_rig_is_shared_by_use() -> None:
    show, problems = check_show(SHOW, file="a.show.yaml", profiles=PROFILES, assets=given(rig_yaml=RIG))
    assert not problems
    assert show is not None
    assert show.name == "Shared"
    assert show.rig.cell_count == 6
    assert show.policy.flashes_per_second == 2


def test_the_shows_own_word_wins_in_policy_key_by_key() -> None:
    text = SHOW + "policy: {go_lockout: 2s}\n"
    show, _ = check_show(text, file="a.show.yaml", profiles=PROFILES, assets=given(rig_yaml=RIG))
    assert show is not None
    assert (show.policy.go_lockout_s, show.policy.flashes_per_second) == (2.0, 2)


def test_the_hash_covers_every_file() -> None:
    hashes = set()
    for rig in (RIG, RIG + "# changed\n"):
        show, _ = check_show(SHOW, file="a.show.yaml", profiles=PROFILES, assets=given(rig_yaml=rig))
        assert show is not None
        hashes.add(show.hash)
    assert len(hashes) == 2


def test_mistakes_in_a_used_file_carry_its_name_and_line() -> None:
    broken = RIG.replace("count: 6", "cuont: 6").replace("generic/rgb", "generic/rbg")
    _, problems = check_show(SHOW, file="in/a.show.yaml", profiles=PROFILES, assets=given(rig_yaml=broken))
    drawn = render_all(problems, SHOW, {"in/rig.yaml": broken})
    assert "in/rig.yaml:4:" in drawn
    assert "did you mean 'count'?" in drawn
    assert "tile: {profile: generic/rbg, cuont: 6" in drawn


def test_a_name_in_two_files_is_told_with_both_places() -> None:
    assert told(SHOW + "zones: {wall: tile 1-3}\n", rig_yaml=RIG) == [
        "in/a.show.yaml:4:9: 'wall' stands in in/rig.yaml:5 too; keep one of them, or give one another name"
    ]


def test_cues_stand_in_one_file() -> None:
    (line,) = told(SHOW, rig_yaml=RIG + "cues: [{cue: 1}]\n")
    assert "'cues' stands in in/rig.yaml:7 too" in line


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("nowhere.yaml", "there is no such file"),
        ("../rig.yaml", "only files in its own folder and below"),
        ("/etc/passwd", "write where it lies from the show file"),
        ("C:/rig.yaml", "write where it lies from the show file"),
        ("a\\rig.yaml", "write / between folder and file"),
        ("./", "this is a folder"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_the_reason(written: str, why: str) -> None:
    text = SHOW.replace("rig.yaml", f"'{written}'") + "fixtures: {a: {profile: generic/rgb, at: x 1/1}}\n"
    assert any(line.startswith("in/a.show.yaml:1:6: ") and why in line for line in told(text))


def test_files_that_use_each_other_are_refused() -> None:
    found = told(SHOW, rig_yaml="use: more.yaml\n" + RIG, more_yaml="use: rig.yaml\n")
    (line,) = found
    assert line.startswith("in/more.yaml:1:6: 'rig.yaml' cannot be used: it would use itself: ")
    assert line.endswith("a.show.yaml → rig.yaml → more.yaml → rig.yaml; take one 'use' out")


def test_files_nest_eight_deep_and_no_deeper() -> None:
    files = {f"f{n}_yaml": f"use: f{n + 1}.yaml\n" for n in range(12)}
    assert any("at most 8 deep" in line for line in told(SHOW.replace("rig", "f0"), **files))


def test_a_file_that_two_files_use_is_read_once() -> None:
    text = SHOW.replace("rig.yaml", "[one.yaml, two.yaml]")
    both = "use: rig.yaml\n"
    assert told(text, one_yaml=both, two_yaml=both, rig_yaml=RIG) == []


def test_a_use_of_the_wrong_shape_is_told_once() -> None:
    found = told("use: {a: b}\n" + RIG)
    assert len(found) == 2
    assert "write the name of a file, or a list of names" in found[0]


def test_places_in_other_files_are_named_in_sentences() -> None:
    text = SHOW + "fixtures: {other: {profile: generic/rgb, at: lamps 1/2}}\n"
    assert any("patched on line 4 of in/rig.yaml" in line for line in told(text, rig_yaml=RIG))


def test_names_are_found_beside_the_file_that_writes_them() -> None:
    assert asset_name("parts/rig", "../sky.png") == "parts/sky.png"
    assert asset_name("", "./a//b.png") == "a/b.png"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret").write_text("x")
    (inside / "link.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(AssetError, match="leads out of the folder"):
        ShowFolder(inside)("link.yaml")
    with pytest.raises(AssetError, match="it is a folder"):
        ShowFolder(tmp_path)("in")


def test_what_is_known_of_a_file_is_never_younger_than_what_was_read(tmp_path: Path) -> None:
    folder, file = ShowFolder(tmp_path), tmp_path / "rig.yaml"
    file.write_text("old")
    before = stamp(file)
    folder("rig.yaml")
    file.write_text("younger")
    folder("rig.yaml")
    with pytest.raises(AssetError, match="no such file"):
        folder("later.yaml")
    assert folder.asked == {file: before, tmp_path / "later.yaml": None}


def test_a_file_that_is_no_text_is_told(profiles: Mapping[str, object]) -> None:
    del profiles
    _, problems = check_show(SHOW, file="a.show.yaml", profiles=PROFILES, assets=lambda _: b"\xff\xfe")
    assert "it is not UTF-8 text" in str(problems[0])
