"""The demo's evening from the first GO to good night, judged by what a visitor sees.

Times of the storm in the scenario file: injected at 50 s, approved at 54 s; hold to 54.4 s, embrace to 57.4 s, seam to
62.4 s, mend to 69.4 s.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from controller.model.units import parse_color
from controller.run.clock import SimulatedClock
from controller.run.headless.reading import check_scenario
from controller.run.headless.scenario import Deed, Scenario
from controller.run.headless.simulate import simulate
from controller.run.places import bundled_shows
from fixtures.decode_sacn import decode_sacn
from tests.fakes.evening import Evening, demo_show, is_gold, play_evening, scenario_of

SHOW = demo_show()
DISCOVERY = "239.255.250.214"
"""Where sACN sources tell which universes they feed: no light goes there."""
MOSAIC = SHOW.rig.zones["mosaic"]
GOLD = parse_color("gold")
STORM = ("{at: 10s, do: inject colour-storm}",)


def _written() -> Scenario:
    path: Path = bundled_shows()["neo_lumine"].with_name("neo_lumine.scenario.yaml")
    scenario, problems = check_scenario(path.read_text(encoding="utf-8"), file=path.name, show=SHOW)
    assert scenario is not None, [str(problem) for problem in problems]
    return scenario


@cache
def evening() -> Evening:
    """The evening of the scenario file."""
    return play_evening(SHOW, _written(), record=True)


@cache
def calm() -> Evening:
    """The same evening, but nothing breaks and nothing is judged."""
    deeds = (step for step in _written().steps if isinstance(step, Deed) and "colour-storm" not in step.words)
    return play_evening(SHOW, replace(_written(), steps=tuple(deeds)))


@cache
def short_calm() -> Evening:
    """Cue 4 from the first second on, and nothing happens."""
    return _short()


def _short(*steps: str, for_s: float = 35.0) -> Evening:
    return play_evening(SHOW, scenario_of(SHOW, "{at: 1s, do: goto 4}", *steps, for_s=for_s))


def _hurt(broken: Evening, whole: Evening, seconds: float) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Cells that look different in two evenings."""
    return np.flatnonzero(np.abs(broken.light(seconds) - whole.light(seconds)).max(axis=1) > 0.02)


def test_the_whole_evening_is_as_it_was_written() -> None:
    assert [finding.text for finding in evening().result.failures] == []
    assert len(evening().result.findings) > 30


def test_the_screen_tells_the_story_in_its_order() -> None:
    said = [texts["screen"] for texts in evening().texts]
    order = [text for text, before in zip(said, ["", *said], strict=False) if text and text != before]
    assert order == [
        "Neo-Lumine",
        "We grew these tiles from glass and light.",
        "One night they broke. We did not hide the cracks.",
        "Thank you. You are the gold.",
        "Good night.",
    ]


def test_the_storm_breaks_its_share_of_the_mosaic_and_nothing_else() -> None:
    hurt = _hurt(evening(), calm(), 53)
    assert 0.2 * len(MOSAIC) < len(hurt) <= 0.3 * len(MOSAIC) + 1
    assert set(hurt) <= set(MOSAIC)


def test_before_the_storm_nobody_knows_that_it_comes() -> None:
    for seconds in (5, 20, 45, 49.9):
        assert np.array_equal(evening().light(seconds), calm().light(seconds))


def test_the_embrace_makes_the_wound_larger_than_the_hold_left_it() -> None:
    wound = {t: np.abs(evening().light(t) - calm().light(t)).sum() for t in (54.3, 57.3)}
    assert wound[57.3] > 1.2 * wound[54.3]


def test_gold_runs_along_one_connected_line_over_whole_and_broken_tiles() -> None:
    assert not is_gold(evening().light(57.3, "mosaic"), GOLD).any()
    counts = [int(is_gold(evening().light(t, "mosaic"), GOLD).sum()) for t in (58.5, 60, 61.5, 62.35)]
    assert counts == sorted(counts)
    gold = set(MOSAIC[is_gold(evening().light(62.35, "mosaic"), GOLD)].tolist())
    assert len(gold) >= 20
    assert gold & set(_hurt(evening(), calm(), 53).tolist())
    assert gold - set(_hurt(evening(), calm(), 53).tolist())
    assert _is_connected(gold)


