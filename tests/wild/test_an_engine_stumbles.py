"""Evenings in which the machine stands still in the middle of a frame, or a stage of ours raises.

Judged at the far end, after the decoded packets, by an observer that knows the rules alone.
"""

from collections.abc import Container, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.fault import INJECTABLE, FaultKind
from controller.model.intent import Grab, Intent
from tests.shows import show_of
from tests.wild.house import House, Where, in_a_loop
from tests.wild.shows import FPS, LAST_S, STORM_S, Wild, wild_show
from tests.wild.test_an_engine_dies import GAPS, LOSSES, UDP
from tests.wild.test_an_engine_dies import rig as rig_of
from tests.wild.test_nothing_flashes import REST_S, evenings

PLACES: tuple[Where, ...] = ("before it is worked out", "once it is closed", "while it is painted")
Stalls = Mapping[int, tuple[Where, int]]
TICKS = st.integers(3, 140)


@pytest.mark.timeout(3600)
@evenings(8)
@given(
    rig=st.tuples(UDP, st.sampled_from(["black 0s", "black 100ms", "black 500ms", "hold"])),
    kinds=st.lists(st.sampled_from(INJECTABLE), max_size=2, unique=True),
    stalls=st.dictionaries(TICKS, st.tuples(st.sampled_from(PLACES), st.sampled_from([1, 2, 5, 20, 30])), max_size=4),
    stumbles=st.lists(st.tuples(TICKS, st.sampled_from([1, 3, 10, 40])), max_size=3),
    deaths=st.dictionaries(TICKS, GAPS, max_size=2),
    seed=st.integers(0, 2**32 - 1),
)
def test_neither_stalls_nor_stages_that_raise_nor_deaths_make_anything_flash(
    rig: tuple[list[str], str],
    kinds: list[FaultKind],
    stalls: Stalls,
    stumbles: list[tuple[int, int]],
    deaths: Mapping[int, int],
    seed: int,
) -> None:
    protocols, loss = rig
    wild = wild_show(protocols, [loss] * len(protocols), kinds, ("all", seed))
    raises = {tick for begin, ticks in stumbles for tick in range(begin, begin + ticks)}
    assert failures(played(wild, stalls, raises, deaths)) == ()


def played(wild: Wild, stalls: Stalls, raises: Container[int], deaths: Mapping[int, int]) -> House:
    """Play an evening in which all of this happens."""
    house, ahead, died = House(wild.show, raises=raises), iter(sorted(wild.deeds)), set[int]()
    due = next(ahead, None)

    def deeds() -> Iterable[Intent]:
        nonlocal due
        while due is not None and due <= house.tick + 1:  # also what was to be done while the machine stood still
            yield from wild.deeds[due]
            due = next(ahead, None)

    def play() -> None:
        while house.tick <= STORM_S * FPS or not (house.is_whole or house.seconds > LAST_S):
            house.beat(deeds(), stalls.get(house.tick + 1))
            if house.tick in deaths and house.tick not in died:
                died.add(house.tick)
                house.die(deaths[house.tick])
        for _ in range(round(REST_S * FPS)):
            house.beat()

    in_a_loop(play)
    return house


def failures(house: House) -> tuple[object, ...]:
    """What flashed more than three times in a second."""
    return house.far_end.report().flashes.failures(3)


def blinking(
    loss: str,
    *,
    every: int,
    stalls: Stalls | None = None,
    raises: Container[int] = (),
    deaths: Mapping[int, int] | None = None,
) -> House:
    """Blink all lamps as fast as somebody asks for."""
    house, level = House(show_of(rig_of(loss)), raises=raises), 1.0
    stalls, deaths = stalls or {}, deaths or {}
    end = max([*stalls, *deaths, 64]) + 2.5 * FPS

    def deeds() -> Iterable[Intent]:
        nonlocal level
        if house.tick % every == 0:
            level = 1.0 - level
            yield Grab("tile", {"level": level}, who="wild")
            yield Grab("par", {"level": level}, who="wild")

    def play() -> None:
        while house.tick < end:
            house.beat(deeds(), stalls.get(house.tick + 1))
            if gap := deaths.get(house.tick):
                house.die(gap)

    in_a_loop(play)
    return house


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("gap", "every"), [(6, 1), (6, 3), (6, 5), (24, 3), (30, 3)])
def test_lamps_that_blink_as_fast_as_they_may_do_so_no_faster_round_a_stall(
    loss: str, where: Where, gap: int, every: int
) -> None:
    for tick in (49, 61):
        house = blinking(loss, every=every, stalls={tick: (where, gap)})
        assert failures(house) == (), f"stalled in tick {tick}"


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("gap", "every", "last", "raising"), [(6, 3, 60, 1), (6, 3, 54, 3), (6, 3, 60, 10)])
def test_what_is_held_after_a_gap_because_a_stage_raises_lights_no_lamp_that_went_black(
    loss: str, gap: int, every: int, last: int, raising: int
) -> None:
    first = last + gap + 1
    stalls: Stalls = {last + 1: ("before it is worked out", gap)}
    house = blinking(loss, every=every, raises=range(first, first + raising), stalls=stalls)
    assert failures(house) == ()


SLOW = st.lists(st.sampled_from([1, 1, 2, 3, 5, 8, 12, 20]), min_size=4, max_size=11)
SWIFT = st.integers(0, 60).map(lambda ticks: [0] * ticks)


def crawling(loss: str, takes: Iterable[int], *, every: int) -> House:
    """Blink all lamps in each ``every``-th frame, on a machine whose frames take so many ticks, 0 = none."""
    house, level, count = House(show_of(rig_of(f"black, dark_after: {loss}"))), 0.0, 0

    def deeds() -> Iterable[Intent]:
        nonlocal level, count
        count += 1
        if count % every == 0:
            level = 1.0 - level
            yield Grab("tile", {"level": level}, who="wild")
            yield Grab("par", {"level": level}, who="wild")

    def play() -> None:
        for ticks in (*takes, *(0,) * 2 * FPS):
            house.crawl(deeds(), ticks) if ticks else house.beat(deeds())

    in_a_loop(play)
    return house


@pytest.mark.parametrize(
    ("loss", "every", "takes"),
    [
        ("50ms", 3, (*[0] * 40, 12, 20, 1, 3, 20, 5, 1, 20, 1, 1, 1, 20, 5)),
        ("50ms", 2, (*[0] * 31, 1, 1, 1, 1, 8, 5, 1, 8, 3, 12, 5)),
        ("100ms", 3, (*[0] * 21, 3, 5, 12, 8, 12, 5, 1, 5, 5, 8, *[0] * 15, 8, 5, 8, 3, 20, 1, 8, 3)),
    ],
)
def test_a_machine_too_slow_for_its_show_lights_no_lamp_that_may_have_gone_black(
    loss: str, every: int, takes: tuple[int, ...]
) -> None:
    assert failures(crawling(loss, takes, every=every)) == ()


@pytest.mark.timeout(3600)
@evenings(8)
@given(
    loss=st.sampled_from(["0s", "50ms", "100ms", "200ms", "500ms"]),
    every=st.sampled_from([1, 2, 3, 5, 7]),
    stretches=st.lists(st.tuples(SWIFT, SLOW), min_size=1, max_size=3),
)
def test_nor_does_any_other(loss: str, every: int, stretches: list[tuple[list[int], list[int]]]) -> None:
    takes = [ticks for swift, slow in stretches for ticks in (*swift, *slow)]
    assert failures(crawling(loss, takes, every=every)) == ()
