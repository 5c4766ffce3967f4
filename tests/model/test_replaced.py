"""Facts with a few fields changed: the quick way gives what ``dataclasses.replace`` gives, for every kind of fact."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.replaced import replace
from controller.model.state import ListState, ShowState, Take, Transition

NAMES = [each.name for each in dataclasses.fields(ShowState)]


@dataclasses.dataclass(frozen=True)
class Loose:
    """A fact without slots."""

    one: int
    two: int


@dataclasses.dataclass(frozen=True, slots=True)
class Single:
    """A fact of one field, from which all fields at once are no tuple."""

    only: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Positive:
    """A fact that looks at itself when it is made."""

    one: int
    two: int

    def __post_init__(self) -> None:
        if self.one < 0:
            raise ValueError("below nothing")


@dataclasses.dataclass(frozen=True, slots=True)
class Longer(Take):
    """A fact that inherits its first slots."""

    more: int = 0


@given(st.dictionaries(st.sampled_from(NAMES), st.integers()))
def test_a_state_is_replaced_as_the_standard_library_does(changes: dict[str, Any]) -> None:
    state = ShowState(tick=3, lists=(ListState("main", (), "1", None, 0),), revision=9)
    before = dataclasses.replace(state)
    made = replace(state, **changes)
    assert made == dataclasses.replace(state, **changes)
    assert type(made) is ShowState
    assert state == before, "the one it was made from stays as it was"
    assert replace(state) is not state


def test_every_other_kind_of_fact_is_replaced_as_the_standard_library_does() -> None:
    assert replace(Loose(1, 2), two=5) == Loose(1, 5)
    assert replace(Single((1,)), only=(2, 3)) == Single((2, 3))
    assert replace(Longer("1", 4, more=2), go_tick=5) == Longer("1", 5, more=2)
    assert replace(Transition("1", 0, 3, 0), fade_ticks=0) == Transition("1", 0, 0, 0)
    with pytest.raises(ValueError, match="below nothing"):
        replace(Positive(1, 2), one=-1)


def test_a_fact_stays_frozen_and_hashed() -> None:
    made = replace(Take("1", 4), cue="2")
    assert hash(made) == hash(Take("2", 4))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.cue = "3"  # type: ignore[misc]


def test_a_field_that_is_not_there_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        replace(ShowState(tick=0, lists=()), tock=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        replace(3, real=1)  # type: ignore[type-var]
