"""The filter of a UDP socket, where the system has one: Linux, and no privilege is needed."""

import contextlib
import ctypes
import logging
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Final

from controller.inputs.barrier.program import Instruction, packed

_log = logging.getLogger(__name__)
SO_ATTACH_FILTER: Final = 26
SO_DETACH_FILTER: Final = 27
SO_MEMINFO: Final = 55
_MEMINFO: Final = struct.Struct("9I")
_DROPS: Final = 8
_WRAP: Final = 1 << 32


class SocketFilter:
    """What the system asks before it keeps a datagram for a socket.

    Attributes:
        works: False = this system has none, or takes no more.
    """

    def __init__(self, ear: socket.socket) -> None:
        """Ask nothing yet; it takes whatever comes."""
        self._ear = ear
        self._seen = 0
        self.works = sys.platform == "linux"
        with contextlib.suppress(OSError):
            self._seen = self._drops() if self.works else 0

    def ask(self, instructions: Sequence[Instruction]) -> None:
        """Ask this of each datagram from now on; nothing = take all."""
        if not self.works:
            return
        try:
            if instructions:
                self._attach(instructions)
            else:
                self._detach()
        except OSError as error:
            self.works = False
            _log.warning("The system takes no packet filter (%s); floods are read and refused one by one", error)
            with contextlib.suppress(OSError):  # nobody would take an older one off again
                self._detach()

    def dropped(self) -> int:
        """Say how many datagrams were lost in the system since it was last asked: turned away, or no room for them."""
        try:
            drops = self._drops()
        except OSError:
            self.works = False
            return 0
        count, self._seen = (drops - self._seen) % _WRAP, drops
        return count

    def _attach(self, instructions: Sequence[Instruction]) -> None:
        lines = ctypes.create_string_buffer(packed(instructions))
        whole = struct.pack("HP", len(instructions), ctypes.addressof(lines))
        self._ear.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, whole)

    def _detach(self) -> None:
        self._ear.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)

    def _drops(self) -> int:
        count: int = _MEMINFO.unpack(self._ear.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, _MEMINFO.size))[_DROPS]
        return count
