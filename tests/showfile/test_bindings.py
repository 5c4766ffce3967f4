"""The ``bindings:`` block: what is written becomes what is obeyed, and every mistake is told at its place.

Each expectation of a mistake reads ``what the caret marks: what is said``.
"""

from collections.abc import Callable
from typing import get_args

import pytest

from controller.inputs.midi.profiles import PROFILES
from controller.model.binding import (
    AnyBinding,
    Binding,
    Decide,
    Do,
    MidiControl,
    MidiNote,
    OscAddress,
    SetLevel,
    SurfaceBinding,
    SurfaceName,
    has_midi,
    of_osc,
)
from controller.model.intent import (
    Back,
    Blackout,
    Clear,
    Go,
    Goto,
    Halt,
    Inject,
    Mend,
    Panic,
    Pause,
    Recover,
    Release,
    Resume,
)
from controller.model.show import Show

Built = Callable[..., Show]
Said = Callable[..., list[str]]


def test_a_show_without_bindings_has_none(built: Built) -> None:
    assert built().bindings == ()
    assert built(bindings="bindings:").bindings == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{midi: note 36, do: go}", Binding(MidiNote(36), Do(Go("main")))),
        ("{midi: note 36, do: back}", Binding(MidiNote(36), Do(Back("main")))),
        ("{midi: note 0, do: pause}", Binding(MidiNote(0), Do(Pause("main")))),
        ("{midi: note 127, do: resume}", Binding(MidiNote(127), Do(Resume("main")))),
        ("{midi: note 1, do: release}", Binding(MidiNote(1), Do(Release("main")))),
        ("{midi: cc 64, do: panic}", Binding(MidiControl(64), Do(Panic()))),
        ("{midi: cc 64, do: halt}", Binding(MidiControl(64), Do(Halt()))),
        ("{midi: cc 64, do: blackout}", Binding(MidiControl(64), Do(Blackout()))),
        ("{midi: note 2, do: cue 2}", Binding(MidiNote(2), Do(Goto("2", "main")))),
        ("{midi: note 2, do: inject storm}", Binding(MidiNote(2), Do(Inject("storm")))),
        ("{midi: note 2, do: clear storm}", Binding(MidiNote(2), Do(Clear("storm")))),
        ("{midi: note 2, do: recover seam}", Binding(MidiNote(2), Do(Recover("seam")))),
        ("{midi: note 2, do: approve}", Binding(MidiNote(2), Decide("approve"))),
        ("{midi: note 2, do: dismiss}", Binding(MidiNote(2), Decide("dismiss"))),
        ("{midi: note 2, do: mend}", Binding(MidiNote(2), Do(Mend()))),
        ("{midi: cc 48, to: grandmaster}", Binding(MidiControl(48), SetLevel("grand-master"))),
        ("{midi: note 5, do: go, channel: 10}", Binding(MidiNote(5, 10), Do(Go("main")))),
        ("{midi: note 5, do: go, device: nano}", Binding(MidiNote(5), Do(Go("main")), "nano")),
        ("{osc: /pulse, to: grandmaster}", Binding(OscAddress("/pulse"), SetLevel("grand-master"))),
        ("{osc: /door/open, do: go}", Binding(OscAddress("/door/open"), Do(Go("main")))),
        ("{surface: apc-mini-mk2}", SurfaceBinding("apc-mini-mk2")),
        ("{surface: apc-mini-mk2, device: left APC}", SurfaceBinding("apc-mini-mk2", "left APC")),
    ],
)
def test_a_binding_means_what_it_says(built: Built, written: str, meant: AnyBinding) -> None:
    assert built(bindings=f"bindings: [{written}]").bindings == (meant,)


def test_a_binding_may_name_another_cue_list(built: Built) -> None:
    lists = "lists: {side: {cues: [{cue: A1, look: dusk}]}}"
    show = built(
        lists=lists, bindings="bindings: [{midi: note 1, do: go, list: side}, {midi: note 2, do: cue A1, list: side}]"
    )
    assert show.bindings == (Binding(MidiNote(1), Do(Go("side"))), Binding(MidiNote(2), Do(Goto("A1", "side"))))


def test_without_a_main_list_the_first_is_meant(built: Built) -> None:
    show = built(
        cues="", lists="lists: {side: {cues: [{cue: A1, look: dusk}]}}", bindings="bindings: [{midi: note 1, do: go}]"
    )
    assert show.bindings == (Binding(MidiNote(1), Do(Go("side"))),)


