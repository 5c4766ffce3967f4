"""The stage loses its power in the middle of the evening. Nobody tells the engine."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import Result, simulate
from fixtures.far_end import FarEnd
from fixtures.lamp import Light
from tests.fakes.evening import demo_show

KILLED_S, REVIVED_S, OVER_S = 9.0, 16.0, 23.0
STORY = "  - {at: 0.5s, do: goto 4}\n"
DEATH = f"  - {{at: {KILLED_S}s, do: kill stage}}\n  - {{at: {REVIVED_S}s, do: revive stage}}\n"
GO = "  - {at: 13s, do: goto 5}\n"
DIES_IN_A_FADE = DEATH.replace("\n", f"\n{GO}", 1)


@dataclass(frozen=True, eq=False, slots=True)
class Watched:
    """An evening and what was seen in it: (seconds, light) after every tick."""

    result: Result
    seen: list[tuple[float, Light]] = field(default_factory=list)

    def at(self, seconds: float) -> Light:
        return next(light for t, light in self.seen if t >= seconds)

    def packets(self, host: str, *, start_s: float, end_s: float) -> list[bytes]:
        fps = demo_show().fps
        return [
            packet.datagram
            for packet in self.result.sent
            if packet.to[0].startswith(host) and start_s * fps <= packet.tick < end_s * fps
        ]


@cache
def evening(*steps: str) -> Watched:
    show = demo_show()
    script = f"scenario: a node dies\nfor: {OVER_S}s\nsteps:\n" + "".join(steps)
    scenario, problems = check_scenario(script, file="story", show=show)
    assert scenario is not None, problems
    seen: list[tuple[float, Light]] = []

    def watch(t: float, far_end: FarEnd) -> None:
        seen.append((t, far_end.light()))

    return Watched(simulate(show, scenario, record=True, watch=watch), seen)


def cells(zone: str) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    return demo_show().rig.zones[zone]


def wash() -> list[int]:
    return [f.first_cell for f in demo_show().rig.fixtures if f.group == "wash"]


def test_the_incident_appears_by_itself_within_three_and_a_half_seconds() -> None:
    log = evening(STORY, DEATH).result.snapshot.log
    told = next(record for record in log if "stage is silent" in record.text)
    assert KILLED_S < told.tick / demo_show().fps < KILLED_S + 3.5
    assert told.text == "node stage is silent: incident i1; ripple-home recovering"


def test_the_wall_carries_the_light_of_the_stage_while_it_is_gone() -> None:
    dead, alive = evening(STORY, DEATH), evening(STORY)
    mosaic = cells("mosaic")
    carried = np.abs(dead.at(REVIVED_S - 0.5)[mosaic] - alive.at(REVIVED_S - 0.5)[mosaic]).max(axis=1)
    lowest, highest = carried[-16:], carried[:16]
    assert lowest.mean() > 0.1
    assert lowest.mean() > 3 * highest.mean(), "the row next to the stage most of all"
    assert dead.at(REVIVED_S - 0.5)[wash()].max() == 0


def test_the_node_is_fully_lit_within_a_second_of_its_return() -> None:
    dead, alive = evening(STORY, DEATH), evening(STORY)
    lit = next(t for t, light in dead.seen if t > REVIVED_S and light[wash()].max() > 0)
    assert lit < REVIVED_S + 1
    np.testing.assert_allclose(dead.at(REVIVED_S + 1)[wash()], alive.at(REVIVED_S + 1)[wash()], atol=1 / 255)


def test_the_picture_lands_on_the_present_cue() -> None:
    np.testing.assert_array_equal(evening(STORY, DEATH).seen[-1][1], evening(STORY).seen[-1][1])


def test_a_cue_that_went_meanwhile_is_what_the_picture_lands_on() -> None:
    np.testing.assert_array_equal(evening(STORY, DIES_IN_A_FADE).seen[-1][1], evening(STORY, GO).seen[-1][1])


def test_the_other_nodes_miss_nothing_when_it_dies() -> None:
    dead, alive = evening(STORY, DEATH), evening(STORY)
    for host in ("239.", "127.0.1.3", "ws:screen"):
        unnoticed = dead.packets(host, start_s=KILLED_S, end_s=KILLED_S + 1.5)
        assert unnoticed == alive.packets(host, start_s=KILLED_S, end_s=KILLED_S + 1.5)
        assert unnoticed
    wall = [len(each.packets("239.", start_s=KILLED_S, end_s=OVER_S)) for each in (dead, alive)]
    assert wall[0] >= wall[1], "not even while it carries the light of another"


def test_a_node_that_dies_while_it_is_cut_off_on_purpose_is_found_when_that_is_over() -> None:
    cut = "  - {at: 2s, do: inject lost-stage}\n  - {at: 6s, do: kill stage}\n  - {at: 9s, do: clear lost-stage}\n"
    snapshot = evening(STORY, cut).result.snapshot
    kinds = [(incident.kind, incident.origin, incident.state.value) for incident in snapshot.incidents]
    assert kinds == [("node-silent", "real", "recovering"), ("blackhole", "injected", "closed")]


def test_a_node_that_was_only_cut_off_is_no_trouble_afterwards() -> None:
    cut = "  - {at: 2s, do: inject lost-stage}\n  - {at: 9s, do: clear lost-stage}\n"
    snapshot = evening(STORY, cut).result.snapshot
    assert [(incident.kind, incident.state.value) for incident in snapshot.incidents] == [("blackhole", "closed")]


def test_nobody_is_harmed() -> None:
    assert evening(STORY, DEATH).result.flashes <= 3
