"""What must hold whatever the show does: egress lights stay, blackout comes at once, the house's limits are kept."""

import numpy as np

from controller.model.show import Show
from tests.fakes.evening import play_evening, scenario_of
from tests.fakes.small_show import SMALL, small_show

SHOW = small_show()
EXIT = slice(4, 6)


def test_blackout_leaves_the_egress_lights_and_nothing_else() -> None:
    evening = play_evening(
        SHOW, scenario_of(SHOW, "{at: 1s, do: go}", "{at: 3s, do: blackout}", "{at: 4s, do: blackout}", for_s=5)
    )
    lit = evening.light(3.05).max(axis=1)
    assert np.flatnonzero(lit).tolist() == [4, 5]
    assert np.array_equal(evening.light(3.05)[EXIT], evening.light(2.9)[EXIT])
    assert np.array_equal(evening.light(4.05), evening.light(2.9))


def test_the_grand_master_leaves_the_egress_lights() -> None:
    evening = play_evening(SHOW, scenario_of(SHOW, "{at: 1s, do: go}", "{at: 3s, do: grandmaster 0%}", for_s=4))
    assert np.flatnonzero(evening.light(3.5).max(axis=1)).tolist() == [4, 5]


def test_panic_leaves_the_egress_lights() -> None:
    evening = play_evening(SHOW, scenario_of(SHOW, "{at: 1s, do: go}", "{at: 3s, do: panic}", for_s=5))
    assert np.array_equal(evening.light(4.5)[EXIT], evening.light(2.9)[EXIT])


def test_someone_who_hammers_blackout_makes_no_more_than_three_flashes_a_second() -> None:
    presses = [f"{{at: {3 + step * 0.1:.1f}s, do: blackout}}" for step in range(40)]
    evening = play_evening(SHOW, scenario_of(SHOW, "{at: 1s, do: go}", *presses, for_s=8))
    assert evening.result.failures == ()
    assert evening.result.flashes > 1
    assert evening.result.snapshot.blackout is False
    assert any("guard" in record.text for record in evening.result.snapshot.log)


def test_a_show_that_blinks_by_itself_is_held_back() -> None:
    flicker = SMALL[: SMALL.index("cues:")] + _blinking_cues() + SMALL[SMALL.index("panic:") :]
    show: Show = small_show(flicker)
    evening = play_evening(show, scenario_of(show, "{at: 1s, do: go}", for_s=6))
    assert evening.result.safety.held, evening.result.safety.text
    assert evening.result.snapshot.engine.stage_errors == 0


def _blinking_cues() -> str:
    """Twenty cues that follow each other ten times a second, bright and dark in turn."""
    looks = ("{par: {color: white, level: 100%}}", "{par: {level: 0%}}")
    follow = ", follow: 100ms"
    cues = [f"  - {{cue: {n}, look: {looks[n % 2]}, fade: 0s{follow if n < 20 else ''}}}" for n in range(1, 21)]
    return "\n".join(["cues:", *cues, ""])


def test_a_long_fade_on_exit_is_dark_when_the_show_must_end() -> None:
    show = small_show(SMALL.replace("on_exit: fade 1s", "on_exit: fade 30s"))
    evening = play_evening(show, scenario_of(show, "{at: 1s, do: go}", "{at: 3s, do: stop}", for_s=60))
    assert evening.result.seconds < 6
    assert np.flatnonzero(evening.result.light.max(axis=1)).tolist() == [4, 5]
