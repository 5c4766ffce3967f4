"""Beside station 17: who has connected and not yet said a word. Pure: takes addresses and times, says who has to leave.

A fixture asks for its stream as soon as it is connected. Who floods a port says nothing, or says it from one address.
So the newest are kept and the eldest go: of whoever has most waiting.
"""

from typing import Final, Generic, TypeVar

Guest = TypeVar("Guest")

MOST: Final = 128
PATIENCE_S: Final = 5.0


class WaitingRoom(Generic[Guest]):
    """At most ``MOST`` guests, each for at most ``PATIENCE_S``."""

    def __init__(self) -> None:
        self._guests: dict[Guest, tuple[str, float]] = {}
        self._rooms: dict[str, dict[Guest, None]] = {}

    def __len__(self) -> int:
        return len(self._guests)

    @property
    def ends_s(self) -> float | None:
        """When the eldest will have waited too long; None = nobody waits."""
        eldest = next(iter(self._guests.values()), None)
        return None if eldest is None else eldest[1] + PATIENCE_S

    def enter(self, guest: Guest, address: str, now_s: float) -> Guest | None:
        """Let a guest wait.

        Returns:
            Who has to leave for it: the eldest guest of the address that has most; None = there is room.
        """
        self._guests[guest] = address, now_s
        self._rooms.setdefault(address, {})[guest] = None
        if len(self._guests) <= MOST:
            return None
        fullest = max(self._rooms, key=lambda each: len(self._rooms[each]))
        return next(iter(self._rooms[fullest]))

    def leave(self, guest: Guest) -> str:
        """Forget a guest; give its address."""
        address, _since = self._guests.pop(guest)
        room = self._rooms[address]
        del room[guest]
        if not room:
            del self._rooms[address]
        return address

    def tired(self, now_s: float) -> list[Guest]:
        """Name those who have waited too long."""
        tired: list[Guest] = []
        for guest, (_address, since) in self._guests.items():
            if now_s < since + PATIENCE_S:
                break
            tired.append(guest)
        return tired
