"""The reader of raw MIDI devices on a real file descriptor: a pseudo-terminal takes the place of the cable."""

import asyncio
import os
import pty
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from controller.inputs.midi.backends.port import Listener, MidiError
from controller.inputs.midi.backends.raw import RawMidi
from controller.inputs.midi.shell import midi_in
from controller.model.binding import Binding, Do, MidiNote, SurfaceBinding
from controller.model.intent import Go, Panic
from tests.fakes.seam import FakeSeam


class Cable:
    """A device that looks to the program like ``/dev/snd/midiC1D0``."""

    def __init__(self, root: Path, card: int = 1, name: str = "APC mini mk2") -> None:
        self._device = root / "snd" / f"midiC{card}D0"
        self._about = root / "asound" / f"card{card}" / "midi0"
        self._device.parent.mkdir(exist_ok=True)
        self._about.parent.mkdir(parents=True, exist_ok=True)
        self._about.write_text(f"{name}\n\nOutput 0\n  Tx bytes     : 0\n")
        self.end, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.end, False)
        self._device.symlink_to(os.ttyname(self._slave))

    def send(self, data: bytes) -> None:
        os.write(self.end, data)

    def received(self) -> bytes:
        try:
            return os.read(self.end, 4096)
        except BlockingIOError:
            return b""

    def unplug(self) -> None:
        self._device.unlink()
        os.close(self._slave)
        os.close(self.end)
        self.end = -1


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    plugged = Cable(tmp_path)
    yield plugged
    if plugged.end >= 0:
        plugged.unplug()


@pytest.fixture
def raw(tmp_path: Path) -> RawMidi:
    return RawMidi(tmp_path / "snd", tmp_path / "asound")


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  a real device gives no event
            await asyncio.sleep(0.005)


def ignore(_: object) -> None:
    """Take anything."""


def test_a_machine_without_sound_has_no_devices(raw: RawMidi) -> None:
    assert raw.list_names() == ()


@pytest.mark.usefixtures("cable")
def test_devices_are_called_as_the_kernel_calls_them(raw: RawMidi, tmp_path: Path) -> None:
    others = [Cable(tmp_path, 2), Cable(tmp_path, 3, name="")]
    assert raw.list_names() == ("APC mini mk2", "APC mini mk2 (midiC2D0)", "midiC3D0")
    for other in others:
        other.unplug()


async def test_bytes_go_both_ways(cable: Cable, raw: RawMidi) -> None:
    heard = bytearray()
    port = raw.open("APC mini mk2", Listener(heard.extend, ignore))
    cable.send(b"\x90\x24\x7f\x26\x7f")
    await wait_until(lambda: len(heard) == 5)
    assert heard == b"\x90\x24\x7f\x26\x7f"
    port.send(b"\x90\x00\x05")
    await wait_until(lambda: cable.received() == b"\x90\x00\x05")  # a pseudo-terminal hands it on a moment later
    port.close()
    port.close()
    with pytest.raises(MidiError, match="closed"):
        port.send(b"\x90\x00\x05")


async def test_a_pulled_cable_is_told_once(cable: Cable, raw: RawMidi) -> None:
    gone = list[str]()
    raw.open("APC mini mk2", Listener(ignore, gone.append))
    cable.unplug()
    await wait_until(lambda: bool(gone))
    await asyncio.sleep(0.02)
    assert gone == ["APC mini mk2 was unplugged"]
    assert raw.list_names() == ()


@pytest.mark.usefixtures("cable")
async def test_a_device_whose_buffer_is_full_says_so_and_does_not_wait(raw: RawMidi) -> None:
    port = raw.open("APC mini mk2", Listener(ignore, ignore))
    with pytest.raises(MidiError, match=r"buffer is full|takes nothing"):
        port.send(b"\x90\x00\x05" * 100_000)
    port.close()


@pytest.mark.usefixtures("cable")
async def test_a_device_that_is_not_there_is_named(raw: RawMidi) -> None:
    with pytest.raises(MidiError, match="Keys is not plugged in"):
        raw.open("Keys", Listener(ignore, ignore))


@pytest.mark.usefixtures("cable")
async def test_a_device_that_may_not_be_opened_says_what_to_do(raw: RawMidi, tmp_path: Path) -> None:
    (tmp_path / "snd" / "midiC2D0").symlink_to(tmp_path / "nothing")
    with pytest.raises(MidiError, match="midiC2D0 cannot be opened: it was just unplugged"):
        raw.open("midiC2D0", Listener(ignore, ignore))


async def test_a_pad_on_a_real_descriptor_becomes_an_intent_and_a_new_cable_is_found(
    cable: Cable, raw: RawMidi, tmp_path: Path
) -> None:
    seam = FakeSeam()
    bindings = (SurfaceBinding("apc-mini-mk2"), Binding(MidiNote(0), Do(Go()), "APC mini"))
    async with midi_in(seam, bindings, raw):
        await wait_until(lambda: cable.received().startswith(b"\xf0\x47\x7f\x4f"))
        cable.send(b"\x90\x00\x7f\x00\x00")
        await wait_until(lambda: seam.intents == [Go()])
        cable.unplug()
        again = Cable(tmp_path, 4)
        await wait_until(lambda: again.received().startswith(b"\xf0\x47\x7f\x4f"))
        again.send(b"\x90\x77\x7f")
        await wait_until(lambda: seam.intents == [Go(), Panic()])
    again.unplug()
    assert seam.refused == []
