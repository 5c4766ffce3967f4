"""``kintsugi fixtures import``: files of makers in, profiles out that play; or a sentence, and nothing is written."""

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.cli.loading import load
from controller.frame.explain.fixture import Sent, explain
from controller.run.reading import read_show
from fixtures.reading import LARGEST_BYTES
from tests.shows import Played

PAR: dict[str, Any] = {
    "name": "Root Par",
    "categories": ["Color Changer"],
    "meta": {},
    "availableChannels": {
        "Dimmer": {"fineChannelAliases": ["Dimmer fine"], "capability": {"type": "Intensity"}},
        "Strobe": {
            "capabilities": [
                {"dmxRange": [0, 5], "type": "ShutterStrobe", "shutterEffect": "Open"},
                {"dmxRange": [6, 255], "type": "StrobeSpeed", "speedStart": "1Hz", "speedEnd": "20Hz"},
            ]
        },
        "Sound": {
            "capabilities": [
                {"dmxRange": [0, 9], "type": "NoFunction"},
                {"dmxRange": [10, 255], "type": "Effect", "effectName": "Sound", "soundControlled": True},
            ]
        },
        "Macro": {"capability": {"type": "ColorPreset"}},
    },
    "modes": [
        {"name": "5ch", "channels": ["Dimmer", "Dimmer fine", "Strobe", "Sound", "Macro"]},
        {"name": "on", "channels": ["Dimmer"]},
    ],
}
FLAME: dict[str, Any] = {
    "name": "Stage Flame",
    "categories": ["Effect"],
    "meta": {},
    "availableChannels": {"Flame": {"capability": {"type": "EffectParameter", "parameterStart": "off"}}},
    "modes": [{"name": "1ch", "channels": ["Flame"]}],
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(name="par")
def par_file(tmp_path: Path) -> str:
    return written(tmp_path / "par.json", PAR)


def written(path: Path, document: Mapping[str, Any]) -> str:
    path.write_text(json.dumps(document))
    return str(path)


def run(*words: str) -> tuple[int, str]:
    ended = CliRunner().invoke(build_app(["fixtures"]), ["fixtures", "import", *words])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exc_info
    return ended.exit_code, ended.output


def test_it_says_what_it_made_and_what_to_write_in_the_show_file(par: str) -> None:
    code, told = run(par)
    assert code == 0, told
    assert told.splitlines()[:4] == [
        "lamps/root-par.json: Root Par",
        "  in the show file, under fixtures, one of:",
        '    root-par: {profile: lamps/root-par.json, mode: "5ch", at: stage 1/1}',
        '    root-par: {profile: lamps/root-par.json, mode: "on", at: stage 1/1}',
    ]
    assert "  - Sound: might blink by itself at 10-255; 0 is sent instead." in told.splitlines()


def test_what_it_says_to_write_plays_and_what_blinks_by_itself_reaches_no_lamp(here: Path, par: str) -> None:
    entry = run(par)[1].splitlines()[2].strip()
    show = here / "house.show.yaml"
    show.write_text(
        "show: {name: House, fps: 40, seed: 7, on_exit: fade 1s}\n"
        "nodes: {stage: {protocol: sacn, to: 127.0.1.2}}\n"
        f"fixtures:\n  {entry}\n"
        "zones: {all: root-par}\n"
        "cues:\n"
        "  - {cue: 1, look: {all: {level: 100%, shutter: strobe, raw: {Sound: 200, Macro: 77}}}, fade: 0s}\n"
        "panic: {look: {all: {level: 50%}}, fade: 0s}\n"
    )
    played = Played(read_show(str(show)).show)
    played.go()
    played.run(2.0)
    assert played.slots[0, :5].tolist() == [255, 255, 0, 0, 77]
    sent = Sent(played.memory.levels, played.lit[-1].frame)
    why = explain(played.show, played.painter, played.state, sent, "root-par")
    assert why is not None
    assert {each.attribute for each in why.traces} >= {"level", "shutter", "raw.Sound", "raw.Macro"}


def test_a_hazard_has_its_class_in_the_line_for_the_show_file(tmp_path: Path) -> None:
    code, told = run(written(tmp_path / "flame.json", FLAME))
    assert code == 0
    assert "stage-flame: {profile: lamps/stage-flame.json, at: stage 1/1, class: fog}" in told
    assert "can do harm, by its name: class fog. Under blackout it stands where it does none." in told


def test_one_bad_file_does_not_keep_the_others_out(here: Path, tmp_path: Path, par: str) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    code, told = run(str(bad), par, written(tmp_path / "flame.json", FLAME))
    assert (code, f"{bad}: is no JSON" in told) == (1, True)
    assert sorted(path.name for path in here.rglob("*.json")) == ["root-par.json", "stage-flame.json"]


def test_nothing_is_written_over_unless_told_to(here: Path, par: str) -> None:
    kept = here / "lamps" / "root-par.json"
    kept.parent.mkdir()
    kept.write_text("mine")
    code, told = run(par)
    assert (code, kept.read_text()) == (1, "mine")
    assert "lamps/root-par.json is there already and is not written over; say --replace" in told
    assert run("--replace", par)[0] == 0
    assert json.loads(kept.read_text())["name"] == "Root Par"
    assert list(kept.parent.iterdir()) == [kept]


def test_a_dry_run_tells_all_and_writes_nothing(here: Path, par: str) -> None:
    code, told = run("--dry-run", par)
    assert (code, told) == (0, run("--dry-run", par)[1])
    assert "lamps/root-par.json: Root Par" in told
    assert list(here.iterdir()) == []


def test_two_files_of_one_name_do_not_meet(tmp_path: Path, par: str) -> None:
    again = written(tmp_path / "again.json", PAR)
    code, told = run(par, again, "--replace")
    assert code == 1
    assert f"{again}: would be lamps/root-par.json, as another of these files" in told


def test_profiles_go_where_they_are_told_to(here: Path, par: str) -> None:
    code, told = run(par, "--to", "my profiles/pars")
    assert code == 0
    assert 'profile: "my profiles/pars/root-par.json"' in told or "profile: my profiles/pars/root-par.json" in told
    assert (here / "my profiles" / "pars" / "root-par.json").exists()


def test_a_disk_that_does_not_take_it_is_told(here: Path, par: str) -> None:
    (here / "lamps").write_text("a file where the folder should be")
    code, told = run(par)
    assert (code, "lamps/root-par.json: cannot be written: " in told) == (1, True), told


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    code, told = run(str(tmp_path), str(tmp_path / "none.json"), str(tmp_path / "pipe.json"))
    assert code == 1
    assert told.splitlines() == [
        f"{tmp_path}: is no file",
        f"{tmp_path / 'none.json'}: there is no such file",
        f"{tmp_path / 'pipe.json'}: is no file",
    ]


@pytest.mark.parametrize(
    ("start", "size", "sentence"),
    [
        (b"{", LARGEST_BYTES + 1, "has 4 MB; at most 4 MB of JSON are read"),
        (b"{", 1_000_000_000, "has 1000 MB; at most 256 MB are read"),
        (b"PK", 1_000_000_000, "has 1000 MB; at most 256 MB are read"),
    ],
)
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, start: bytes, size: int, sentence: str) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
    code, told = run(str(path))
    assert (code, told.strip()) == (1, f"{path}: {sentence}")


