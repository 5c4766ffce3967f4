"""What subscribers of OSC are told: the state mirrored under ``/kintsugi/out``, in full at first, then changes only.

Takes snapshots and the time, gives the lines that are new to each subscriber. Pure: sending is the shell's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from controller.inputs.osc_addresses import OUT
from controller.model.snapshot import ListView, Snapshot

Value: TypeAlias = str | int | float
Target: TypeAlias = tuple[str, int]

LEASE_S: Final = 60.0
MOST_SUBSCRIBERS: Final = 16


@dataclass(frozen=True, slots=True)
class Update:
    """One line for one subscriber."""

    to: Target
    address: str
    value: Value


@dataclass(slots=True)
class _Lease:
    ends_s: float
    told: Mapping[str, Value] = field(default_factory=dict)


class Feedback:
    """The subscribers, until when each wants to be told, and what each was told last."""

    def __init__(self) -> None:
        self._leases: dict[Target, _Lease] = {}

    def subscribe(self, to: Target, now_s: float) -> bool:
        """Begin or renew a subscription for ``LEASE_S`` seconds; the next update is the full state.

        Returns:
            False: there are ``MOST_SUBSCRIBERS`` already.
        """
        self._end_old(now_s)
        if to not in self._leases and len(self._leases) >= MOST_SUBSCRIBERS:
            return False
        self._leases[to] = _Lease(now_s + LEASE_S)
        return True

    def resync(self, host: str, now_s: float) -> bool:
        """Make the next update the full state for every subscriber of a host.

        Returns:
            False: nobody at that host has subscribed.
        """
        self._end_old(now_s)
        leases = [lease for to, lease in self._leases.items() if to[0] == host]
        for lease in leases:
            lease.told = {}
        return bool(leases)

    def is_wanted(self, now_s: float) -> bool:
        """Whether anyone listens."""
        self._end_old(now_s)
        return bool(self._leases)

    def updates(self, snapshot: Snapshot, now_s: float) -> list[Update]:
        """Give what each subscriber does not know yet, in a fixed order, and remember that it was told."""
        self._end_old(now_s)
        state = mirror(snapshot)
        news = [
            Update(to, address, value)
            for to, lease in self._leases.items()
            for address, value in state.items()
            if lease.told.get(address) != value
        ]
        for lease in self._leases.values():
            lease.told = state
        return news

    def _end_old(self, now_s: float) -> None:
        for to in [to for to, lease in self._leases.items() if lease.ends_s <= now_s]:
            del self._leases[to]


def mirror(snapshot: Snapshot) -> dict[str, Value]:
    """Give the state as OSC addresses with one value each.

    ``remaining`` is rounded to tenths of a second, so that a fade makes ten lines a second and no more.
    """
    state: dict[str, Value] = {}
    for entry in snapshot.lists:
        state |= _mirror_list(entry)
    state[f"{OUT}/blackout"] = int(snapshot.blackout)
    state[f"{OUT}/grandmaster"] = float(snapshot.grand_master)
    for submaster in snapshot.submasters:
        state[f"{OUT}/sub/{submaster.id}"] = float(submaster.level)
        state[f"{OUT}/sub/{submaster.id}/flash"] = int(submaster.is_flashing)
    for zone in snapshot.zones:
        state[f"{OUT}/zone/{zone.id}/level"] = float(zone.level)
    state[f"{OUT}/solo"] = "" if snapshot.solo is None else snapshot.solo.selector
    state[f"{OUT}/panic"] = int(snapshot.panic != "off")
    for vote in snapshot.votes:
        state[f"{OUT}/vote/{vote.id}/open"] = int(vote.state == "open")
        state[f"{OUT}/vote/{vote.id}/voters"] = vote.voters
        state[f"{OUT}/vote/{vote.id}/winner"] = vote.winner or ""
    for paint in snapshot.paintings:
        state[f"{OUT}/paint/{paint.id}/open"] = int(paint.state == "open")
        state[f"{OUT}/paint/{paint.id}/painters"] = paint.painters
    for story in snapshot.stories:
        state[f"{OUT}/story/{story.id}/open"] = int(story.state == "open")
        state[f"{OUT}/story/{story.id}/waiting"] = story.waiting
    if snapshot.stories:
        state[f"{OUT}/story/shown"] = snapshot.tales.shown
    for incident in snapshot.incidents:
        state[f"{OUT}/incident/{incident.id}"] = str(incident.state)
    return state


def _mirror_list(entry: ListView) -> dict[str, Value]:
    at = f"{OUT}/list/{entry.id}"
    return {
        f"{at}/current": entry.current or "",
        f"{at}/standby": entry.standby or "",
        f"{at}/remaining": round(float(entry.remaining_s), 1),
    }
