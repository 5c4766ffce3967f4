"""The guard across a live reload that gives lamps another kind: their levels do not carry over, what was seen does."""

from itertools import count, cycle

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.frame.carry import Carry
from controller.frame.columns import of_role
from controller.frame.guard import Guard, Held
from controller.model.intent import Go, Inject
from controller.model.show import Show
from fixtures.flash_report import FlashReport, Place
from fixtures.observer import Observer
from fixtures.profile import Role
from tests.shows import WALL, Played, cell_of, show_of

KINDS = ("rgb", "rgb-dimmer", "rgbw", "dimmer")
"""Four channels a cell, three or one; lamps with white may give more than full light: they need a wider memory."""
SHOWS = {
    kind: show_of(f"""
show: {{name: Row, fps: 44}}
nodes: {{row: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{lamp: {{profile: generic/{kind}, count: 6, at: row 1/1}}}}
zones: {{left: lamp 1-3}}
""")
    for kind in KINDS
}
GUARDS = {kind: Guard(show) for kind, show in SHOWS.items()}
CELLS = 6


def drive(kind: str, levels: NDArray[np.float64]) -> NDArray[np.float32]:
    """Light each lamp so much: float64 [cells]."""
    patch = SHOWS[kind].patch
    channels = levels[patch.channel_cell].astype(np.float32)
    if kind == "rgbw":
        channels[3::4] = 0  # what is above full light no screen shows, and so the observer could not judge it
    if kind == "rgb-dimmer":
        dimmers = of_role(patch, Role.INTENSITY)
        dimmed = channels[dimmers]
        channels[:] = 1
        channels[dimmers] = dimmed
    return channels


def played(levels: NDArray[np.float64], reloads: NDArray[np.bool_]) -> tuple[FlashReport, list[Held]]:
    """Play levels [frames, cells], with a reload before some of the frames; judge what was seen."""
    everyone = tuple(range(CELLS))
    places = [Place("fixture", str(cell), (cell,)) for cell in everyone]
    observer = Observer([*places, Place("zone", "left", (0, 1, 2)), Place("whole", "", everyone)], is_closed=True)
    kinds, kind = cycle(KINDS[1:] + KINDS[:1]), KINDS[0]
    memory, held = GUARDS[kind].fresh_memory(), []
    for tick, wanted, is_reload in zip(count(1), levels, reloads, strict=False):
        if is_reload:
            before, kind = kind, next(kinds)
            memory = Carry((SHOWS[before], GUARDS[before]), (SHOWS[kind], GUARDS[kind])).memory(memory)
        guarded = GUARDS[kind].limit(drive(kind, wanted), memory, tick)
        observer.see(tick / 44, guarded.light.T)
        held.append(guarded.held)
    return observer.report(), held


@pytest.mark.parametrize("seed", range(3))
def test_no_flash_gets_through_because_lamps_became_another_kind(seed: int) -> None:
    draw, frames = np.random.default_rng(seed), 400
    wanted = draw.choice([0, 0.3, 1.0], (frames, CELLS))
    wanted[draw.random(frames) < 0.5] = draw.choice([0.0, 1.0])  # often all of them at once
    lasting = np.repeat(wanted, draw.integers(1, 12, frames), axis=0)[:frames]
    report, held = played(lasting, draw.random(frames) < 0.06)
    assert report.failures(3) == ()
    assert report.long_runs() == ()
    assert any(each.cells for each in held)


def test_harmless_light_is_not_held_because_lamps_became_another_kind() -> None:
    ticks = np.arange(900)
    snaps, wave = (ticks // 88 % 2).astype(np.float64), 0.5 - 0.5 * np.cos(2 * np.pi * ticks / 66)
    levels = np.where(ticks < 450, snaps, wave)
    _, held = played(np.repeat(levels[:, None], CELLS, axis=1), ticks % 61 == 60)
    assert not any(each.cells for each in held)


def row_with(spot: str) -> Show:
    """A row of lamps, and one more fixture, by name, kind and slot."""
    return show_of(f"""
show: {{name: Row, fps: 44}}
nodes: {{row: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{lamp: {{profile: generic/rgb, count: 20, at: row 1/1}}, {spot}}}
""")


SPOT = "spot: {profile: generic/rgb, at: row 1/101}"


def test_a_fixture_that_is_given_another_name_again_and_again_does_not_flash_more_for_it() -> None:
    shows = [row_with(SPOT), row_with(SPOT.replace("spot", "beam"))]
    guards = [Guard(show) for show in shows]
    observer = Observer([Place("fixture", "spot", (20,))], is_closed=True)
    memory = guards[0].fresh_memory()
    for tick in range(1, 200):
        at = tick // 11 % 2
        if tick % 11 == 0:
            memory = Carry((shows[1 - at], guards[1 - at]), (shows[at], guards[at])).memory(memory)
        levels = np.append(np.full(60, 0.5), np.full(3, tick // 2 % 2)).astype(np.float32)
        observer.see(tick / 44, guards[at].limit(levels, memory, tick).light.T)
    assert observer.report().failures(3) == ()


@pytest.mark.parametrize(
    ("spot", "is_known"),
    [
        (SPOT.replace("spot", "beam"), True),
        (SPOT.replace("spot", "beam").replace("101", "201"), False),
        (SPOT.replace("spot", "beam").replace("rgb", "rgbw"), False),
        (f"{SPOT.replace('101', '201')}, {SPOT.replace('spot', 'beam')}", False),  # the spot is still there
    ],
)
def test_a_fixture_with_a_new_name_is_known_by_its_address_if_it_is_of_the_kind_that_stood_there(
    spot: str, *, is_known: bool
) -> None:
    old, new = row_with(SPOT), row_with(spot)
    guards = Guard(old), Guard(new)
    memory = guards[0].fresh_memory()
    guards[0].limit(np.full(63, 0.5, np.float32), memory, 1)
    after = Carry((old, guards[0]), (new, guards[1])).memory(memory)
    (beam,) = (index for index, fixture in enumerate(new.rig.fixtures) if fixture.id == "beam")
    assert bool(after.levels[new.patch.channel_fixture == beam].any()) == is_known
    assert after.levels[:60].all()


STILL = WALL.replace(
    "recoveries:", "  still: {kind: freeze, zone: REACH, share: 100%, amount: 1.0, for: 60s}\nrecoveries:"
)


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (("name: Small", "name: Smaller"), True),
        (("tile: {profile", "lamp: {profile: generic/rgb, count: 3, at: lamps 1/401}\n  tile: {profile"), True),
        (("zone: north, share", "zone: wall, share"), False),
    ],
)
def test_a_frozen_wall_stays_as_it_is_when_the_show_is_saved_anew(change: tuple[str, str], *, stays: bool) -> None:
    text = STILL.replace("REACH", "north")
    played = Played(text)
    played.go()
    played.run(2)
    played.give(Inject("still"))
    played.give(Go())
    played.run(5)
    before = played.light[:32].copy()
    assert np.abs(played.light[40] - before[0]).max() > 0.1
    assert played.reload(text.replace(*change)).ok
    played.run(1)
    tile = cell_of(played.show, "tile-1")
    assert np.allclose(played.light[tile : tile + 32], before, atol=1 / 255) == stays
