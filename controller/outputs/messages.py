"""Beside station 16: messages that cues send to other programs and devices. Never waits, never raises.

Takes the outbox of a tick; each message is sent once, when it happens. A replay has no such shell, so it sends none.
"""

import logging
import socket
from collections.abc import Callable, Sequence
from typing import Final

from controller.model.action import MidiMessage, OscMessage, Outgoing
from controller.model.show import Show
from controller.wire.osc import encode_message

_log = logging.getLogger(__name__)

LARGEST_PACKET: Final = 1472
"""Bytes that fit into one Ethernet frame behind the headers of IPv4 and UDP."""


class Messages:
    """The way out for messages.

    Args:
        refuse: counts what could not be sent, by whom it was meant for.
        play: plays bytes on the MIDI devices of a name; gives why it could not, empty = it did.
    """

    def __init__(self, refuse: Callable[[str, str], None], play: Callable[[str, bytes], str]) -> None:
        self._refuse = refuse
        self._play = play
        self._socket: socket.socket | None = None

    def send(self, outbox: Sequence[Outgoing]) -> None:
        """Send the messages of one tick."""
        for message in outbox:
            try:
                self._send(message)
            except Exception:  # noqa: BLE001  the one of this shell: a message must not end the loop
                _log.exception("%s was not sent", message)

    def close(self) -> None:
        """Give the socket back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, message: Outgoing) -> None:
        if isinstance(message, MidiMessage):
            why = self._play(message.device, message.to_bytes())
            if why:
                self._refuse(f"midi {message.device}", why)
            return
        why = self._post(message)
        if why:
            self._refuse(f"osc {message.host}:{message.port}", why)

    def _post(self, message: OscMessage) -> str:
        packet = encode_message(message.address, message.values)
        if len(packet) > LARGEST_PACKET:
            return f"{message.address} has {len(packet)} bytes; {LARGEST_PACKET} fit into one packet"
        if self._socket is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.settimeout(0)
        try:
            self._socket.sendto(packet, (message.host, message.port))
        except OSError as error:
            return f"{message.address} was not sent: {error.strerror or error}"
        return ""


def devices_of(show: Show) -> tuple[str, ...]:
    """Name the MIDI devices that cues of a show play on."""
    cues = (cue.actions for cue_list in show.lists.values() for cue in cue_list.cues)
    phases = (phase.actions for recovery in show.recoveries.values() for phase in recovery.phases)
    actions = (action for actions in (*cues, *phases) for action in actions)
    return tuple(dict.fromkeys(action.device for action in actions if isinstance(action, MidiMessage)))
