"""Snapshots of a position: whole or not there."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model.intent import Approve, Blackout, Go, GrandMaster, Inject, Panic, Pause
from controller.run import snapshots
from controller.run.engine import Position
from tests.shows import WALL, Played


def busy() -> Played:
    """A night in which much is under way."""
    played = Played(WALL)
    played.go()
    played.run(2)
    played.give(Inject("storm"), GrandMaster(0.1 + 0.2))
    played.run(1)
    played.give(Approve("i1"), Pause())
    played.go()
    played.run(0.5)
    played.give(Panic())
    played.give(Blackout())
    return played


def position(played: Played) -> Position:
    return Position(played.state, played.memory, 7)


def test_a_position_is_read_back_as_it_was() -> None:
    played = busy()
    found = snapshots.unpack(snapshots.pack(position(played)))
    assert (found.state, found.seq) == (played.state, 7)
    for name, array in played.memory.to_arrays().items():
        restored = getattr(found.memory, name)
        assert np.array_equal(restored, array)
        assert restored.dtype == array.dtype


def test_a_restored_position_goes_on_with_the_same_bytes() -> None:
    played, second = busy(), Played(WALL)
    found = snapshots.unpack(snapshots.pack(position(played)))
    second.state, second.memory = found.state, found.memory
    for each in (played, second):
        each.give(Blackout())
        each.give(Go())
        each.run(3)
    assert [lit.frame.slots.tobytes() for lit in second.lit] == [
        lit.frame.slots.tobytes() for lit in played.lit[-len(second.lit) :]
    ]


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), length=st.integers(0, 64))
def test_a_damaged_snapshot_is_refused(place: float, length: int) -> None:
    raw = snapshots.pack(position(busy_once()))
    at = int(place * (len(raw) - 1))
    damaged = raw[:at] + bytes(len(raw[at : at + length])) + raw[at + length :]
    if damaged == raw:
        assert snapshots.unpack(damaged).state == busy_once().state
        return
    with pytest.raises(ValueError, match="not a snapshot of this version"):
        snapshots.unpack(damaged)


KEPT: list[Played] = []


def busy_once() -> Played:
    if not KEPT:
        KEPT.append(busy())
    return KEPT[0]


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=300))
def test_what_is_no_snapshot_is_refused(junk: bytes) -> None:
    with pytest.raises(ValueError, match="not a snapshot of this version"):
        snapshots.unpack(junk)


def test_the_newest_two_are_kept_and_the_newest_not_after_a_tick_is_read(tmp_path: Path) -> None:
    played = Played(WALL)
    for _ in range(3):
        played.run(1)
        snapshots.save(tmp_path, played.state.tick, snapshots.pack(position(played)))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "snapshot-000000080.bin",
        "snapshot-000000120.bin",
    ]
    newest = snapshots.newest(tmp_path, not_after=119)
    assert newest is not None
    assert newest.state.tick == 80
    assert snapshots.newest(tmp_path, not_after=10) is None


def test_a_torn_snapshot_is_passed_over_for_the_one_before(tmp_path: Path) -> None:
    played = Played(WALL)
    played.run(1)
    whole = snapshots.pack(position(played))
    snapshots.save(tmp_path, 40, whole)
    (tmp_path / "snapshot-000000080.bin").write_bytes(whole[: len(whole) // 2])
    newest = snapshots.newest(tmp_path, not_after=100)
    assert newest is not None
    assert newest.state.tick == 40


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    snapshots.save(tmp_path / "none", 40, b"x")
    assert list(tmp_path.iterdir()) == []
