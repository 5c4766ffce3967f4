"""Devices come and go, and are heard and lit as long as they are there. All of it on simulated time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from controller.inputs.midi.backends.memory import MemoryMidi
from controller.inputs.midi.backends.port import Listener, MidiError, MidiPort
from controller.inputs.midi.clock import CLOCK, CLOCKS_A_BEAT
from controller.inputs.midi.devices import Devices
from controller.inputs.midi.shell import MOST_UNANSWERED, URGENT_EXTRA, midi_in
from controller.model.binding import AnyBinding, Binding, Do, MidiControl, MidiNote, SetLevel, SurfaceBinding
from controller.model.facts import TimecodeFrame
from controller.model.intent import Back, Go, Goto, GrandMaster, Inject, LetGo, Panic, SetTempo
from controller.model.snapshot import ListView, Snapshot, SurfaceView
from tests.fakes.apc_mini import CUES, GO, PANIC, SHIFT, ApcMini
from tests.fakes.seam import SNAPSHOT, FakeSeam
from tests.fakes.virtual_time import virtual_time

APC = SurfaceBinding("apc-mini-mk2")
PEDAL = Binding(MidiControl(64), Do(Go()))
PLAYING = replace(SNAPSHOT, lists=(ListView("main", "1", None, "holding", 1.0, 0.0, None),))


@asynccontextmanager
async def hearing(midi: MemoryMidi, seam: FakeSeam, *bindings: AnyBinding) -> AsyncIterator[Devices]:
    async with midi_in(seam, bindings, midi) as devices:
        await asyncio.sleep(0.1)
        yield devices


async def pass_s(seconds: float) -> None:
    await asyncio.sleep(seconds)


@virtual_time
async def test_a_pad_becomes_an_intent_with_the_name_of_its_device() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        apc.press(GO)
        await pass_s(0.1)
    assert seam.submitted == [(Go(), "midi:APC mini mk2", "operator")]
    assert seam.refused == []


@virtual_time
async def test_the_clock_of_a_device_sets_the_tempo_once_a_beat() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    midi.plug("Drums")
    async with hearing(midi, seam, PEDAL):
        for _ in range(2 * CLOCKS_A_BEAT + 1):
            midi.play("Drums", bytes([CLOCK]))
            await pass_s(0.5 / CLOCKS_A_BEAT)
    assert seam.submitted == [(SetTempo(120.0, on_beat=True), "midi:Drums", "operator")] * 2
    assert seam.refused == []


@virtual_time
async def test_the_time_code_of_the_device_that_the_show_follows_is_heard_and_no_other() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    midi.plug("Pedal")
    quarters = b"".join(bytes([0xF1, piece]) for piece in (0x0C, 0x10, 0x25, 0x30, 0x40, 0x50, 0x61, 0x72))
    async with hearing(midi, seam, PEDAL) as devices:
        devices.rebind((PEDAL,), timed="MTC")
        assert [(view.id, view.state) for view in devices.views()] == [("Pedal", "ok"), ("MTC", "missing")]
        midi.plug("Rack MTC 1")
        await pass_s(3)
        midi.play("Pedal", quarters)
        midi.play("Rack MTC 1", quarters)
        await pass_s(0.1)
    assert seam.submitted == [(TimecodeFrame(1, 0, 5, 14, 25.0), "midi:Rack MTC 1", "operator")]


@virtual_time
async def test_a_surface_is_greeted_and_lit_at_once_and_dark_in_the_end() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        assert apc.light(CUES) == "yellow"
        assert apc.light(PANIC) == "lit"
        assert apc.count() == 64 + 12
        assert apc.greeted
    assert {apc.light(note) for note in (*range(64), *range(112, 120))} == {"dark"}
    assert not midi.is_open(apc.name)


@virtual_time
async def test_only_changes_are_sent_and_within_a_thirtieth_of_a_second() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        before = apc.count()
        await pass_s(60)
        assert apc.count() == before
        seam.publish(PLAYING)
        await pass_s(0.07)
        assert apc.light(CUES) == "green"
        assert apc.count() - before == 4  # the cue, GO, BACK and PAUSE


@virtual_time
async def test_lights_that_flutter_are_set_thirty_times_a_second_at_most() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        before = apc.count()
        for turn in range(440):
            seam.publish(replace(SNAPSHOT, blackout=bool(turn % 2)))
            await pass_s(1 / 44)
        assert 100 <= apc.count() - before <= 301


@virtual_time
async def test_a_surface_plugged_in_later_is_there_within_two_seconds() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    async with hearing(midi, seam, APC) as devices:
        await pass_s(7)
        assert devices.views() == (SurfaceView("apc-mini-mk2", "", "missing", "no APC mini mk2 is plugged in"),)
        apc = ApcMini(midi)
        await pass_s(2)
        assert devices.views() == (SurfaceView("apc-mini-mk2", apc.name, "ok", "APC mini mk2 is heard"),)
        apc.press(GO)
        await pass_s(0.1)
    assert seam.intents == [Go()]


@virtual_time
async def test_a_surface_plugged_in_again_gets_its_full_state_and_holds_no_shift() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC) as devices:
        apc.hold(SHIFT)
        await pass_s(0.1)
        assert apc.light(24) == "red blinks"
        apc.unplug()
        await pass_s(1)
        assert devices.views()[0].state == "missing"
        seam.publish(PLAYING)
        apc.plug()
        await pass_s(2)
        assert apc.light(CUES) == "green"
        assert apc.light(24) == "amber"
        assert apc.count() == 64 + 12


@virtual_time
async def test_a_surface_that_was_away_for_a_blink_is_lit_again() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        apc.unplug()
        apc.plug()
        await pass_s(2)
        assert apc.light(PANIC) == "lit"


@virtual_time
async def test_what_a_device_armed_ends_when_it_is_unplugged() -> None:
    for does, ends in ((Inject("storm"), [LetGo()]), (Go(), [])):
        midi, seam = MemoryMidi(), FakeSeam()
        midi.plug("Pedal")
        async with hearing(midi, seam, Binding(MidiControl(64), Do(does))):
            midi.play("Pedal", bytes([0xB0, 64, 127]))
            await pass_s(0.1)
            midi.unplug("Pedal")
            await pass_s(3)
        assert seam.submitted == [(each, "midi:Pedal", "operator") for each in (does, *ends)]


@virtual_time
async def test_a_message_cut_by_unplugging_is_counted_and_changes_nothing() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        midi.play(apc.name, bytes((0x90, GO, 127, PANIC)))
        apc.unplug()
        apc.plug()
        await pass_s(2)
        midi.play(apc.name, bytes((127,)))
        await pass_s(1)
    assert seam.intents == [Go()]
    assert seam.refused == [
        ("midi APC mini mk2", "a message broke off when the connection was cut"),
        ("midi APC mini mk2", "a data byte 0x7f without a status before it"),
    ]


@virtual_time
async def test_a_device_that_nothing_is_bound_to_is_told_once_and_not_opened() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    midi.plug("Theremin")
    async with hearing(midi, seam, APC) as devices:
        await pass_s(60)
        assert not midi.is_open("Theremin")
        assert devices.views()[1] == SurfaceView(
            "Theremin", "Theremin", "unknown", "nothing in the show is bound to this device"
        )
    assert seam.refused == [("midi Theremin", "nothing in the show is bound to this device")]


@virtual_time
async def test_an_unbound_note_is_counted_and_changes_nothing() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    midi.plug("Keys")
    async with hearing(midi, seam, PEDAL):
        midi.play("Keys", bytes((0x90, 60, 90, 60, 0)))
        await pass_s(1)
    assert seam.intents == []
    assert seam.refused == [("midi Keys", "note 60 on channel 1 is bound to nothing")]


@virtual_time
async def test_bindings_without_a_device_are_for_every_device_but_surfaces() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    midi.plug("Pedal")
    async with hearing(midi, seam, APC, PEDAL, Binding(MidiNote(CUES), Do(Back()))):
        midi.play("Pedal", bytes((0xB0, 64, 127)))
        await pass_s(0.1)
        apc.press(CUES)
        await pass_s(0.1)
    assert seam.intents == [Go(), Goto("1")]


@virtual_time
async def test_two_surfaces_of_one_kind_need_a_line_each() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    ApcMini(midi)
    ApcMini(midi, "APC mini mk2 (midiC2D0)")
    async with hearing(midi, seam, APC):
        assert [midi.is_open(name) for name in midi.list_names()] == [True, False]
    async with hearing(midi, seam, APC, SurfaceBinding("apc-mini-mk2")):
        assert [midi.is_open(name) for name in midi.list_names()] == [True, True]


@virtual_time
async def test_a_device_that_another_program_has_is_told_once_and_tried_again() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    theirs = midi.open(apc.name, Listener(lambda _data: None, lambda _why: None))
    async with hearing(midi, seam, APC) as devices:
        await pass_s(10)
        assert devices.views()[0].state == "failed"
        assert len(seam.refused) == 1
        theirs.close()
        await pass_s(1)
        assert devices.views()[0].state == "ok"
        assert apc.light(PANIC) == "lit"


@virtual_time
async def test_a_jammed_surface_is_heard_and_lit_in_full_once_it_takes_something() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    midi.jammed.add(apc.name)
    async with hearing(midi, seam, APC) as devices:
        apc.press(GO)
        await pass_s(3)
        assert seam.intents == [Go()]
        assert devices.views()[0] == SurfaceView("apc-mini-mk2", apc.name, "failed", "APC mini mk2 takes nothing")
        midi.jammed.clear()
        await pass_s(2)
        assert apc.count() == 64 + 12
        assert devices.views()[0].state == "ok"


@virtual_time
async def test_one_jammed_surface_does_not_keep_another_dark() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    jammed, other = ApcMini(midi), ApcMini(midi, "APC mini mk2 2")
    midi.jammed.add(jammed.name)
    async with hearing(midi, seam, APC, SurfaceBinding("apc-mini-mk2")):
        seam.publish(PLAYING)
        await pass_s(0.1)
        assert other.light(CUES) == "green"


@virtual_time
async def test_an_engine_that_answers_nothing_is_not_buried_and_panic_still_goes_through() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    seam.is_stuck = True
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        for _ in range(1000):
            apc.press(GO)
        apc.press(PANIC)
        await pass_s(0.1)
    assert seam.intents.count(Go()) == MOST_UNANSWERED
    assert seam.intents[-1] == Panic()
    assert len(seam.intents) <= MOST_UNANSWERED + URGENT_EXTRA
    assert ("midi APC mini mk2", "the engine has not answered what came before") in seam.refused


@virtual_time
async def test_a_fader_of_any_device_moves_the_grand_master() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    midi.plug("nanoKONTROL2 SLIDER/KNOB")
    async with hearing(midi, seam, Binding(MidiControl(7), SetLevel(), "nanokontrol")):
        midi.play("nanoKONTROL2 SLIDER/KNOB", bytes((0xB0, 7, 127, 7, 64)))
        await pass_s(0.1)
    assert seam.intents == [GrandMaster(1.0), GrandMaster(64 / 127)]


@virtual_time
async def test_a_fixed_button_that_a_show_binds_is_told() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC, Binding(MidiNote(PANIC), Do(Go()), "APC mini")):
        apc.press(PANIC)
        await pass_s(0.1)
    assert seam.intents == [Panic()]
    assert seam.refused == [("midi APC mini mk2", "note 119 is fixed on the APC mini mk2; bind another pad")]


@virtual_time
async def test_an_error_in_the_backend_or_in_the_seam_does_not_end_midi() -> None:
    class FailingMidi(MemoryMidi):
        fails = True

        def list_names(self) -> tuple[str, ...]:
            if self.fails:
                raise RuntimeError("broken")
            return super().list_names()

    class FailingSeam(FakeSeam):
        fails = True

        def snapshot(self) -> Snapshot:
            if self.fails:
                raise RuntimeError("broken")
            return super().snapshot()

    midi, seam = FailingMidi(), FailingSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        await pass_s(3)
        midi.fails = False
        await pass_s(2)
        apc.press(GO)
        seam.fails = False
        apc.press(GO)
        await pass_s(1)
        assert apc.light(PANIC) == "lit"
    assert seam.intents == [Go()]


async def test_an_error_in_the_house_comes_out_as_it_is() -> None:
    with pytest.raises(MidiError, match="of the house"):
        async with midi_in(FakeSeam(), (APC,), MemoryMidi()):
            raise MidiError("of the house")


def test_memory_keeps_the_rule_that_a_device_has_one_owner() -> None:
    midi = MemoryMidi()
    midi.plug("Keys")
    listener = Listener(lambda _data: None, lambda _why: None)
    port: MidiPort = midi.open("Keys", listener)
    with pytest.raises(MidiError, match="another program has it"):
        midi.open("Keys", listener)
    port.close()
    midi.open("Keys", listener)
    with pytest.raises(MidiError, match="not plugged in"):
        midi.open("Theremin", listener)


@virtual_time
async def test_a_hand_that_flutters_sets_lights_thirty_times_a_second_at_most() -> None:
    midi, seam = MemoryMidi(), FakeSeam()
    apc = ApcMini(midi)
    async with hearing(midi, seam, APC):
        before = apc.count()
        for turn in range(1000):
            (apc.let_go if turn % 2 else apc.hold)(SHIFT)
            await pass_s(1 / 199)
        assert apc.count() - before <= 3 * 5.1 * 30
