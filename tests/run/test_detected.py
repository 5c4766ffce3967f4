"""What the engine sees of itself and of its fixtures becomes an incident, and closes when its cause has ended."""

from controller.frame.pipeline import Painter
from controller.model.incident import Incident
from controller.model.intent import Go, Goto, Inject
from controller.run.engine import Engine, Position
from controller.run.loop import Beat
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from tests.fakes.silent_output import SilentOutput
from tests.shows import show_of

FPS = 40
SHOW = """
show: {name: Detected, fps: 40, seed: 7}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  desk: {protocol: websocket}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [4, 4]}, at: lamps 1/1}
  screen: {profile: generic/projector, count: 2, at: desk}
zones: {wall: tile, pictures: screen}
cues:
  - {cue: 1, look: {wall: {color: white, level: 90%}, screen: {level: 80%}}, fade: 0s}
  - {cue: 2, look: {wall: {level: 0%}}, fade: 0s}
faults:
  bad-cable: {kind: loss, node: desk, amount: 100%, for: 20s}
  sparks: {kind: flicker, zone: wall, share: 100%, amount: 100%, for: 8s}
recoveries:
  calm:
    when: {kind: [engine-late, guard-saturated, fixture-unconfirmed]}
    mode: auto
    phases: [{breathe: 1s}, {mend: 1s}]
policy: {go_lockout: 0s}
"""


class House:
    """An engine whose fixtures and whose own time can be in trouble."""

    def __init__(self) -> None:
        show = show_of(SHOW)
        self.output = SilentOutput()
        start: Position = beginning(show, Painter(show))
        self.engine = Engine(
            show, night="test", output=self.output, journal=None, start=start, refusals=Refusals()
        )  # fmt: skip

    def run(self, seconds: float, *, late_every: int = 0) -> None:
        end = self.engine.state.tick + round(seconds * FPS)
        while self.engine.state.tick < end:
            tick = self.engine.state.tick + 1
            self.engine.step(Beat(tick, 0, 0.0, is_late=bool(late_every) and tick % late_every == 0))

    def give(self, intent: Go | Inject) -> None:
        self.engine.put(intent, source="test", role="operator")
        self.run(0.5)

    @property
    def incidents(self) -> list[Incident]:
        return list(self.engine.state.incidents)

    def told(self) -> list[str]:
        return [record.text for record in self.engine.snapshot().log]


def test_an_engine_that_is_late_opens_an_incident_and_closes_it_when_it_keeps_time_again() -> None:
    house = House()
    house.give(Go())
    house.run(6, late_every=4)
    assert [(each.kind.value, each.state.value) for each in house.incidents] == [("engine-late", "recovering")]
    house.run(7)
    assert house.incidents[0].state == "closed"
    assert "20 of the last 200 ticks were late or skipped: incident i1; calm recovering" in house.told()
    assert "the engine keeps its time again" in house.told()


def test_a_fixture_that_confirms_nothing_opens_an_incident_at_its_cells_alone() -> None:
    house = House()
    house.give(Go())
    house.output.unconfirmed_fixtures = frozenset({"screen-2"})
    house.run(1)
    (incident,) = house.incidents
    assert (incident.fault.id, incident.state) == ("unconfirmed:screen-2", "recovering")
    house.output.unconfirmed_fixtures = frozenset()
    house.run(2.5)
    assert house.incidents[0].state == "closed"


def test_when_the_whole_node_falls_silent_its_fixture_is_part_of_that() -> None:
    house = House()
    house.output.unconfirmed_fixtures = frozenset({"screen-2"})
    house.run(1)
    house.output.unconfirmed_fixtures, house.output.silent_nodes = frozenset(), frozenset({"desk"})
    house.run(2.5)
    assert [(each.fault.id, each.state.value) for each in house.incidents] == [
        ("unconfirmed:screen-2", "closed"), ("silent:desk", "detected")
    ]  # fmt: skip


def test_a_fixture_whose_way_was_broken_on_purpose_joins_that_incident() -> None:
    house = House()
    house.give(Inject("bad-cable"))
    house.output.unconfirmed_fixtures = frozenset({"screen-2"})
    house.run(1)
    assert [each.fault.id for each in house.incidents] == ["bad-cable"]
    assert "screen-2 confirms nothing: part of incident i1" in house.told()


def test_a_guard_that_never_rests_opens_an_incident_and_one_that_a_fault_keeps_busy_joins_it() -> None:
    house = House()
    for beat in range(60):
        house.engine.put(Goto(str(1 + beat % 2)), source="test", role="operator")
        house.run(0.1)
    first = house.incidents[0]
    assert {fault.id for fault in first.faults} == {"saturated:wall", "saturated:pictures"}, "one place, one time"
    house.run(6)
    assert house.engine.state.faults == ()
    other = House()
    other.give(Go())
    other.give(Inject("sparks"))
    other.run(6)
    assert [each.fault.id for each in other.incidents] == ["sparks"]
