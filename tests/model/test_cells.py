"""Sets of cells: within another, with one in common, joined."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from controller.model.cells import is_within, shares, union

SETS = st.sets(st.integers(0, 40), max_size=20)


@given(SETS, SETS, st.integers(0, 30), st.integers(0, 12))
def test_they_are_what_sets_are(one: set[int], other: set[int], first: int, length: int) -> None:
    run = set(range(first, first + length))
    for few, many in ((one, other), (run, other), (one, run), (one & other, other), (run & other, other)):
        here, there = np.array(sorted(few), np.intp), np.array(sorted(many), np.intp)
        assert is_within(here, there) == (few <= many)
        assert shares(here, there) == shares(there, here) == bool(few & many)
        assert union((here, there)).tolist() == sorted(few | many)
