"""A thousand incidents that are as they were cross the local socket once."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from controller.model.incident import IncidentState
from controller.model.snapshot import FaultView, IncidentView, Snapshot
from controller.run.remote.calls import SNAPSHOT as SNAPSHOTS
from controller.run.remote.kept import Listener, Order, Teller
from tests.fakes.seam import SNAPSHOT

WAITS = IncidentView(
    id="i0",
    kind="node-silent",
    origin="real",
    fault="silent:n0",
    state=IncidentState.PROPOSED,
    recovery="carry",
    mode="ask",
    phase="",
    phase_index=0,
    phase_progress=0.0,
    remaining_s=0.0,
    opened_s=1.0,
    why="n0 is silent",
    recurrence=1,
)
MANY = tuple(replace(WAITS, id=f"i{n}", fault=f"silent:n{n}", why=f"n{n} is silent") for n in range(1024))
SILENT = tuple(FaultView(f"silent:n{n}", "node-silent", "real", None) for n in range(1024))


def crossing(teller: Teller, listener: Listener, snapshot: Snapshot) -> tuple[Snapshot, int]:
    """Let a snapshot cross: as it is heard, and its bytes."""
    brief, order = teller.news(snapshot)
    raw = SNAPSHOTS.dump_json(brief)
    return listener.whole(SNAPSHOTS.validate_json(raw), order), len(raw) + sum(map(len, str(order)))


def test_who_waits_crosses_once_and_who_moves_each_time() -> None:
    teller, listener = Teller(), Listener()
    first = replace(SNAPSHOT, incidents=MANY, faults=SILENT)
    heard, whole = crossing(teller, listener, first)
    assert heard == first
    still = replace(first, tick=first.tick + 1)
    heard, brief = crossing(teller, listener, still)
    assert heard == still
    assert brief < whole / 50
    moves = replace(MANY[7], phase="hold", state=IncidentState.RECOVERING)
    moving = replace(still, incidents=(*MANY[:7], moves, *MANY[8:]))
    assert [each.id for each in teller.news(moving)[0].incidents] == ["i7"]


def test_who_comes_anew_hears_everything() -> None:
    teller = Teller()
    snapshot = replace(SNAPSHOT, incidents=MANY)
    teller.news(snapshot)
    brief, order = Teller().news(snapshot)
    assert (brief.incidents, order["incidents"]) == (MANY, [each.id for each in MANY])


@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), unique_by=lambda pair: pair[0]), max_size=8))
def test_what_is_heard_is_what_was_told(nights: list[Sequence[tuple[int, int]]]) -> None:
    teller, listener = Teller(), Listener()
    kinds = {(name, how): replace(WAITS, id=f"i{name}", recurrence=how) for name in range(5) for how in range(3)}
    for shown in nights:
        snapshot = replace(SNAPSHOT, incidents=tuple(kinds[pair] for pair in shown))
        brief, order = teller.news(snapshot)
        assert listener.whole(brief, _copied(order)) == snapshot


def _copied(order: Order) -> Order:
    return {name: tuple(names) for name, names in order.items()}