def _is_connected(tiles: set[int]) -> bool:
    """Whether tiles of the sixteen by sixteen form one piece, also over corners."""
    reached: set[int] = set()
    waiting = [min(tiles)]
    while waiting:
        tile = waiting.pop()
        reached.add(tile)
        row, column = divmod(tile, 16)
        around = {
            (row + down) * 16 + column + right
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if 0 <= column + right < 16
        }
        waiting += (around & tiles) - reached
    return reached == tiles


def test_the_mend_lands_on_the_present_cue_exactly() -> None:
    assert len(_hurt(evening(), calm(), 64)) > 0
    assert np.abs(evening().light(69.37) - calm().light(69.37)).max() < 0.01  # nothing jumps at the end
    for seconds in (69.5, 72, 80, 100, 149):
        assert np.array_equal(evening().light(seconds), calm().light(seconds))


def test_only_the_mosaic_is_touched_by_storm_and_mending() -> None:
    others = np.setdiff1d(np.arange(SHOW.rig.cell_count), MOSAIC)
    for stormy, whole in zip(evening().lights, calm().lights, strict=True):
        assert np.array_equal(stormy[others], whole[others])
    assert evening().texts == calm().texts


def test_nothing_flashes_more_than_three_times_a_second() -> None:
    report = evening().result.far_end.report()
    assert report.flashes.failures(3) == ()
    assert report.is_safe
    assert report.strays == 0


def test_no_packet_of_the_evening_was_malformed_or_lost_its_way() -> None:
    for node in evening().result.far_end.report().nodes.values():
        assert (node.malformed, node.unknown, node.stale) == (0, 0, 0)
        assert node.taken > 100


def test_the_same_evening_sends_the_same_bytes() -> None:
    again = simulate(SHOW, replace(_written(), for_s=64.0), record=True)
    first = [sent for sent in evening().result.sent if sent.tick <= 64 * SHOW.fps]
    assert len(first) > 3000
    assert list(again.sent[: len(first)]) == first


def test_a_go_in_the_middle_of_the_seam_is_where_the_mend_lands() -> None:
    go = "{at: 19s, do: go}"
    stormy = _short(*STORM, "{at: 12s, do: approve colour-storm}", go)
    whole = _short(go)
    assert stormy.result.failures == ()
    assert stormy.result.snapshot.lists[0].current == "5"
    assert len(_hurt(stormy, whole, 21)) > 0
    assert np.array_equal(stormy.light(27.5), whole.light(27.5))


def test_halt_before_approval_ends_the_storm_at_once() -> None:
    halted = _short(*STORM, "{at: 12s, do: halt}", "{at: 12s, expect: {incident: colour-storm, state: closed}}")
    assert halted.result.failures == ()
    assert len(_hurt(halted, short_calm(), 11.9)) > 0
    assert np.array_equal(halted.light(12.1), short_calm().light(12.1))


def test_halt_in_a_recovery_leaves_only_its_mend() -> None:
    halted = _short(
        *STORM,
        "{at: 12s, do: approve colour-storm}",
        "{at: 14s, do: halt}",
        "{at: 14s, expect: {fault: colour-storm, active: false}}",
        "{at: 14s, expect: {incident: colour-storm, state: mending, phase: mend}}",
        "{at: 21.2s, expect: {incident: colour-storm, state: closed}}",
    )
    assert halted.result.failures == ()
    before, after = halted.light(13.98, "mosaic"), halted.light(14.03, "mosaic")
    assert np.abs(after - before).max() < 0.1  # it does not jump
    assert not any(is_gold(light[MOSAIC], GOLD).any() for light in halted.lights)
    assert np.array_equal(halted.light(21.2), short_calm().light(21.2))


def test_a_dismissed_storm_is_over_without_a_recovery() -> None:
    dismissed = _short(
        *STORM,
        "{at: 12s, do: dismiss colour-storm}",
        "{at: 12s, expect: {incident: colour-storm, state: closed}}",
        "{at: 12s, expect: {fault: colour-storm, active: false}}",
        "{at: 13s, do: approve colour-storm, refused: true}",
    )
    assert dismissed.result.failures == ()
    assert np.array_equal(dismissed.light(12.1), short_calm().light(12.1))


