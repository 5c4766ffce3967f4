"""Looks, cues, faults and recoveries become what the engine plays."""

import hashlib
from collections.abc import Callable

import pytest

from controller.model.chance import key
from controller.model.cue import Follow
from controller.model.effect import Breathe, Period, Sparkle, Wave
from controller.model.fault import FaultKind
from controller.model.look import LookPart
from controller.model.policy import OnExit, Policy
from controller.model.recovery import Phase
from controller.model.show import Show
from controller.model.units import parse_color

Built = Callable[..., Show]


def _parts(parts: tuple[LookPart, ...]) -> list[tuple[list[int], float | None, object, int | None]]:
    return [(part.cells.tolist(), part.level, part.color, part.text) for part in parts]


def test_the_hash_is_that_of_the_text(built: Built, small: Callable[..., str]) -> None:
    assert built().hash == hashlib.sha256(small().encode()).hexdigest()
    assert built(more="# a comment changes the file, so it changes the hash").hash != built().hash


def test_what_is_left_out_has_quiet_defaults(built: Built) -> None:
    show = built(show="")
    assert (show.name, show.fps, show.seed) == ("Untitled show", 44, 0)
    assert show.on_exit == OnExit("fade", 2.0)
    assert show.panic.look is None
    assert show.panic.fade_s == 3.0
    assert show.policy == Policy(3, 300.0, 0.25)
    cue = show.lists["main"].cues[0]
    assert (cue.fade_s, cue.back_s, cue.follow, cue.cue_only, cue.effects) == (3.0, 1.0, None, False, ())


@pytest.mark.parametrize(
    ("written", "meant"),
    [("hold", OnExit("hold", 0)), ("black", OnExit("black", 0)), ("fade 1:00", OnExit("fade", 60))],
)
def test_the_lights_end_as_the_show_says(built: Built, written: str, meant: OnExit) -> None:
    assert built(show=f"show: {{on_exit: {written}}}").on_exit == meant


def test_a_look_keeps_the_order_of_its_lines(built: Built) -> None:
    show = built(looks="looks: {dusk: {wall: {color: gold, level: 40%}, left: {level: 0}}}")
    assert _parts(show.looks["dusk"].parts) == [
        ([0, 1, 2, 3, 4, 5], 0.4, parse_color("gold"), None),
        ([0, 1, 2], 0.0, None, None),
    ]


def test_texts_are_numbered_by_each_fixture_in_order_of_appearance(built: Built) -> None:
    fixtures = """
fixtures:
  tile: {profile: generic/rgb, count: 6, at: lamps 1/1}
  wash: {profile: generic/rgbw-par, count: 2, at: lamps 2/1}
  orb: {profile: generic/osc-rgb, at: ring}
  screen: {profile: generic/projector, count: 2, at: web}
"""
    looks = """
looks:
  dusk:
    screen-1: {text: Hello}
    "screen, wall": {level: 50%, text: Welcome}
    screen: {text: ""}
    screen-2: {text: Hello}
"""
    show = built(fixtures=fixtures, looks=looks)
    assert [fixture.texts for fixture in show.rig.fixtures if fixture.group == "screen"] == [
        ("Hello", "Welcome"),
        ("Welcome", "Hello"),
    ]
    assert _parts(show.looks["dusk"].parts) == [
        ([9], None, None, 1),
        ([0, 1, 2, 3, 4, 5, 9, 10], 0.5, None, None),
        ([9], None, None, 2),
        ([10], None, None, 1),
        ([9, 10], None, None, 0),
        ([10], None, None, 2),
    ]


def test_a_fixture_shows_255_texts_and_no_more(built: Built, said: Callable[..., list[str]]) -> None:
    def cues(count: int) -> str:
        return "cues:\n" + "".join(f"  - {{cue: {n}, look: {{screen: {{text: t{n}}}}}}}\n" for n in range(1, count + 1))

    show = built(cues=cues(255))
    assert next(len(fixture.texts) for fixture in show.rig.fixtures if fixture.id == "screen") == 255
    assert said(cues=cues(256)) == [
        "t256: this is text 256 of one fixture; its channel tells 255 apart. Use one of the others"
    ]


def test_a_cue_merges_its_looks_in_order(built: Built) -> None:
    show = built(cues="cues: [{cue: 1, look: [dusk, {left: {level: 1}}]}]")
    assert [part.level for part in show.lists["main"].cues[0].look.parts] == [0.4, 1.0]


def test_a_cue_is_read_with_all_it_says(built: Built) -> None:
    show = built(
        cues="""
cues:
  - {cue: 2.10, label: Doors, notes: quietly, look: dusk, fade: 1:30, back: 500ms, follow: after 5s, cue-only: true}
  - {cue: 2.5, follow: 20s, look: dusk}
  - {cue: A1}
"""
    )
    first, second, third = show.lists["main"].cues
    assert (first.number, first.label, first.notes) == ("2.10", "Doors", "quietly")
    assert (first.fade_s, first.back_s, first.follow, first.cue_only) == (90.0, 0.5, Follow("fade", 5.0), True)
    assert second.follow == Follow("go", 20.0)
    assert (third.number, third.look.parts) == ("A1", ())


