"""``kintsugi patch import``: a plan in, a show file that can be played out; or one sentence, and nothing is written."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.model.show import Show
from controller.run.reading import read_show
from controller.run.rehearsing import why_not_rehearsed
from fixtures.profile import FixtureClass, Role

pymvr = pytest.importorskip("pymvr", reason="the extra mvr is not installed")
pytest.importorskip("pygdtf", reason="the extra mvr is not installed")

from tests.fakes.plans import FOGGER, HEAD, PAR, archive, channel, fixture, gdtf, layer, plan  # noqa: E402

TYPES = {"House@Par.gdtf": PAR, "House@Spot 300@rev2.gdtf": HEAD, "House@Fogger.gdtf": FOGGER}
PAR_FILE, SPOT_FILE, FOG_FILE = TYPES


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> tuple[int, str]:
    ended = CliRunner().invoke(build_app(["patch"]), ["patch", "import", *words])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exc_info
    return ended.exit_code, ended.output


def imported(tmp_path: Path, *layers: object, types: Mapping[str, bytes] = TYPES, aux: object = None) -> Show:
    path = plan(tmp_path / "Club night.mvr", *layers, types=types, aux=aux)
    code, told = run(str(path))
    assert code == 0, told
    return read_show("club-night.show.yaml").show


def pars(count: int, *, name: str = "Par", slot: int = 1) -> list[object]:
    return [
        fixture(f"{name} {n + 1}", PAR_FILE, "4 channel", (1, slot + 4 * n), at=(1000 * n, 0, 4000), number=n + 1)
        for n in range(count)
    ]


def test_neighbours_become_one_entry_where_they_hang_and_where_they_are_patched(tmp_path: Path) -> None:
    show = imported(tmp_path, layer("Back", *pars(3)))
    assert [each.id for each in show.rig.fixtures] == ["par-1", "par-2", "par-3"]
    assert [each.profile.name for each in show.rig.fixtures] == ["Par"] * 3
    assert show.rig.position.tolist() == [[0, 4, 0], [1, 4, 0], [2, 4, 0]]
    assert [(each.row, each.slot) for each in show.patch.fixtures] == [(0, 0), (0, 4), (0, 8)]
    assert show.patch.universes[0].number == 1
    assert why_not_rehearsed(show) == ""
    text = Path("club-night.show.yaml").read_text()
    assert "# Par 1 to Par 3, id 1-3, on Back" in text
    assert "layout: {line: 2, origin: [1, 4, 0]}" in text


def test_back_and_up_are_turned_to_the_visitors_and_up(tmp_path: Path) -> None:
    show = imported(tmp_path, layer("One", fixture("Par", PAR_FILE, "4 channel", (1, 1), at=(-500, 2000, 6000))))
    assert show.rig.position.tolist() == [[-0.5, 6, -2]]


def test_what_a_turned_group_on_a_moved_layer_holds_stands_where_it_does(tmp_path: Path) -> None:
    inner = fixture("Par", PAR_FILE, "4 channel", (1, 1), at=(1000, 0, 0))
    quarter = pymvr.Matrix([[0, 1.0, 0, 0], [-1.0, 0, 0, 0], [0, 0, 1.0, 0], [0, 500, 0, 0]])
    group = pymvr.GroupObject(name="Truss", matrix=quarter, child_list=pymvr.ChildList(fixtures=[inner]))
    show = imported(tmp_path, layer("High", group, at=(0, 0, 3000)))
    assert show.rig.position.tolist() == [[0, 3, -1.5]]


def test_fixtures_that_do_not_follow_each_other_are_called_by_their_numbers(tmp_path: Path) -> None:
    lamps = [fixture("Par", PAR_FILE, "4 channel", (1, 1 + 10 * n), number=101 + n) for n in range(3)]
    show = imported(tmp_path, layer("Back", *lamps))
    assert [each.id for each in show.rig.fixtures] == ["par-101", "par-102", "par-103"]
    assert [each.slot for each in show.patch.fixtures] == [0, 10, 20]


def test_a_row_that_goes_on_in_the_next_universe_stays_one_entry(tmp_path: Path) -> None:
    lamps = [fixture("Par", PAR_FILE, "4 channel", *[(1, 505)], number=1)]
    lamps += [fixture("Par", PAR_FILE, "4 channel", at, number=2 + n) for n, at in enumerate([(1, 509), (2, 1)])]
    show = imported(tmp_path, layer("Back", *lamps))
    assert [each.id for each in show.rig.fixtures] == ["par-1", "par-2", "par-3"]
    assert [each.number for each in show.patch.universes] == [1, 2]


def test_layers_classes_and_positions_become_zones(tmp_path: Path) -> None:
    key, truss = pymvr.Class(name="Key light"), pymvr.Position(name="Truss 1")
    lamps = [
        fixture(
            "Par", PAR_FILE, "4 channel", (1, 1 + 4 * n), number=n + 1, classing=key.uuid if n % 2 else None,
            position=truss.uuid if n < 2 else None,
        )
        for n in range(5)
    ]  # fmt: skip
    other = fixture("Odd one", PAR_FILE, "4 channel", (2, 1))
    show = imported(
        tmp_path, layer("Über der Bühne", *lamps), layer("Floor", other), aux=pymvr.AUXData([key], [], [truss])
    )
    zones = {name: sorted(int(cell) for cell in cells) for name, cells in show.rig.zones.items()}
    assert zones["key-light"] == [1, 3]
    assert zones["truss-1"] == [0, 1]
    assert zones["floor"] == [5]
    assert zones["uber-der-buhne"] == [0, 1, 2, 3, 4]
    assert zones["rig"] == [0, 1, 2, 3, 4, 5]


def test_modes_of_eight_and_sixteen_bits_and_a_strobe_that_the_guard_knows(tmp_path: Path) -> None:
    show = imported(
        tmp_path,
        layer("Back", fixture("Spot", SPOT_FILE, "16 bit", (1, 1)), fixture("Small", SPOT_FILE, "8 bit", (1, 20))),
    )
    spot, small = (each.mode for each in show.rig.fixtures)
    assert [(each.name, each.bits) for each in spot.channels] == [
        ("Pan", 16), ("Tilt", 16), ("Dimmer", 16), ("Shutter1", 8),
    ]  # fmt: skip
    assert spot.channels[0].degrees == 540
    assert [(part.first, part.last, part.effect) for part in spot.channels[3].shutter] == [
        (0, 31, "closed"), (32, 63, "open"), (64, 199, "strobe"), (200, 255, "open"),
    ]  # fmt: skip
    assert spot.channels[3].shutter[2].rate_hz == (1.0, 20.0)
    assert [each.bits for each in small.channels] == [8, 8, 8]
    assert small.channels[2].role is Role.INTENSITY
    assert sorted(path.name for path in Path("club-night-profiles").iterdir()) == ["spot-300.json"]


def test_what_can_do_harm_is_told_and_out_of_reach(tmp_path: Path) -> None:
    path = plan(tmp_path / "fog.mvr", layer("Floor", fixture("Fog", FOG_FILE, "2 channel", (1, 1))), types=TYPES)
    code, told = run(str(path))
    assert (code, "can do harm" in told) == (0, True)
    (fogger,) = read_show("fog.show.yaml").show.rig.fixtures
    assert fogger.cls is FixtureClass.FOG
    assert [each.safe for each in fogger.mode.channels] == [0.0, 0.0]


def test_what_the_plan_calls_fog_or_houselights_is_that(tmp_path: Path) -> None:
    pyro, house = (fixture(name, PAR_FILE, "4 channel", (1, slot)) for name, slot in (("Gerb", 1), ("House", 10)))
    pyro.custom_id_type, house.custom_id_type = 9, 4
    pyro.gdtf_spec = "House@Gerb.gdtf"
    show = imported(tmp_path, layer("Floor", pyro, house), types={**TYPES, "House@Gerb.gdtf": PAR})
    gerb, lamp = show.rig.fixtures
    assert (gerb.cls, lamp.cls) == (FixtureClass.FOG, FixtureClass.WORK)
    assert [each.safe for each in gerb.mode.channels] == [0.0] * 4
    assert [each.safe for each in lamp.mode.channels] == [None] * 4


def test_a_fixture_type_may_be_named_in_any_letters(tmp_path: Path) -> None:
    for name in ("Bühne@Flächenleuchte é.gdtf", "灯.gdtf"):
        path = plan(tmp_path / "a.mvr", layer("A", fixture("Lamp", name, "4 channel", (1, 1))), types={name: PAR})
        code, told = run(str(path), "--name", f"show {len(name)}")
        assert code == 0, told
    missing = plan(tmp_path / "b.mvr", layer("A", fixture("Lamp", "灯.gdtf", "4 channel", (1, 1))), types=TYPES)
    assert "is a '灯.gdtf', and that GDTF file is not in the archive" in run(str(missing))[1]


def test_uuids_that_programs_write_each_in_their_own_way_are_the_same(tmp_path: Path) -> None:
    key = pymvr.Class(name="Key light", uuid="77BCDE16-95A6-4725-9D04-16A0BD67CD1A")
    lamps = [
        fixture("Par", PAR_FILE, "4 channel", (1, 1), classing="77 bc de 16 95 a6 47 25 9d 04 16 a0 bd 67 cd 1a"),
        fixture("Other", PAR_FILE, "4 channel", (1, 5)),
    ]
    assert "key-light" in imported(tmp_path, layer("A", *lamps), aux=pymvr.AUXData([key])).rig.zones


def test_a_fixture_without_an_id_is_told_without_one(tmp_path: Path) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(1)), types=TYPES)
    rewritten(path, lambda text: text.replace("<FixtureID>1</FixtureID>", ""))
    assert run(str(path))[0] == 0
    assert "  # Par 1, on Back\n" in Path("a.show.yaml").read_text()


def test_a_fixture_in_two_breaks_is_patched_in_two_pieces(tmp_path: Path) -> None:
    split = gdtf("Split", {"m": [channel("1", "Dimmer"), channel("1", "ColorMacro1", more='DMXBreak="2"')]})
    show = imported(
        tmp_path,
        layer("Back", fixture("Wash", "Split.gdtf", "m", (1, 10), (3, 5))),
        types={"Split.gdtf": split},
    )
    assert [(each.id, each.mode.name) for each in show.rig.fixtures] == [("wash", "m"), ("wash-break-b", "m, break 2")]
    assert [(u.number, p.slot) for u, p in zip(show.patch.universes, show.patch.fixtures, strict=True)] == [
        (1, 9), (3, 4),
    ]  # fmt: skip


def test_what_has_no_address_is_left_out_and_told(tmp_path: Path) -> None:
    spare = fixture("Spare", PAR_FILE, "4 channel", number=9)
    twin = fixture("Twin", PAR_FILE, "4 channel", (1, 1), number=8)
    twin.multipatch = "7A9F5C6E-0000-4000-8000-000000000001"
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(1), spare, twin), types=TYPES)
    code, told = run(str(path))
    assert code == 0, told
    assert "Left out: 'Spare' (id 9), since it has no address." in told
    assert "Left out: 'Twin' (id 8), since it is a copy at the address of another one." in told
    assert len(read_show("a.show.yaml").show.rig.fixtures) == 1


def test_an_address_of_nothing_is_none(tmp_path: Path) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(1, slot=5), *pars(1, name="Zero")), types=TYPES)
    rewritten(path, lambda text: text.replace('<Address break="0">1</Address>', '<Address break="0">0</Address>'))
    assert "Left out: 'Zero 1' (id 1)" in run(str(path))[1]


def test_a_node_of_the_venue_can_be_said_at_once(tmp_path: Path) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(2)), types=TYPES)
    assert run(str(path), "--protocol", "artnet", "--to", "10.0.0.30", "--name", "Tour 26")[0] == 0
    show = read_show("tour-26.show.yaml").show
    assert (show.name, show.patch.nodes["stage"].host) == ("Tour 26", "10.0.0.30")
    assert show.patch.universes[0].number == 0
    code, told = run(str(path), "--to", "the desk")
    assert (code, "no IPv4 address" in told) == (1, True)


def test_names_of_all_kinds_make_a_show(tmp_path: Path) -> None:
    names = ["", "1", "row", "Ж лампа", "a: {b}", "#", "x" * 300, "true", "Par\nx: y", "-", "LED 'Bar' \"1\""]
    lamps = [fixture(name, PAR_FILE, "4 channel", (1, 1 + 4 * n), number=n) for n, name in enumerate(names)]
    show = imported(tmp_path, *(layer(name, lamp) for name, lamp in zip(names, lamps, strict=True)))
    assert len(show.rig.fixtures) == len(names)


def test_nothing_is_written_over(tmp_path: Path, here: Path) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(1)), types=TYPES)
    for there in (here / "a.show.yaml", here / "a-profiles"):
        there.write_text("mine")
        code, told = run(str(path))
        assert (code, "is there already, and nothing is written over" in told) == (1, True)
        assert [each.name for each in here.iterdir()] == [there.name]
        assert there.read_text() == "mine"
        there.unlink()


def test_a_disk_that_takes_half_of_it_is_left_as_it_was(
    tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(1)), types=TYPES)
    opened = Path.open

    def full(self: Path, mode: str = "r", **more: object) -> object:
        if self.name == "a.show.yaml" and "x" in mode:
            raise OSError(28, "No space left on device", str(self))
        return opened(self, mode, **more)  # type: ignore[call-overload]  # passed on as it came

    monkeypatch.setattr(Path, "open", full)
    code, told = run(str(path))
    assert (code, "No space left on device" in told) == (1, True)
    assert list(here.iterdir()) == []


def rewritten(path: Path, change: object) -> None:
    """Write a plan anew with another scene."""
    with zipfile.ZipFile(path) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    scene = files["GeneralSceneDescription.xml"]
    assert isinstance(scene, bytes)
    assert callable(change)
    files["GeneralSceneDescription.xml"] = change(scene.decode())
    path.write_bytes(archive(files))


BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("?>", f"?>{BOMB}", 1), "declares a document type or entities"),
        (lambda text: text[:-30], "is no XML"),
        (lambda _: "<Other/>", "describes no scene"),
        (lambda _: "<GeneralSceneDescription><Scene/></GeneralSceneDescription>", "there is no fixture in it"),
        (lambda text: text.replace("{0,0,4000}", "{0,0}"), "cannot be understood: IndexError"),
        (lambda text: text.replace("{0,0,4000}", "{0,0,nan}"), "'Par 1' (id 1) stands at [nan, nan, nan] metres"),
        (lambda text: text.replace("{0,0,4000}", "{1e99,0,4000}"), "nothing may stand farther than 10000"),
        (lambda text: text.replace('"0">1<', '"0">99999999<'), "is patched at universe 195313 slot 255"),
        (lambda text: text.replace('"0">1<', '"0">1.600<'), "universe 1 slot 600"),
        (lambda text: text.replace('"0">1<', '"0">one<'), "cannot be understood: ValueError"),
        (lambda text: text.replace('"0">1<', '"0">510<'), "would end at 513 of 512"),
        (lambda text: text.replace('"0">5<', '"0">4<'), "'Par 1' (id 1) and 'Par 2' (id 2) share slot 4 of universe 1"),
        (lambda text: text.replace("House@Par", "House@Bar"), "that GDTF file is not in the archive"),
        (lambda text: text.replace("<GDTFSpec>House@Par.gdtf</GDTFSpec>", ""), "names no GDTF file"),
        (lambda text: text.replace("4 channel", "5 channel"), "there is no mode '5 channel' in it; it has '4 channel'"),
        (
            lambda text: text.replace("<Scene>", "<Scene>" + "<A>" * 100 + "</A>" * 100),
            "is nested more than 60 deep",
        ),
        (lambda text: text.replace("<Scene>", "<Scene>" + "<A/>" * 500_001), "more than 500000 elements"),
    ],
)
def test_a_plan_that_cannot_be_is_told_in_a_sentence(tmp_path: Path, here: Path, change: object, sentence: str) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(2)), types=TYPES)
    rewritten(path, change)
    code, told = run(str(path))
    assert code == 1
    assert sentence in told, told
    assert told.startswith(f"{path}: ")
    assert len(told.strip().splitlines()) == 1
    assert list(here.iterdir()) == []


def zipped_bomb(name: str) -> bytes:
    return archive({name: b" " * 65_000_000})


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "this is no ZIP archive"),
        (b"<xml/>", "this is no ZIP archive"),
        (archive({"other.xml": "x"}), "there is no GeneralSceneDescription.xml in it"),
        (zipped_bomb("GeneralSceneDescription.xml"), "has 65 MB unpacked; at most 64 MB are read"),
        (archive({"GeneralSceneDescription.xml": b"\xff\xfe<\x00"}), "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_plan_is_told_in_a_sentence(tmp_path: Path, here: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "a.mvr"
    path.write_bytes(raw)
    code, told = run(str(path))
    assert (code, sentence in told) == (1, True), told
    assert list(here.iterdir()) == []


def test_a_plan_that_is_damaged_anywhere_is_refused_or_read(tmp_path: Path, here: Path) -> None:
    whole = plan(tmp_path / "a.mvr", layer("Back", *pars(2)), types=TYPES).read_bytes()
    for position in range(0, len(whole), 41):
        path = tmp_path / f"damaged-{position}.mvr"
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x5A]) + whole[position + 1 :])
        code, told = run(str(path))
        assert code in {0, 1}, told
        assert (here / f"damaged-{position}.show.yaml").exists() == (code == 0)


def test_a_missing_plan_is_told(tmp_path: Path) -> None:
    code, told = run(str(tmp_path / "none.mvr"))
    assert (code, "No such file or directory" in told) == (1, True)


@pytest.mark.parametrize(
    ("type_file", "sentence"),
    [
        (b"no zip", "the fixture type 'House@Par.gdtf' in it: this is no ZIP archive"),
        (archive({"x": "y"}), "there is no description.xml in it"),
        (zipped_bomb("description.xml"), "at most 64 MB are read"),
        (archive({"description.xml": "<GDTF/>"}), "describes no fixture"),
        (archive({"description.xml": f"{BOMB}<GDTF/>"}), "declares a document type or entities"),
        (gdtf("Par", {"4 channel": []}), "the mode '4 channel' has no channel"),
        (gdtf("Par", {"4 channel": [channel("513", "Dimmer")]}), "takes slots 1 to 513 of 512"),
        (gdtf("Par", {"4 channel": [channel("999999999", "Dimmer")]}), "a channel at slot '999999999'"),
        (gdtf("Par", {"4 channel": [channel("1,2,3,4,5", "Dimmer")]}), "a channel at slot '1,2,3,4,5'"),
        (
            gdtf("Par", {"4 channel": [channel("1", "Dimmer", more='DMXBreak="999999999"')]}),
            "a channel at DMX break '999999999'",
        ),
    ],
)
def test_a_fixture_type_that_cannot_be_is_told_in_a_sentence(
    tmp_path: Path, here: Path, type_file: bytes, sentence: str
) -> None:
    path = plan(tmp_path / "a.mvr", layer("Back", *pars(1)), types={**TYPES, PAR_FILE: type_file})
    code, told = run(str(path))
    assert (code, sentence in told) == (1, True), told
    assert list(here.iterdir()) == []


def test_without_the_extra_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named 'pymvr' ({name})", name="pymvr")

    monkeypatch.setattr("controller.cli.patch.load", missing)
    code, told = run(str(tmp_path / "a.mvr"))
    assert (code, "pip install 'kintsugi-show[mvr]'" in told) == (1, True)


def test_the_profiles_that_were_written_are_files_of_the_open_fixture_library(tmp_path: Path) -> None:
    imported(tmp_path, layer("Back", *pars(1)))
    document = json.loads(Path("club-night-profiles/par.json").read_text())
    assert document["modes"] == [{"name": "4 channel", "channels": ["Red", "Green", "Blue", "White"]}]
    assert document["meta"]["importPlugin"] == {"plugin": "gdtf", "comment": PAR_FILE}
