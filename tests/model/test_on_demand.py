"""Sequences whose entries are made on demand are what the tuple of all of them would be."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from controller.model.on_demand import OnDemand
from controller.model.outline import Many


@dataclass(frozen=True)
class Told:
    numbers: Many[int]


def squares(count: int) -> OnDemand[int]:
    return OnDemand(count, lambda begin, end: tuple(number * number for number in range(begin, end)))


@given(st.integers(0, 2500), st.slices(60))
def test_it_is_the_tuple_of_what_it_makes(count: int, part: slice) -> None:
    made, whole = squares(count), tuple(number * number for number in range(count))
    assert (tuple(made), len(made), made[part]) == (whole, count, whole[part])
    assert made == whole
    assert whole == made
    assert made != (*whole, 1)
    assert not count or made[-1] == whole[-1]


def test_it_travels_as_a_tuple_does() -> None:
    written = TypeAdapter(Told)
    assert written.dump_json(Told(squares(3))) == written.dump_json(Told((0, 1, 4))) == b'{"numbers":[0,1,4]}'
    assert written.validate_json(b'{"numbers":[0,1,4]}').numbers == (0, 1, 4)
