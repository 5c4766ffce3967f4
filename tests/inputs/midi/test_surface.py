"""A surface as a machine: what pads mean, what they show, and what changes nothing."""

from dataclasses import replace

import pytest

from controller.inputs.midi.profiles import PROFILES
from controller.inputs.midi.stream import ControlMessage, NoteMessage
from controller.inputs.midi.surface import Surface, Taken
from controller.model.binding import Binding, Decide, Do, HoldFlash, MidiControl, MidiNote, ReadSensor, SetLevel
from controller.model.facts import Sense
from controller.model.incident import IncidentState
from controller.model.intent import (
    Approve,
    Back,
    Blackout,
    Clear,
    Dismiss,
    FlashSubmaster,
    Go,
    Goto,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Panic,
    Pause,
    Recover,
    Resume,
    SetSubmaster,
    ZoneLevel,
)
from controller.model.outline import CueOutline, RecoveryOutline, SubmasterOutline
from controller.model.snapshot import FaultView, IncidentView, ListView, Snapshot, SubmasterView, ZoneView
from tests.fakes.seam import OUTLINE, SNAPSHOT

APC = PROFILES["apc-mini-mk2"]
SHOW = replace(
    OUTLINE,
    cues=tuple(CueOutline("main", str(number), "", "", 3.0, "") for number in range(1, 41)),
    recoveries=(RecoveryOutline("seam", "Seam", "ask", ("mend",), 7.0, ()),),
)
PLAYING = replace(SNAPSHOT, lists=(ListView("main", "2", "3", "holding", 1.0, 0.0, None),))
PAUSED = replace(SNAPSHOT, lists=(ListView("main", "2", "3", "paused", 0.5, 1.0, None),))
BROKEN = replace(PLAYING, faults=(FaultView("storm", "colour-shift", "injected", 10.0),))


def incident(id_: str, state: IncidentState) -> IncidentView:
    return IncidentView(id_, "colour-shift", "injected", "storm", state, "seam", "ask", "", 0, 0.0, 0.0, 1.0, "", 1)


WOUNDED = replace(BROKEN, incidents=(incident("i2", IncidentState.PROPOSED), incident("i1", IncidentState.CLOSED)))


def apc(*bindings: Binding) -> Surface:
    return Surface(SHOW, profile=APC, bindings=bindings)


def keyboard(*bindings: Binding) -> Surface:
    return Surface(SHOW, profile=None, bindings=bindings)


def press(surface: Surface, note: int, snapshot: Snapshot = PLAYING) -> Intent | None:
    """Press and let go; only the press may mean something."""
    pressed = surface.take(NoteMessage(1, note, 90), snapshot)
    assert pressed.refused == ""
    assert surface.take(NoteMessage(1, note, 0), snapshot) == Taken()
    return pressed.intent


def velocity(surface: Surface, note: int, snapshot: Snapshot) -> int:
    return surface.lights(snapshot)[note].color


@pytest.mark.parametrize(
    ("note", "snapshot", "intent"),
    [
        (112, PLAYING, Go()),
        (113, PLAYING, Back()),
        (114, PLAYING, Pause()),
        (114, PAUSED, Resume()),
        (115, WOUNDED, Approve("i2")),
        (115, PLAYING, None),
        (116, WOUNDED, Dismiss("i2")),
        (116, PLAYING, None),
        (118, PLAYING, Halt()),
        (119, PLAYING, Panic()),
        (100, PLAYING, Blackout()),
        (56, PLAYING, Goto("1")),
        (63, PLAYING, Goto("8")),
        (48, PLAYING, Goto("9")),
        (39, PLAYING, Goto("32")),
        (24, PLAYING, None),
        (24, BROKEN, Clear("storm")),
        (25, PLAYING, None),
        (8, PLAYING, Recover("seam")),
        (9, PLAYING, None),
        (0, PLAYING, None),
        (101, PLAYING, None),
    ],
)
def test_a_pad_means_what_the_map_says(note: int, snapshot: Snapshot, intent: Intent | None) -> None:
    if note == 101:
        assert apc().take(NoteMessage(1, note, 90), snapshot).refused == "note 101 on channel 1 is bound to nothing"
    else:
        assert press(apc(), note, snapshot) == intent