def test_effects_move_what_the_cue_shows_unless_they_name_others(built: Built) -> None:
    show = built(
        cues="""
cues:
  - cue: 1
    look: dusk
    effect:
      - wave: {of: hue, period: 12s, amount: 40%, length: 6, direction: [0, 0, 5]}
      - breathe: {on: wash}
      - sparkle: {on: left, of: level, period: 500ms}
"""
    )
    wave, breathe, sparkle = show.lists["main"].cues[0].effects
    assert (wave.of, wave.period, wave.amount, wave.blend) == ("hue", Period(12.0), 0.4, "replace")
    assert wave.motion == Wave(6.0, (0.0, 0.0, 1.0))
    assert wave.cells.tolist() == [0, 1, 2, 3, 4, 5]
    assert (breathe.motion, breathe.of, breathe.blend) == (Breathe(), "level", "multiply")
    assert (breathe.period, breathe.cells.tolist()) == (Period(6.0), [6, 7])
    assert (sparkle.motion, sparkle.period, sparkle.cells.tolist()) == (Sparkle(0.2), Period(0.5), [0, 1, 2])


def test_further_lists_play_beside_main(built: Built) -> None:
    show = built(lists="lists: {rain: {priority: 5, merge: htp, cues: [{cue: 1, look: dusk}]}}")
    assert list(show.lists) == ["main", "rain"]
    assert (show.lists["rain"].priority, show.lists["rain"].merge) == (5, "htp")


def test_lists_without_plain_cues_make_no_main(built: Built) -> None:
    assert list(built(cues="", lists="lists: {rain: {cues: [{cue: 1, look: dusk}]}}").lists) == ["rain"]


def test_egress_may_stand_in_zones_looks_and_cues(built: Built) -> None:
    show = built(looks="looks: {dusk: {exit: {level: 100%}}}", zones="zones: {all: 'tile, exit', wall: tile}")
    assert show.rig.zones["all"].tolist() == [0, 1, 2, 3, 4, 5, 10, 11]


def test_a_fault_has_a_seed_of_its_own_unless_it_is_given_one(built: Built) -> None:
    faults = """
faults:
  a: {kind: colour-shift, zone: wall}
  b: {kind: colour-shift, zone: left, share: 1, amount: 80%, seed: 9, for: 20s, label: B}
"""
    show = built(faults=faults)
    first, second = show.faults["a"], show.faults["b"]
    assert first.seed == key(7, "a")
    assert (first.share, first.amount, first.limit_s, first.label) == (0.3, 0.5, 30.0, "a")
    assert (second.seed, second.share, second.amount, second.limit_s, second.label) == (9, 1.0, 0.8, 20.0, "B")
    assert (second.kind, second.zone, second.cells.tolist()) == (FaultKind.COLOUR_SHIFT, "left", [0, 1, 2])


def test_a_recovery_is_read_with_all_its_phases(built: Built) -> None:
    show = built(
        recoveries="""
recoveries:
  golden:
    when: {kind: [colour-shift], zone: left}
    mode: auto
    phases: [{hold: 400ms}, {embrace: {gain: 2}, for: 3s}, {seam: 5s}, {mend: {from: sweep}, for: 7s}]
  plain:
    phases: [{embrace: 1s}, {mend: 2s}]
"""
    )
    golden, plain = show.recoveries["golden"], show.recoveries["plain"]
    assert golden.phases == (
        Phase("hold", 0.4, {}),
        Phase("embrace", 3.0, {"gain": 2.0}),
        Phase("seam", 5.0, {"color": parse_color("gold")}),
        Phase("mend", 7.0, {"from": "sweep", "direction": (1.0, 0.0, 0.0), "part": 1.0}),
    )
    assert (golden.kinds, golden.mode, golden.zone) == ((FaultKind.COLOUR_SHIFT,), "auto", "left")
    assert golden.cells is not None
    assert golden.cells.tolist() == [0, 1, 2]
    assert (plain.kinds, plain.cells, plain.zone, plain.mode, plain.label) == ((), None, "", "ask", "plain")
    assert plain.phases == (
        Phase("embrace", 1.0, {"gain": 1.6}),
        Phase("mend", 2.0, {"from": "wound", "direction": (1.0, 0.0, 0.0), "part": 1.0}),
    )


def test_panic_may_have_a_look_of_its_own(built: Built) -> None:
    show = built(more="panic: {look: {wall: {level: 30%}}, fade: 1s}")
    assert show.panic.look is not None
    assert _parts(show.panic.look.parts) == [([0, 1, 2, 3, 4, 5], 0.3, None, None)]
    assert show.panic.fade_s == 1.0


def test_empty_sections_are_no_mistake(built: Built) -> None:
    show = built(faults="faults:", recoveries="recoveries:", more="lists:\npanic:\npolicy:")
    assert (show.faults, show.recoveries) == ({}, {})
