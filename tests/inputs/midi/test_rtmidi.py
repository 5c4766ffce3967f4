"""python-rtmidi as this program uses it, by a library that keeps its shape; and the sentence where it is missing."""

import asyncio
from collections.abc import Sequence

import pytest

from controller.inputs.midi.backends.port import Listener, MidiError
from controller.inputs.midi.backends.rtmidi import MISSING, Callback, RtMidi, load_rtmidi, split


class FakeIn:
    def __init__(self, library: "FakeLibrary") -> None:
        self._library = library
        self.callback: Callback | None = None
        self.opened: int | None = None
        self.deleted = False

    def get_ports(self) -> Sequence[str]:
        return self._library.ins

    def open_port(self, port: int) -> object:
        if self._library.ins[port] in self._library.busy:
            raise RuntimeError("busy")
        self.opened = port
        return self

    def ignore_types(self, sysex: bool, timing: bool, active_sense: bool) -> None:  # noqa: FBT001
        assert (sysex, timing, active_sense) == (True, False, True)

    def set_callback(self, func: Callback) -> None:
        self.callback = func

    def cancel_callback(self) -> None:
        self.callback = None

    def close_port(self) -> None:
        self.opened = None

    def delete(self) -> None:
        self.deleted = True


class FakeOut:
    def __init__(self, library: "FakeLibrary") -> None:
        self._library = library
        self.opened: int | None = None

    def get_ports(self) -> Sequence[str]:
        return self._library.outs

    def open_port(self, port: int) -> object:
        self.opened = port
        return self

    def send_message(self, message: bytes) -> None:
        if self._library.broken:
            raise RuntimeError("no cable")
        self._library.sent.append((self.opened, message))

    def close_port(self) -> None:
        self.opened = None

    def delete(self) -> None:
        pass


class FakeLibrary:
    def __init__(self) -> None:
        self.ins = ["Midi Through:Midi Through Port-0 14:0", "APC mini mk2 20:0", "Keys 24:0"]
        self.outs = ["Midi Through:Midi Through Port-0 14:0", "Other 16:0", "APC mini mk2 20:0"]
        self.busy: set[str] = set()
        self.broken = False
        self.sent: list[tuple[int | None, bytes]] = []
        self.made: list[FakeIn] = []

    def MidiIn(self) -> FakeIn:  # noqa: N802
        self.made.append(FakeIn(self))
        return self.made[-1]

    def MidiOut(self) -> FakeOut:  # noqa: N802
        return FakeOut(self)


def ignore(_: object) -> None:
    """Take anything."""


def test_without_the_library_one_sentence_says_how_to_get_it() -> None:
    midi = RtMidi(None)
    assert midi.list_names() == ()
    assert midi.trouble == MISSING
    assert "pip install 'kintsugi-show[midi]'" in MISSING
    with pytest.raises(MidiError, match="needs python-rtmidi"):
        midi.open("Keys", Listener(ignore, ignore))


def test_ports_that_only_pass_on_are_left_out() -> None:
    library = FakeLibrary()
    assert RtMidi(library).list_names() == ("APC mini mk2 20:0", "Keys 24:0")
    assert all(each.deleted for each in library.made)


def test_a_system_that_does_not_answer_is_trouble_until_it_does() -> None:
    class Dead(FakeLibrary):
        dead = True

        def MidiIn(self) -> FakeIn:  # noqa: N802
            if self.dead:
                raise OSError("error creating ALSA sequencer client object")
            return super().MidiIn()

    library = Dead()
    midi = RtMidi(library)
    assert midi.list_names() == ()
    assert "error creating ALSA sequencer client object" in midi.trouble
    library.dead = False
    assert midi.list_names() != ()
    assert midi.trouble == ""


async def test_bytes_come_from_the_library_into_the_loop() -> None:
    library, heard = FakeLibrary(), list[bytes]()
    port = RtMidi(library).open("Keys 24:0", Listener(heard.append, ignore))
    [opened] = [each for each in library.made if each.opened == 2]
    assert opened.callback is not None
    opened.callback(([0x90, 60, 90], 0.0), None)
    assert heard == []
    await _turn()
    assert heard == [b"\x90\x3c\x5a"]
    opened.callback(([0x90, 60, 0], 0.0), None)
    port.close()
    await _turn()
    assert heard == [b"\x90\x3c\x5a"]


async def test_messages_are_sent_one_by_one_to_the_port_of_the_same_name() -> None:
    library = FakeLibrary()
    port = RtMidi(library).open("APC mini mk2 20:0", Listener(ignore, ignore))
    port.send(bytes.fromhex("f0 47 f7 90 01 02 90 03 04"))
    assert library.sent == [(2, b"\xf0\x47\xf7"), (2, b"\x90\x01\x02"), (2, b"\x90\x03\x04")]
    library.broken = True
    with pytest.raises(MidiError, match="no cable"):
        port.send(b"\x90\x01\x02")
    port.close()
    port.close()


async def test_a_device_without_a_way_out_gets_no_lights() -> None:
    library = FakeLibrary()
    RtMidi(library).open("Keys 24:0", Listener(ignore, ignore)).send(b"\x90\x01\x02")
    assert library.sent == []


async def test_a_device_that_cannot_be_opened_is_given_back() -> None:
    library = FakeLibrary()
    library.busy.add("Keys 24:0")
    with pytest.raises(MidiError, match="Keys 24:0 cannot be opened: busy"):
        RtMidi(library).open("Keys 24:0", Listener(ignore, ignore))
    with pytest.raises(MidiError, match="Gone cannot be opened"):
        RtMidi(library).open("Gone", Listener(ignore, ignore))
    assert all(each.deleted for each in library.made)


def test_messages_are_split_at_their_status() -> None:
    assert split(b"") == []
    assert split(bytes.fromhex("f0 01 02 f7 b0 38 10")) == [b"\xf0\x01\x02\xf7", b"\xb0\x38\x10"]


def test_the_real_library_has_the_shape_we_use() -> None:
    library = load_rtmidi()
    if library is None:
        pytest.skip("python-rtmidi has no wheels for this Python")
    for name in ("get_ports", "open_port", "ignore_types", "set_callback", "cancel_callback", "close_port", "delete"):
        assert hasattr(library.MidiIn, name)
    for name in ("get_ports", "open_port", "send_message", "close_port", "delete"):
        assert hasattr(library.MidiOut, name)


async def _turn() -> None:
    """Let the loop take what waits."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)