@pytest.mark.parametrize(
    ("written", "mistake"),
    [
        ("{midi: note 128, do: go}", "note 128: note 128 is out of range; MIDI counts them from 0 to 127"),
        ("{midi: 36, do: go}", "36: 36 is no pad or fader; write note 36 or cc 48 - did you mean 'note 36'?"),
        ("{midi: pad 3, do: go}", "pad 3: 'pad 3' is no pad or fader; write note 36 or cc 48"),
        (
            "{midi: note 1, do: inject strom}",
            "strom: there is no fault 'strom'; there is storm - did you mean 'storm'?",
        ),
        (
            "{midi: note 1, do: recover sea}",
            "sea: there is no recovery 'sea'; there is seam, calm - did you mean 'seam'?",
        ),
        ("{midi: note 1, do: cue 7}", "7: there is no cue '7' in the list main; there is 1, 2"),
        ("{midi: note 1, do: cue}", "cue: cue needs a cue after it: cue 3"),
        ("{midi: note 1, do: go 3}", "go 3: nothing stands after go; take '3' out; name another cue list with list:"),
        ("{midi: note 1, do: panic now}", "panic now: nothing stands after panic; take 'now' out"),
        (
            "{midi: note 1, do: go, list: sid}",
            "sid: there is no cue list 'sid'; name it under 'lists:'",
        ),
        (
            "{midi: note 1, to: grandmaster}",
            "a note is pressed or let go and moves no level; bind a fader: midi: cc 48",
        ),
        ("{midi: note 1}", "say what it does with exactly one of do and to: do: go, or to: grandmaster"),
        (
            "{midi: note 1, osc: /a, do: go}",
            "a binding is exactly one of midi, osc, sacn, artnet, at, timecode or surface; write each as an item",
        ),
        ("{surface: apc-mini-mk2, do: go}", "'do' has no meaning beside surface; take it out"),
        ("{surface: apc-mini}", "apc-mini: 'apc-mini' is not known here; write apc-mini-mk2"),
        ("{osc: /a, do: go, device: x}", "'device' has no meaning beside osc; take it out"),
        (
            "{osc: pulse, do: go}",
            "pulse: 'pulse' is no OSC address; write one such as /pulse, without spaces or patterns",
        ),
        (
            "{osc: /kintsugi/go, do: go}",
            "/kintsugi/go: '/kintsugi/go' is the controller's own; bind an address outside /kintsugi",
        ),
        ("{midi: note 1, do: go, channel: 17}", "17: 17 is out of range; write a whole number between 1 and 16"),
        ("{midi: note 1, do: panic, list: main}", "'list' has no meaning here; it stands beside go"),
        (
            "{midi: note 1, do: go, device: ' '}",
            "'device' is empty; write a part of the device's name, or leave it out",
        ),
    ],
)
def test_a_wrong_binding_is_told_at_its_place(said: Said, written: str, mistake: str) -> None:
    [found] = said(bindings=f"bindings: [{written}]")
    assert mistake in found


def test_a_misspelt_deed_is_told_with_the_right_one(said: Said) -> None:
    [found] = said(bindings="bindings: [{midi: note 1, do: pannic}]")
    assert found.startswith("pannic: 'pannic' cannot be done; write go, back,")
    assert found.endswith("did you mean 'panic'?")


def test_a_pad_is_bound_once_for_each_device(said: Said) -> None:
    [found] = said(
        bindings="bindings:\n  - {midi: note 1, do: go}\n  - {midi: note 1, do: back, device: x}\n"
        "  - {midi: note 1, do: back}"
    )
    assert "note 1 is bound already, on line 22; take one of them out" in found


def test_only_what_midi_triggers_needs_midi(built: Built) -> None:
    osc = built(bindings="bindings: [{osc: /pulse, do: go}]").bindings
    assert not has_midi(osc)
    assert of_osc(osc) == {"/pulse": Do(Go("main"))}
    assert has_midi(built(bindings="bindings: [{surface: apc-mini-mk2}]").bindings)
    assert has_midi(built(bindings="bindings: [{midi: note 1, do: go}]").bindings)


def test_every_surface_that_a_show_can_name_has_its_numbers() -> None:
    assert set(PROFILES) == set(get_args(SurfaceName))
