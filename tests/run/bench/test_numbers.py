"""What a bench makes of what it saw."""

import json
from pathlib import Path

import numpy as np
import pytest

from controller.run.bench.isolation import compared, last_came
from controller.run.bench.latency import are_clean, gap_s, ticks_to_none
from controller.run.bench.line_rate import percentiles_ms
from controller.run.bench.machine import Meanwhile, Others, this_machine
from controller.run.bench.report import meanwhile_line, table, write_json
from controller.run.bench.stand import Run


def run_of(lateness: list[float], *, skipped: int = 0, taken: list[float] | None = None) -> Run:
    ticks = np.arange(len(lateness)) / 44
    packets = np.arange(1, len(lateness) + 1)
    ends = np.array(lateness)
    gone = np.array(taken or [0.0] * len(lateness))
    return Run(44, ticks, ends / 2, ends, gone, skipped, packets, cpu_s=0.5, wall_s=2.0, send_s=0.1)


def test_a_frame_is_on_time_if_it_is_whole_before_the_next_tick() -> None:
    assert run_of([0.001, 0.022, 0.023, 0.1]).on_time() == 0.5


def test_ticks_that_were_never_painted_count_as_late() -> None:
    assert run_of([0.001, 0.001], skipped=2).on_time() == 0.5


def test_frames_that_all_end_late_by_the_same_come_evenly() -> None:
    assert run_of([0.004] * 5).unevenness.max() == 0
    assert run_of([0.004, 0.004, 0.004, 0.006, 0.001]).unevenness == pytest.approx([0, 0, 0, 0.002, 0.003])


def test_only_clean_frames_count_where_that_is_asked_for() -> None:
    run = run_of([0.001, 0.1, 0.1, 0.001, 0.001], taken=[0.0, 0.08, 0.0, 0.0, 0.0])
    assert run.clean.tolist() == [True, False, False, True, True], "what a frame lost may make the next one late"
    assert run.on_time(clean=True) == 1.0
    assert run_of([]).clean.tolist() == []


def test_turns_of_one_house_tell_what_is_chance_and_those_of_both_what_is_felt() -> None:
    well, broken = np.full(100, 0.001), np.full(100, 0.0012)
    found = compared([well, broken, broken + 0.0001, well + 0.0002], 0.9, realtime=False)
    assert (found.well_p99_ms, found.broken_p99_ms) == pytest.approx((1.2, 1.3))
    assert found.chance_ms == pytest.approx(0.2)
    assert found.holds
    assert not compared([well, broken, broken + 0.001, well], 0.9, realtime=True).holds


@pytest.mark.parametrize(("count", "every"), [(1, 1), (7, 1), (40, 1), (100, 1), (80, 2), (200, 2)])
def test_messages_come_at_places_that_fill_a_tick_evenly(count: int, every: int) -> None:
    places = np.sort(np.arange(0, count, every) * gap_s(count) * 44 % 1)
    gaps = np.diff(np.append(places, places[0] + 1))
    assert gaps == pytest.approx(np.full(len(places), every / count))
    assert gap_s(count) * 44 >= 23


def test_a_message_is_clean_if_the_machine_took_nothing_until_its_answer_came() -> None:
    taken = [0.0, 0.005, 0.0, 0.0]
    run = run_of([0.001] * 4, taken=taken)
    sent = np.array([-0.01, 0.002, 0.03, 0.06, 9.0])
    came = np.array([0.0009, 0.0236, 0.0463, 0.0691, 9.1])
    assert are_clean(run, np.column_stack([sent, came - sent])).tolist() == [True, False, True, True, True]


def test_percentiles_are_told_in_milliseconds() -> None:
    found = percentiles_ms(np.full(100, 0.004))
    assert found == {"p50": 4.0, "p90": 4.0, "p99": 4.0, "p99.9": 4.0}


def test_a_table_stands_in_line() -> None:
    assert table(("a", "long name"), [(1234567, 0.5), ("x", True)]).splitlines() == [
        "| a         | long name |",
        "| --------- | --------- |",
        "| 1,234,567 | 0.5       |",
        "| x         | yes       |",
    ]


def test_numbers_are_kept_with_the_machine_they_came_from(tmp_path: Path) -> None:
    write_json(
        tmp_path / "found.json", "jitter", this_machine(), Meanwhile(1.25, 0.0), [run_of([0.001]).cpu_share, None]
    )
    document = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert document["bench"] == "jitter"
    assert document["found"] == [0.25, None]
    assert document["machine"]["cores"] >= 1
    assert document["meanwhile"] == {"others_share": 1.25, "host_share": 0.0}


def test_what_others_took_leaves_out_the_bench_itself_and_its_children() -> None:
    accounts, own, clock = iter([(100.0, 1.0), (112.0, 2.0)]), iter([5.0, 9.0]), iter([50.0, 54.0])
    found = Others(lambda: next(accounts), lambda: next(own), lambda: next(clock)).meanwhile()
    assert found == Meanwhile(2.0, 0.25)
    assert meanwhile_line(found) == "meanwhile other programs took 200% of a core, and the host of this machine 25%"


def test_where_the_system_keeps_no_accounts_nothing_is_said_of_others() -> None:
    assert meanwhile_line(Others(lambda: None).meanwhile()) == "what else ran meanwhile, this system does not tell"


def test_ticks_to_no_fault_are_counted_from_the_first_frame_that_began_after_halt() -> None:
    frames = [(1.0, True), (2.0, True), (3.0, False), (4.0, True), (5.0, False)]
    assert [ticks_to_none(frames, pressed) for pressed in (0.5, 1.5, 2.5, 3.5)] == [3, 2, 1, 2]


def test_a_fault_that_never_ended_counts_more_ticks_than_there_were() -> None:
    assert ticks_to_none([(1.0, True), (2.0, True)], 0.5) == 3


def test_only_the_nodes_that_are_well_in_both_houses_say_when_a_frame_came() -> None:
    earliest = np.array([0.0, 0.1, 0.2])
    came = np.array([[0.01, 4, 0], [0.02, 4, 1], [0.09, 4, 2], [0.13, 4, 0], [0.19, 4, 2]])
    last = last_came(earliest, came, of=2, fps=10)
    np.testing.assert_array_equal(last, [0.02, 0.13, 0.13])
    assert last[2] < earliest[2], "in the third frame nothing came to them"


def test_where_nothing_ever_came_it_is_long_ago() -> None:
    assert (last_came(np.array([0.0, 0.1]), np.empty((0, 4)), of=2, fps=10) == -np.inf).all()
