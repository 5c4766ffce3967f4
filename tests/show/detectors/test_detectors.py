"""Each detector tells of trouble at its threshold, of its end at a calmer one, and of nothing in between."""

from collections.abc import Callable, Iterable
from itertools import chain

import pytest

from controller.model.facts import NodeReturned, NodeSilent, TroubleFound, TroubleOver
from controller.model.intent import Intent
from controller.show.detectors.lateness import LATE_S, LateEngine
from controller.show.detectors.saturation import RESTED_S, SATURATED_S, SaturatedGuard
from controller.show.detectors.seen import Seen
from controller.show.detectors.silence import CUT_GRACE_S, HEARD_S, MOST_AT_ONCE, SilentNodes, UnconfirmedFixtures
from controller.show.detectors.watch import Detectors
from tests.shows import WALL, show_of

FPS = 40


def told(see: Callable[[Seen], Iterable[Intent]], *seen: Seen) -> list[tuple[float, Intent]]:
    return [(each.tick / FPS, intent) for each in seen for intent in see(each)]


def span(begin_s: float, end_s: float, **facts: frozenset[str]) -> list[Seen]:
    return [Seen(tick, **facts) for tick in range(round(begin_s * FPS), round(end_s * FPS))]  # type: ignore[arg-type]


def test_a_silent_node_is_told_at_once_and_back_when_it_was_heard_for_a_second() -> None:
    nodes, gone = SilentNodes(FPS), frozenset({"stage"})
    seen = [*span(0, 2, silent=gone), *span(2, 2.5), *span(2.5, 3, silent=gone), *span(3, 6)]
    assert told(nodes.see, *seen) == [(0, NodeSilent("stage")), (3 + HEARD_S, NodeReturned("stage"))]


def test_a_node_that_was_cut_off_on_purpose_is_told_again_only_if_it_stays_silent() -> None:
    gone = frozenset({"stage"})
    cut = span(0, 2, silent=gone, cut=gone)
    stays = told(SilentNodes(FPS).see, *cut, *span(2, 6, silent=gone))
    assert [intent for _, intent in stays] == [NodeSilent("stage"), NodeSilent("stage")]
    assert stays[1][0] > 2 + CUT_GRACE_S - 0.1
    returns = told(SilentNodes(FPS).see, *cut, *span(2, 3, silent=gone), *span(3, 6))
    assert [intent for _, intent in returns] == [NodeSilent("stage"), NodeReturned("stage")]


def test_a_fixture_that_confirms_nothing_is_told_by_its_name() -> None:
    fixtures = UnconfirmedFixtures(FPS, {"screen-1": "wall", "screen-2": "wall"})
    seen = [*span(0, 2, unconfirmed=frozenset({"screen-2"})), *span(2, 4)]
    assert told(fixtures.see, *seen) == [
        (0, TroubleFound("unconfirmed:screen-2", "screen-2 confirms nothing")),
        (2 + HEARD_S, TroubleOver("unconfirmed:screen-2", "screen-2 confirms again")),
    ]


def test_a_guard_that_acts_for_a_moment_is_well_and_one_that_never_rests_is_saturated() -> None:
    guard = SaturatedGuard(FPS)
    moments = [Seen(t, held_zones=("wall",) if t % 140 < 110 else ()) for t in range(20 * FPS)]
    assert told(guard.see, *moments) == [], "never for three seconds"
    begin = 20 * FPS
    always = [Seen(begin + t, held_zones=("wall",) if t % 4 == 0 else ()) for t in range(4 * FPS)]
    rests = [Seen(begin + 4 * FPS + t) for t in range(5 * FPS)]
    found = told(SaturatedGuard(FPS).see, *always, *rests)
    assert [(type(intent), round(at, 1)) for at, intent in found] == [
        (TroubleFound, 20 + SATURATED_S), (TroubleOver, pytest.approx(23.9 + RESTED_S, abs=0.11))
    ]  # fmt: skip


def test_an_engine_is_late_when_a_tenth_of_its_ticks_is_late_or_skipped() -> None:
    engine = LateEngine(FPS)
    calm = [Seen(t, is_late=t % 25 == 0) for t in range(20 * FPS)]
    assert told(engine.see, *calm) == [], "one tick of twenty-five"
    begin = 20 * FPS
    busy = [Seen(begin + t, skipped=9) for t in range(0, 5 * FPS, 10)]
    well = [Seen(begin + 5 * FPS + t) for t in range(8 * FPS)]
    found = told(engine.see, *busy, *well)
    assert [type(intent) for _, intent in found] == [TroubleFound, TroubleOver]
    assert found[0][0] < 21
    assert 24.5 + LATE_S < found[1][0] <= 25 + LATE_S


def test_a_reload_forgets_what_the_show_no_longer_has() -> None:
    show = show_of(WALL)
    detectors = Detectors(show)
    lost = frozenset({"lamps"})
    assert told(detectors.see, *span(0, 1, silent=lost)) == [(0, NodeSilent("lamps"))]
    detectors.follow(show_of(WALL.replace("lamps", "lights")))
    assert told(detectors.see, *span(1, 3)) == []


def test_hundreds_that_fall_silent_at_once_are_told_over_some_ticks_and_each_once() -> None:
    nodes = SilentNodes(FPS)
    everything = frozenset(f"node-{number}" for number in range(400))
    silent = [list(nodes.see(Seen(tick, silent=everything))) for tick in range(60)]
    assert max(map(len, silent)) == MOST_AT_ONCE
    assert list(chain(*silent)) == [NodeSilent(name) for name in sorted(everything)]
    heard = [list(nodes.see(Seen(tick))) for tick in range(60, 60 + FPS + 60)]
    assert heard[:FPS] == [[]] * FPS, "a second without a break"
    assert max(map(len, heard)) == MOST_AT_ONCE
    assert list(chain(*heard)) == [NodeReturned(name) for name in sorted(everything)]


def test_one_that_waits_to_be_told_and_is_heard_meanwhile_was_never_silent() -> None:
    nodes = SilentNodes(FPS)
    everything = frozenset(f"node-{number:03}" for number in range(100))
    first = list(nodes.see(Seen(1, silent=everything)))
    rest = list(chain(*(nodes.see(Seen(tick)) for tick in range(2, 3 * FPS))))
    assert len(first) == MOST_AT_ONCE
    assert rest == [NodeReturned(intent.node) for intent in first if isinstance(intent, NodeSilent)]