@pytest.mark.parametrize("shift", [117, 122])
def test_a_fault_fires_only_while_a_shift_is_held(shift: int) -> None:
    surface = apc()
    surface.take(NoteMessage(1, shift, 127), PLAYING)
    assert press(surface, 24) == Inject("storm")
    surface.take(NoteMessage(1, shift, 0), PLAYING)
    assert press(surface, 24) is None


def test_one_shift_let_go_leaves_the_other_held() -> None:
    surface = apc()
    for note in (117, 122):
        surface.take(NoteMessage(1, note, 127), PLAYING)
    surface.take(NoteMessage(1, 117, 0), PLAYING)
    assert press(surface, 24) == Inject("storm")


def test_plugged_in_again_a_surface_has_no_shift_held_and_the_first_page() -> None:
    surface = apc()
    surface.take(NoteMessage(1, 122, 127), PLAYING)
    press(surface, 107)
    surface.greet()
    assert press(surface, 24) is None
    assert press(surface, 56) == Goto("1")


def test_cues_beyond_the_grid_are_on_the_next_page() -> None:
    surface = apc()
    assert press(surface, 107) is None
    assert press(surface, 56) == Goto("33")
    assert press(surface, 0x3F) == Goto("40")
    assert press(surface, 48) is None
    assert press(surface, 107) is None
    assert press(surface, 56) == Goto("33")
    assert press(surface, 106) is None
    assert press(surface, 56) == Goto("1")


@pytest.mark.parametrize("page", [0, 1])
def test_panic_and_halt_are_on_every_page(page: int) -> None:
    surface = apc()
    for _ in range(page):
        press(surface, 107)
    assert press(surface, 119) == Panic()
    assert press(surface, 118) == Halt()


def test_no_binding_takes_panic_away() -> None:
    surface = apc(*(Binding(MidiNote(note), Do(Go())) for note in range(112, 120)))
    assert press(surface, 119) == Panic()
    assert press(surface, 118) == Halt()


def test_a_binding_for_the_device_lies_over_its_map() -> None:
    surface = apc(Binding(MidiNote(56), Do(Panic())), Binding(MidiNote(0), Decide("approve")))
    assert press(surface, 56) == Panic()
    assert press(surface, 0, WOUNDED) == Approve("i2")
    assert velocity(surface, 0, WOUNDED) > 0


def test_a_fault_put_on_another_pad_still_needs_the_shift() -> None:
    surface = apc(Binding(MidiNote(0), Do(Inject("storm"))))
    assert press(surface, 0) is None
    surface.take(NoteMessage(1, 122, 127), PLAYING)
    assert press(surface, 0) == Inject("storm")


def test_on_a_device_without_a_map_only_what_is_bound_is_heard() -> None:
    keys = keyboard(Binding(MidiNote(36), Do(Go())))
    assert press(keys, 36) == Go()
    assert keys.take(NoteMessage(1, 37, 90), PLAYING).refused == "note 37 on channel 1 is bound to nothing"
    assert keys.take(NoteMessage(1, 37, 0), PLAYING) == Taken()
    assert keys.take(ControlMessage(1, 1, 9), PLAYING).refused == "cc 1 on channel 1 is bound to nothing"
    assert keys.news(PLAYING) == ()
    assert keys.greet() == b""


def test_a_binding_of_one_channel_hears_no_other() -> None:
    keys = keyboard(Binding(MidiNote(36, 10), Do(Go())), Binding(MidiNote(36), Do(Back())))
    assert keys.take(NoteMessage(10, 36, 90), PLAYING).intent == Go()
    assert keys.take(NoteMessage(9, 36, 90), PLAYING).intent == Back()


def test_a_pedal_presses_once_however_often_it_says_so() -> None:
    keys = keyboard(Binding(MidiControl(64), Do(Go())))
    taken = [keys.take(ControlMessage(1, 64, value), PLAYING).intent for value in (20, 70, 90, 127, 60, 0, 127)]
    assert taken == [None, Go(), None, None, None, None, Go()]