def test_without_the_extra_a_sentence_says_what_to_install(
    here: Path, tmp_path: Path, par: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        if "gdtf" in name:
            raise ModuleNotFoundError("No module named 'pygdtf'", name="pygdtf")
        return load(name)

    monkeypatch.setattr("controller.cli.fixtures.load", missing)
    (tmp_path / "spot.gdtf").write_bytes(b"PK\3\4")
    code, told = run(str(tmp_path / "spot.gdtf"), par)
    assert (code, "pip install 'kintsugi-show[mvr]'" in told) == (1, True)
    assert (here / "lamps" / "root-par.json").exists()


class TestGdtf:
    """Files of makers in the form of GDTF; what each channel becomes is told in ``test_gdtf``."""

    @pytest.fixture(autouse=True)
    def _needs(self) -> None:
        pytest.importorskip("pygdtf", reason="the extra mvr is not installed")
        pytest.importorskip("pymvr", reason="the extra mvr is not installed")

    def test_all_modes_are_read(self, tmp_path: Path) -> None:
        from tests.fakes.plans import HEAD  # noqa: PLC0415 - it needs the extra

        (tmp_path / "House@Spot.gdtf").write_bytes(HEAD)
        code, told = run(str(tmp_path / "House@Spot.gdtf"))
        assert code == 0, told
        assert '    spot-300: {profile: lamps/spot-300.json, mode: "16 bit", at: stage 1/1}' in told.splitlines()
        assert '    spot-300: {profile: lamps/spot-300.json, mode: "8 bit", at: stage 1/1}' in told.splitlines()
        assert "  - Shutter1: might blink by itself at 64-199; 32 is sent instead." in told.splitlines()

    def test_a_mode_that_cannot_be_read_is_left_out(self, tmp_path: Path) -> None:
        from tests.fakes.plans import channel, gdtf  # noqa: PLC0415 - it needs the extra

        modes = {"good": [channel("1", "Dimmer")], "bad": [channel("99999999", "Dimmer")]}
        (tmp_path / "a.gdtf").write_bytes(gdtf("Lamp", modes))
        code, told = run(str(tmp_path / "a.gdtf"))
        assert (code, "Mode 'bad' was left out: description.xml has a channel at slot" in told) == (0, True), told

    def test_pieces_that_are_patched_by_themselves_are_told(self, tmp_path: Path) -> None:
        from tests.fakes.plans import bar  # noqa: PLC0415 - it needs the extra

        (tmp_path / "a.gdtf").write_bytes(bar(4, dmx_break=2))
        code, told = run(str(tmp_path / "a.gdtf"))
        assert code == 0
        assert "Mode 'm' is patched in 2 pieces, each a fixture of its own: also 'm, break 2'." in told

    @pytest.mark.parametrize("raw", [b"PK", b"PK\3\4" + b"\0" * 100])
    def test_a_damaged_archive_is_told_in_a_sentence(self, here: Path, tmp_path: Path, raw: bytes) -> None:
        (tmp_path / "a.gdtf").write_bytes(raw)
        code, told = run(str(tmp_path / "a.gdtf"))
        assert (code, "this is no ZIP archive, as it should be" in told) == (1, True)
        assert list(here.iterdir()) == []

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (b"<!DOCTYPE x [<!ENTITY a 'b'>]><GDTF/>", "declares a document type or entities"),
            (b"<GDTF/>", "describes no fixture"),
            (b"<GDTF><FixtureType/></GDTF>", "the fixture in it has no modes"),
            (b" " * 64_000_001, "has 64 MB unpacked; at most 64 MB are read"),
        ],
    )
    def test_a_description_that_cannot_be_is_told_in_a_sentence(
        self, here: Path, tmp_path: Path, text: bytes, sentence: str
    ) -> None:
        with zipfile.ZipFile(tmp_path / "a.gdtf", "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("description.xml", text)
        code, told = run(str(tmp_path / "a.gdtf"))
        assert (code, sentence in told) == (1, True), told
        assert list(here.iterdir()) == []


def test_no_name_in_a_file_commands_the_terminal(tmp_path: Path) -> None:
    lamp = {**PAR, "name": "Par\x1b]0;x\x07\nlamps/fake.json: done", "categories": ["Color Changer"]}
    code, told = run(written(tmp_path / "a.json", lamp))
    assert code == 0, told
    assert not {"\x1b", "\x07"} & set(told)
    assert not any(line.startswith("lamps/fake.json") for line in told.splitlines())


def test_a_profile_that_is_imported_again_is_the_same(here: Path, par: str) -> None:
    run(par)
    first = (here / "lamps" / "root-par.json").read_bytes()
    run("--replace", "lamps/root-par.json")
    assert (here / "lamps" / "root-par.json").read_bytes() == first
