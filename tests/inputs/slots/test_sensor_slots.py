"""A sensor that is heard by a slot: it speaks with every frame, and its range lies over 0 to 255."""

from controller.inputs.actions import intent_of
from controller.inputs.slots.bound import BoundSlots
from controller.model.binding import ReadSensor
from controller.model.facts import Sense
from tests.fakes.seam import SNAPSHOT

HEAT = ReadSensor("heat", -10.0, 50.0)


def test_a_slot_stands_for_the_whole_range_of_its_sensor() -> None:
    said = [intent_of(HEAT, SNAPSHOT, level) for level in (0.0, 0.5, 1.0)]
    assert said == [Sense("heat", -10.0), Sense("heat", 15.0), Sense("heat", 40.0)]


def test_a_sensor_speaks_with_every_frame_also_the_first_and_the_same_again() -> None:
    slots = BoundSlots({(1, 5): HEAT})
    levels = [moved.level for _ in range(3) for moved in slots.moved(1, lambda _: 51)]
    assert levels == [0.2, 0.2, 0.2]


def test_a_console_that_only_falls_silent_says_nothing() -> None:
    slots = BoundSlots({(1, 5): HEAT})
    assert slots.moved(1, lambda _: 51, is_heard=False) == []
