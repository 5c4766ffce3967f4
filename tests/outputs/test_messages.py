"""Messages that cues send: what leaves on the wire, and that nothing can go wrong."""

import socket

from controller.model.action import MidiMessage, OscMessage
from controller.outputs.messages import Messages, devices_of
from controller.wire.osc import decode_packet
from tests.shows import show_of

SHOW = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer, at: lamps 1/1}
cues:
  - {cue: 1, look: {lamp: {level: 1}}, follow: at 21:30, do: {midi: note 5, device: desk}}
  - cue: 2
    follow: at 6:05:30
    do: [{midi: program 5, device: desk}, {midi: cc 1, device: rack}]
  - {cue: 3}
"""


class _House:
    """Whoever is told what went wrong, and plays MIDI."""

    def __init__(self) -> None:
        self.refused: list[tuple[str, str]] = []
        self.played: list[tuple[str, bytes]] = []

    def refuse(self, peer: str, why: str) -> None:
        self.refused.append((peer, why))

    def play(self, device: str, data: bytes) -> str:
        self.played.append((device, data))
        return "" if device == "desk" else f"no device called {device} is plugged in"


def test_an_osc_message_arrives_with_its_arguments() -> None:
    house = _House()
    messages = Messages(house.refuse, house.play)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        far.bind(("127.0.0.1", 0))
        far.settimeout(2)
        messages.send((OscMessage("127.0.0.1", far.getsockname()[1], "/clip/1", (1, 0.5, "on", True)),))
        (message,) = decode_packet(far.recv(2000))
    messages.close()
    assert (message.address, message.arguments) == ("/clip/1", (1, 0.5, "on", True))
    assert house.refused == []


def test_a_midi_message_goes_to_its_device_and_a_missing_one_is_told() -> None:
    house = _House()
    Messages(house.refuse, house.play).send((MidiMessage("desk", "note", 36), MidiMessage("rack", "program", 4)))
    assert house.played == [("desk", b"\x90\x24\x7f"), ("rack", b"\xc0\x04")]
    assert house.refused == [("midi rack", "no device called rack is plugged in")]


def test_a_message_that_is_too_long_is_told_and_ends_nothing() -> None:
    house = _House()
    messages = Messages(house.refuse, house.play)
    messages.send(
        (
            OscMessage("127.0.0.1", 9, "/a", ("x" * 2000,)),
            MidiMessage("desk", "cc", 1),
        )
    )
    messages.close()
    assert [peer for peer, _ in house.refused] == ["osc 127.0.0.1:9"]
    assert len(house.played) == 1


def test_a_show_says_which_devices_it_plays_on() -> None:
    show = show_of(SHOW)
    assert devices_of(show) == ("desk", "rack")