def test_a_storm_that_nobody_answers_ends_by_its_time_limit() -> None:
    alone = _short(*STORM, "{at: 29.9s, expect: {fault: colour-storm, active: true}}", for_s=32)
    assert alone.result.failures == ()
    assert len(_hurt(alone, short_calm(), 29.9)) > 0
    assert np.array_equal(alone.light(30.1), short_calm().light(30.1))


def test_panic_fades_to_the_safe_look_and_a_second_one_is_there_at_once() -> None:
    slow = _short(*STORM, "{at: 12s, do: panic}", "{at: 13s, expect: {fault: colour-storm, active: false}}", for_s=16)
    fast = _short(*STORM, "{at: 12s, do: panic}", "{at: 12.5s, do: panic}", for_s=16)
    assert (slow.result.failures, fast.result.failures) == ((), ())
    safe = 0.3 * np.array(parse_color("warm-white"))
    assert np.abs(slow.light(14.1, "mosaic") - safe).max() < 0.01
    assert np.abs(slow.light(13, "mosaic") - safe).max() > 0.05
    assert np.abs(fast.light(12.55, "mosaic") - safe).max() < 0.01
    assert slow.texts[-1] == {"screen": ""}


def test_after_panic_go_brings_the_show_back() -> None:
    back = _short(
        "{at: 12s, do: panic}",
        "{at: 15s, do: go}",
        "{at: 22s, expect: {cue: 5}}",
        "{at: 22s, expect: {fixture: wash, color: warm-white, level: 60% +- 2%}}",
        for_s=23,
    )
    assert back.result.failures == ()


def test_blackout_works_in_the_middle_of_a_recovery_and_lifts_to_where_the_show_is_by_then() -> None:
    dark = _short(
        *STORM, "{at: 12s, do: approve colour-storm}", "{at: 15s, do: blackout on}", "{at: 29s, do: blackout off}"
    )
    assert dark.light(14.9).max() > 0.5
    assert dark.light(15.1).max() == 0
    assert dark.light(28.9).max() == 0
    assert np.array_equal(dark.light(29.1), short_calm().light(29.1))


def test_stopping_the_show_fades_it_out_and_ends_every_stream() -> None:
    show = scenario_of(SHOW, "{at: 1s, do: goto 4}", "{at: 10s, do: stop}", for_s=30)
    stopped = play_evening(SHOW, show, record=True)
    assert stopped.result.seconds == pytest.approx(12.0, abs=0.1)
    assert 0.3 < stopped.level(11, "mosaic") / stopped.level(9.9, "mosaic") < 0.7
    assert stopped.result.light.max() == 0
    sent = (each for each in stopped.result.sent if each.to[1] == 5568 and each.to[0] != DISCOVERY)
    packets = [decode_sacn(each.datagram) for each in sent]
    ended = [packet.universe for packet in packets if packet.terminated]
    assert sorted(ended) == sorted([1, 2] * 3)


def test_an_evening_on_a_slow_machine_ends_at_the_same_picture() -> None:
    class Stumbling(SimulatedClock):
        """A machine that is busy for half a second again and again."""

        async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:
            await super().wait_until(deadline, sharp=sharp)
            if int(deadline * 44) % 70 == 0:
                self.advance(0.5)

    scenario = scenario_of(
        SHOW,
        "{at: 1s, do: goto 3}",
        "{at: 10s, do: inject colour-storm}",
        "{at: 12s, do: approve colour-storm}",
        "{at: 28s, expect: {incident: colour-storm, state: closed}}",
        for_s=30,
    )
    prompt, late = play_evening(SHOW, scenario), play_evening(SHOW, scenario, clock=Stumbling())
    assert late.result.snapshot.engine.skipped > 200
    assert late.result.failures == ()
    assert late.result.snapshot.lists == prompt.result.snapshot.lists
    assert late.seconds[-1] == prompt.seconds[-1]
    assert np.array_equal(late.lights[-1], prompt.lights[-1])
