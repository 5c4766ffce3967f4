"""Storms: several faults under one name, beside or after one another."""

from controller.model.fault import MOST_FAULTS
from controller.model.intent import Clear, Halt, Inject
from controller.show.director import KEPT_CLOSED
from tests.shows import FPS, WALL, Played

STORMY = WALL.replace(
    "recoveries:",
    """  gale:
    kind: storm
    for: 10s
    parts: [{fault: storm}, {fault: dark, at: 2s, every: 3s}]
  front: {kind: storm, for: 20s, order: serial, parts: [{fault: dark}, {fault: whole, at: 1s}]}
  dark: {kind: dead, zone: north, count: 4, amount: 100%, for: 1s}
recoveries:""",
)


def acting(played: Played) -> set[str]:
    return {fault.id for fault in played.state.faults}


def raging(name: str) -> Played:
    played = Played(STORMY)
    played.go()
    played.run(1)
    played.give(Inject(name))
    return played


def test_the_parts_of_a_storm_begin_at_their_times_again_and_again_until_it_ends() -> None:
    played = raging("gale")
    assert acting(played) == {"gale", "storm"}
    assert len(played.state.incidents) == 1
    begun = played.state.tick
    played.run(11)
    dark = [incident.opened_tick - begun for incident in played.state.incidents if incident.fault.id == "dark"]
    assert dark == [2 * FPS, 5 * FPS, 8 * FPS]
    assert acting(played) == set()


def test_a_serial_storm_begins_each_part_when_the_one_before_has_ended() -> None:
    played = raging("front")
    assert acting(played) == {"front", "dark"}
    played.run(1.5)
    assert acting(played) == {"front"}
    played.run(1)
    assert acting(played) == {"front", "whole"}


def test_ticks_that_are_skipped_move_no_part() -> None:
    smooth, late = raging("gale"), raging("gale")
    smooth.run(6)
    late.jump(6)
    opened = [[incident.opened_tick for incident in each.state.incidents] for each in (smooth, late)]
    assert opened[0] == opened[1]
    assert len(opened[0]) < KEPT_CLOSED


def test_halt_and_clear_end_a_storm_with_all_its_faults() -> None:
    for intent in (Halt(), Clear("gale")):
        played = raging("gale")
        played.run(2.5)
        played.give(intent)
        assert acting(played) == set()
        played.run(4)
        assert acting(played) == set()


MANY = WALL.replace(
    "recoveries:",
    "".join(f"  f{n}: {{kind: dead, zone: wall, count: 1}}\n" for n in range(17))
    + f"  all: {{kind: storm, parts: [{', '.join(f'{{fault: f{n}}}' for n in range(17))}]}}\n"
    + f"  soon: {{kind: storm, parts: [{', '.join(f'{{fault: f{n}, at: 1s}}' for n in range(17))}]}}\n"
    + "recoveries:",
)


def test_a_storm_never_lets_too_many_faults_act_at_once() -> None:
    played = Played(MANY)
    record = played.give(Inject("all"))
    assert not record.ok
    assert record.text.startswith("storm all begins with 17 faults and 0 act already; ")
    assert not played.state.faults
    played.give(Inject("soon"))
    played.run(1.5)
    assert len(played.state.faults) == MOST_FAULTS
    (told,) = (record.text for record in played.said("incident") if record.text.startswith("storm soon: "))
    assert told.endswith("; f8 does not begin: 16 faults act already; f9 does not begin: 16 faults act already")


def test_a_part_that_still_acts_when_it_is_due_again_is_no_news() -> None:
    played = Played(STORMY.replace("{fault: dark, at: 2s, every: 3s}", "{fault: whole, every: 500ms}"))
    played.give(Inject("gale"))
    played.run(5)
    assert not [record for record in played.said("incident") if record.text.startswith("storm gale")]
