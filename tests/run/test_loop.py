"""The loop: each tick at its own absolute moment; late beats are counted, passed ones skipped, time never stretched."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.run.clock import SimulatedClock
from controller.run.loop import BEARABLE_S, LEAVES_S, MOST_LEAD, MOST_LOOKS, Beat, FrameLoop

FPS = 50


def leaves(tick: int) -> float:
    """When a tick that was worked out ahead leaves."""
    return tick / FPS - LEAVES_S


async def beats(
    count: int, *, stalls: Mapping[int, float] | None = None, anchor: float = 0.0, first: int = 1
) -> list[tuple[float, Beat]]:
    """Play some beats; the machine is busy for ``stalls[tick]`` seconds in a step. Gives (seconds, beat)."""
    clock = SimulatedClock(anchor)
    loop = FrameLoop(clock, fps=FPS, anchor=anchor, first=first)
    found: list[tuple[float, Beat]] = []

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat))
        clock.advance((stalls or {}).get(beat.tick, 0.0))
        if len(found) == count:
            loop.stop()

    await loop.run(step)
    return found


async def test_every_tick_comes_at_its_own_moment() -> None:
    found = await beats(200, anchor=12345.678)
    assert [beat.tick for _, beat in found] == list(range(1, 201))
    assert all(now == pytest.approx(12345.678 + beat.tick / FPS) for now, beat in found)
    assert not any(beat.is_late or beat.skipped for _, beat in found)


async def test_a_step_that_takes_too_long_makes_the_next_late_and_no_other() -> None:
    found = await beats(6, stalls={2: 1.7 / FPS})
    assert [(beat.tick, beat.skipped, beat.is_late) for _, beat in found] == [
        (1, 0, False),
        (2, 0, False),
        (3, 0, True),
        (4, 0, False),
        (5, 0, False),
        (6, 0, False),
    ]
    assert found[2][1].late_s == pytest.approx(0.7 / FPS)


async def test_ticks_that_have_passed_are_skipped_and_the_next_keeps_its_moment() -> None:
    found = await beats(4, stalls={2: 3.2 / FPS})
    assert [(beat.tick, beat.skipped) for _, beat in found] == [(1, 0), (2, 0), (5, 2), (6, 0)]
    assert found[3][0] == pytest.approx(6 / FPS)
    assert found[2][1].is_late


async def test_a_night_that_is_taken_up_later_begins_where_time_is() -> None:
    clock = SimulatedClock(100.0)
    loop = FrameLoop(clock, fps=FPS, anchor=90.0, first=11)
    found: list[Beat] = []

    def step(beat: Beat) -> None:
        found.append(beat)
        loop.stop()

    await loop.run(step)
    assert (found[0].tick, found[0].skipped) == (500, 489)


async def test_a_loop_that_was_stopped_beats_no_more() -> None:
    loop = FrameLoop(SimulatedClock(), fps=FPS, anchor=0.0, first=1)
    loop.stop()
    await loop.run(lambda _beat: pytest.fail("it beat"))


@settings(max_examples=40, deadline=None)
@given(stalls=st.dictionaries(st.integers(1, 60), st.floats(0, 0.3), max_size=10), anchor=st.floats(0, 1e6))
async def test_every_tick_is_either_beaten_or_counted_as_skipped(stalls: dict[int, float], anchor: float) -> None:
    found = await beats(40, stalls=stalls, anchor=anchor)
    ticks = [beat.tick for _, beat in found]
    assert ticks == sorted(set(ticks))
    assert ticks[-1] == len(ticks) + sum(beat.skipped for _, beat in found)
    assert all(now >= anchor + beat.tick / FPS - 1e-6 for now, beat in found)


async def test_simulated_time_passes_only_when_somebody_waits() -> None:
    clock = SimulatedClock(5.0)
    await clock.wait_until(7.5)
    assert clock.now() == 7.5
    await clock.wait_until(3.0)
    assert clock.now() == 7.5


async def test_a_hurried_tick_comes_at_once_and_the_next_one_at_its_own_moment() -> None:
    clock = SimulatedClock()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    found: list[tuple[float, int, bool]] = []

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat.tick, beat.is_late))
        if beat.tick == 3:
            clock.advance(0.2 / FPS)
            loop.hurry()
        if beat.tick == 6:
            loop.stop()

    await loop.run(step)
    assert [(tick, is_late) for _, tick, is_late in found[3:5]] == [(4, False), (5, False)]
    assert [now for now, _, _ in found[3:5]] == pytest.approx([3.2 / FPS, 5 / FPS])


async def test_only_one_tick_comes_before_its_moment_however_often_it_is_hurried() -> None:
    clock = SimulatedClock()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    found: list[tuple[float, int]] = []

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat.tick))
        loop.hurry()
        if beat.tick == 8:
            loop.stop()

    await loop.run(step)
    assert all(tick / FPS - now <= 1 / FPS + 1e-9 for now, tick in found)


@pytest.mark.parametrize("is_ahead", [True, False])
async def test_a_hand_after_an_early_tick_has_the_next_one_at_the_moment_of_the_early_one(*, is_ahead: bool) -> None:
    clock = SimulatedClock()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    found: list[tuple[float, int, bool]] = []

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat.tick, beat.is_late))
        if beat.tick in {3, 4}:
            clock.advance(0.2 / FPS)
            loop.hurry()
        if beat.tick == 7:
            loop.stop()

    await loop.run(step, (lambda _tick: None) if is_ahead else None)
    early_s = LEAVES_S if is_ahead else 0.0
    left = [now * FPS + early_s * FPS for now, _, _ in found]
    assert left == pytest.approx([1, 2, 3, 3.2, 4, 6, 7])
    assert [(tick, is_late) for _, tick, is_late in found] == [(tick, False) for tick in range(1, 8)]


async def test_a_hand_that_comes_while_the_tick_after_an_early_one_is_waited_for_is_not_forgotten() -> None:
    clock = AskedClock(3.5 / FPS)
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    clock.ask = loop.hurry
    found: list[float] = []

    def step(beat: Beat) -> None:
        found.append(clock.now() * FPS)
        if beat.tick == 3:
            clock.advance(0.2 / FPS)
            loop.hurry()
        if beat.tick == 6:
            loop.stop()

    await loop.run(step)
    assert found == pytest.approx([1, 2, 3, 3.2, 4, 6])


async def looked(
    count: int, *, asked_at: float | None = None, cost_s: float = 0.0, slow: int = 0, slow_s: float = 0.0
) -> tuple[list[tuple[float, int]], list[tuple[float, int]]]:
    """Play some beats with ticks worked out ahead; gives (seconds, tick) of each look and of each beat.

    Args:
        count: of beats.
        asked_at: part of a tick after the third beat at which its successor is asked for; None = nobody asks.
        cost_s: how long a look takes; ``slow_s``: that at tick ``slow``.
    """
    clock = AskedClock(None if asked_at is None else (3 + asked_at) / FPS)
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    clock.ask = loop.foresee
    looks, found = [], []

    def work_ahead(tick: int) -> None:
        looks.append((clock.now(), tick))
        clock.advance(slow_s if tick == slow else cost_s)

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat.tick))
        assert not beat.is_late
        if beat.tick == count:
            loop.stop()

    await loop.run(step, work_ahead)
    return looks, found


class AskedClock(SimulatedClock):
    """Time in which somebody asks for the next tick once."""

    def __init__(self, at: float | None) -> None:
        super().__init__()
        self._at = at
        self.ask: Callable[[], None] = lambda: None

    async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:
        if self._at is None or self._at > deadline:
            await super().wait_until(deadline, sharp=sharp)
            return
        await super().wait_until(self._at)
        self._at = None
        self.ask()
        await super().wait_until(deadline, sharp=sharp)


async def test_each_tick_is_worked_out_once_shortly_before_its_moment_and_leaves_at_it() -> None:
    looks, found = await looked(20)
    assert [tick for _, tick in looks] == [tick for _, tick in found] == list(range(1, 21))
    assert [now for now, _ in found] == pytest.approx([leaves(tick) for _, tick in found], abs=1e-9)
    assert all(0 < tick / FPS - now < 0.1 / FPS for now, tick in looks)


async def test_a_hand_that_comes_while_a_frame_leaves_hurries_the_next_one() -> None:
    clock = SimulatedClock()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    found: list[tuple[float, int]] = []

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat.tick))
        clock.advance(LEAVES_S / 2)
        if beat.tick == 3:
            loop.hurry()
        if beat.tick == 5:
            loop.stop()

    await loop.run(step, lambda _tick: None)
    assert found[3][1] == 4
    assert found[3][0] == pytest.approx(leaves(3) + LEAVES_S / 2)


async def test_a_tick_that_is_asked_for_is_worked_out_then_and_leaves_at_its_moment() -> None:
    looks, found = await looked(6, asked_at=0.25)
    assert [tick for _, tick in looks] == [1, 2, 3, 4, 4, 5, 6]
    assert looks[3][0] == pytest.approx(3.25 / FPS)
    assert [now for now, _ in found] == pytest.approx([leaves(tick) for _, tick in found], abs=1e-9)


@pytest.mark.parametrize(("before_s", "has_time"), [(0.005, True), (0.0031, True), (0.0029, False), (0.0, False)])
async def test_there_is_time_to_work_a_tick_out_anew_while_that_makes_it_no_more_than_a_little_late(
    before_s: float, *, has_time: bool
) -> None:
    clock = AskedClock(leaves(4) - before_s)
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    found: list[bool] = []
    clock.ask = lambda: found.append(loop.has_time())

    def step(beat: Beat) -> None:
        if beat.tick == 5:
            loop.stop()

    await loop.run(step, lambda _tick: clock.advance(0.003 + BEARABLE_S))
    assert found == [has_time]


async def test_ticks_that_take_long_are_begun_so_early_that_they_are_not_late() -> None:
    looks, found = await looked(40, cost_s=0.15 / FPS)
    late = [now - tick / FPS for now, tick in found]
    assert max(late[1:]) < 1e-9
    assert all(leaves(tick) - now < MOST_LEAD / FPS + 1e-9 for now, tick in looks)


async def test_a_tick_that_takes_three_times_as_long_as_all_before_it_leaves_at_its_moment_all_the_same() -> None:
    _, found = await looked(40, cost_s=0.1 / FPS, slow=30, slow_s=0.3 / FPS)
    assert [now for now, _ in found[1:]] == pytest.approx([leaves(tick) for _, tick in found[1:]], abs=1e-9)


async def test_a_flood_of_buttons_has_a_tick_worked_out_only_a_few_times() -> None:
    clock = SimulatedClock()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    looks: list[int] = []

    def work_ahead(tick: int) -> None:
        looks.append(tick)
        loop.foresee()

    def step(beat: Beat) -> None:
        if beat.tick == 9:
            loop.stop()

    await loop.run(step, work_ahead)
    assert max(looks.count(tick) for tick in looks) <= MOST_LOOKS + 1


async def test_a_hurried_tick_is_not_kept_waiting_by_work_ahead() -> None:
    clock = SimulatedClock()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    found: list[tuple[float, int]] = []

    def step(beat: Beat) -> None:
        found.append((clock.now(), beat.tick))
        if beat.tick == 3:
            loop.hurry()
        if beat.tick == 5:
            loop.stop()

    await loop.run(step, lambda _tick: None)
    assert [now for now, _ in found] == pytest.approx([leaves(tick) for tick in (1, 2, 3, 3, 5)])


async def test_a_tick_is_waited_for_sharply_only_once_it_is_worked_out() -> None:
    waits: list[tuple[float, bool]] = []

    class Noting(SimulatedClock):
        async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:
            waits.append((deadline, sharp))
            await super().wait_until(deadline, sharp=sharp)

    clock = Noting()
    loop = FrameLoop(clock, fps=FPS, anchor=0.0, first=1)
    await loop.run(lambda _beat: loop.stop(), lambda _tick: None)
    assert [sharp for _, sharp in waits] == [False, True]
    assert waits[0][0] < waits[1][0] == pytest.approx(leaves(1))