def test_the_master_fader_moves_the_grand_master_from_where_that_stands() -> None:
    surface, half = apc(), replace(PLAYING, grand_master=0.5)
    taken = [surface.take(ControlMessage(1, 56, value), half).intent for value in (100, 70, 60, 50)]
    assert taken == [None, None, GrandMaster(60 / 127), GrandMaster(50 / 127)]


def test_faders_without_a_level_change_nothing() -> None:
    assert apc().take(ControlMessage(1, 48, 127), PLAYING) == Taken()


def test_another_fader_can_be_bound_to_the_grand_master() -> None:
    surface = apc(Binding(MidiControl(48), SetLevel()))
    assert surface.take(ControlMessage(1, 48, 127), PLAYING).intent == GrandMaster(1.0)


def test_the_first_news_is_the_full_state_and_then_only_changes_come() -> None:
    surface = apc()
    assert len(surface.news(PLAYING)) == 64 + len(APC.buttons("main"))
    assert surface.news(PLAYING) == ()
    later = replace(PLAYING, lists=(ListView("main", "3", "4", "holding", 1.0, 0.0, None),))
    assert {message[1] for message in surface.news(later)} == {57, 58, 59}
    surface.greet()
    assert len(surface.news(later)) == 64 + len(APC.buttons("main"))


def test_lights_follow_the_shift_before_anything_is_fired() -> None:
    surface = apc()
    surface.news(PLAYING)
    surface.take(NoteMessage(1, 122, 127), PLAYING)
    assert {message[1] for message in surface.news(PLAYING)} == {24, 117, 122}


def test_darkness_turns_every_light_off() -> None:
    surface = apc()
    assert {message[1] for message in surface.darkness()} == set(surface.lights(PLAYING))
    assert {message[2] for message in surface.darkness()} == {0}
    assert {message[0] for message in surface.darkness()} == {0x90}


SUBMASTERS = replace(SHOW, submasters=(SubmasterOutline("front", "Front", "inhibitive", (0,)),))
RAISED = replace(PLAYING, submasters=(SubmasterView("front", 0.5, is_flashing=False),), zones=(ZoneView("all", 1.0),))


def test_the_faders_take_the_submasters_in_the_order_of_the_show() -> None:
    surface = Surface(SUBMASTERS, profile=APC, bindings=())
    taken = [surface.take(ControlMessage(1, 48, value), RAISED).intent for value in (100, 70, 60)]
    assert taken == [None, None, SetSubmaster("front", 60 / 127)]
    assert surface.take(ControlMessage(1, 49, 127), RAISED) == Taken()


def test_a_fader_that_moves_a_zone_waits_until_it_meets_its_level() -> None:
    surface = apc(Binding(MidiControl(50), SetLevel("zone", "all")))
    assert surface.take(ControlMessage(1, 50, 60), RAISED).intent is None
    assert surface.take(ControlMessage(1, 50, 127), RAISED).intent == ZoneLevel("all", 1.0)


@pytest.mark.parametrize(
    ("pressed", "let_go"),
    [
        (NoteMessage(1, 0, 127), NoteMessage(1, 0, 0)),
        (ControlMessage(1, 70, 127), ControlMessage(1, 70, 0)),
    ],
)
def test_a_flash_is_held_as_long_as_its_pad(
    pressed: NoteMessage | ControlMessage, let_go: NoteMessage | ControlMessage
) -> None:
    action = HoldFlash("front")
    surface = apc(Binding(MidiNote(0), action), Binding(MidiControl(70), action))
    assert surface.take(pressed, RAISED).intent == FlashSubmaster("front", on=True, hold_s=60.0)
    assert surface.take(let_go, RAISED).intent == FlashSubmaster("front", on=False, hold_s=60.0)


def test_a_control_change_is_a_sensor_s_value_every_time_it_comes() -> None:
    surface = keyboard(Binding(MidiControl(20), ReadSensor("crowd", 10.0, 40.0)))
    said = [surface.take(ControlMessage(1, 20, value), PLAYING).intent for value in (0, 127, 127)]
    assert said == [Sense("crowd", 10.0), Sense("crowd", 50.0), Sense("crowd", 50.0)]
