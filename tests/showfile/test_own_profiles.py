"""A show that brings profiles of its own: files beside it, which belong to it as its pictures do."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.model.show import Show
from controller.run.reading import read_show
from controller.run.score.kept import keep_show, kept_show
from controller.showfile.assets import AssetError
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from fixtures.reading import LARGEST_BYTES, read_profile

SPOT: dict[str, Any] = {
    "name": "Spot of the house",
    "categories": ["Dimmer"],
    "availableChannels": {
        "Dimmer": {"capability": {"type": "Intensity"}},
        "Tilt": {"capability": {"type": "Tilt", "angleStart": "-90deg", "angleEnd": "90deg"}},
    },
    "meta": {},
    "modes": [{"name": "wide", "channels": ["Dimmer", "Tilt"]}, {"name": "small", "channels": ["Dimmer"]}],
}
SHOW = """\
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  spot: {profile: lamps/spot.json, mode: small, count: 2, at: lamps 1/1}
  wash: {profile: generic/rgb, at: lamps 1/3}
zones: {all: "spot, wash"}
"""


def read(files: Mapping[str, object], text: str = SHOW) -> tuple[Show | None, list[str]]:
    def give(name: str) -> bytes:
        if name not in files:
            raise AssetError("there is no such file")
        found = files[name]
        return found if isinstance(found, bytes) else json.dumps(found).encode()

    show, problems = check_show(text, file="house.show.yaml", profiles=load_profiles(), assets=give)
    return show, [problem.text for problem in problems if problem.severity == "error"]


def test_a_fixture_is_what_the_file_beside_the_show_says() -> None:
    show, problems = read({"lamps/spot.json": SPOT})
    assert show is not None, problems
    spot = show.rig.fixtures[1]
    assert (spot.id, spot.profile.key, spot.profile.name) == ("spot-2", "lamps/spot", "Spot of the house")
    assert [channel.name for channel in spot.mode.channels] == ["Dimmer"]


def test_the_file_is_part_of_the_show() -> None:
    first, _ = read({"lamps/spot.json": SPOT})
    second, _ = read({"lamps/spot.json": {**SPOT, "name": "Another"}})
    assert first is not None
    assert second is not None
    assert first.hash != second.hash


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "'lamps/spot.json' cannot be read: there is no such file"),
        (b"{", "'lamps/spot.json' is no profile: (document): is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[" * 200_000, "is no JSON"),
        (b'{"name": NaN}', "NaN is no number"),
        ({**SPOT, "modes": []}, "is no profile: modes: must be a list of at least one mode"),
        ({}, "more problems"),
        (b" " * (LARGEST_BYTES + 1), "has 4 MB; at most 4 MB are read"),
    ],
)
def test_a_file_that_is_no_profile_is_told_where_it_is_named(file: object, sentence: str) -> None:
    show, problems = read({} if file is None else {"lamps/spot.json": file})
    assert show is None
    assert len(problems) == 1
    assert sentence in problems[0]


def test_a_mode_that_the_file_does_not_have_is_told_with_those_it_has() -> None:
    _, problems = read({"lamps/spot.json": SPOT}, SHOW.replace("small", "smal"))
    assert problems[0] == "lamps/spot has no mode 'smal'; it has wide, small"


def test_no_number_of_a_file_is_endless() -> None:
    for angle in ("1e999", '"' + "9" * 400 + 'deg"', "-1e300"):
        text = json.dumps(SPOT).replace('"-90deg"', angle)
        profile, problems = read_profile(text.encode(), "lamps/spot")
        assert profile is not None, problems
        assert profile.modes[0].channels[1].degrees == 0


def test_a_file_cannot_ask_for_millions_of_channels() -> None:
    body = {"capability": {"type": "Intensity"}}
    grown = {
        **SPOT,
        "matrix": {"pixelCount": [64, 64, 1]},
        "templateChannels": {f"Dimmer {number} $pixelKey": body for number in range(1000)},
    }
    _, problems = read({"lamps/spot.json": grown})
    assert "templateChannels: make more than 50000 channels of pixels" in problems[0]


def test_a_show_on_disk_remembers_the_file_for_its_night(tmp_path: Path) -> None:
    (tmp_path / "lamps").mkdir()
    (tmp_path / "lamps" / "spot.json").write_text(json.dumps(SPOT))
    (tmp_path / "house.show.yaml").write_text(SHOW)
    source = read_show(str(tmp_path / "house.show.yaml"))
    assert set(source.parts) == {"lamps/spot.json"}
    assert tmp_path / "lamps" / "spot.json" in source.watched
    night = tmp_path / "night"
    night.mkdir()
    keep_show(night, source.show.hash, source.text, source.parts)
    (tmp_path / "lamps" / "spot.json").unlink()
    assert kept_show(night, source.show.hash).rig.fixtures[0].profile.name == "Spot of the house"


def test_a_file_is_shown_channel_by_channel(tmp_path: Path) -> None:
    file = tmp_path / "spot.json"
    file.write_text(json.dumps(SPOT))
    shown = CliRunner().invoke(build_app(["fixtures"]), ["fixtures", "show", str(file)])
    assert (shown.exit_code, "mode wide, 2 slots" in shown.output) == (0, True), shown.output
    file.write_text("{}")
    shown = CliRunner().invoke(build_app(["fixtures"]), ["fixtures", "show", str(file)])
    assert shown.exit_code == 1
    assert "is no profile" in shown.output
    shown = CliRunner().invoke(build_app(["fixtures"]), ["fixtures", "show", str(tmp_path / "none.json")])
    assert (shown.exit_code, "none.json: No such file" in shown.output) == (1, True), shown.output
