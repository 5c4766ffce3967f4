"""The compiled passes give the bytes of those in numpy."""

import numpy as np
import pytest

from controller.frame.guard import Guard
from controller.frame.guard.kernels import WORTH, load_kernels
from tests.frame.adversaries import ADVERSARIES, SHOW, SHUTTER

KERNELS = load_kernels(WORTH)
pytestmark = pytest.mark.skipif(KERNELS is None, reason="numba is not installed: pip install 'kintsugi-show[fast]'")


@pytest.mark.parametrize("name", ADVERSARIES)
def test_compiled_and_plain_guards_remember_and_send_the_same(name: str) -> None:
    plain, compiled = Guard(SHOW), Guard(SHOW)
    compiled._use(KERNELS)
    first, second = plain.fresh_memory(), compiled.fresh_memory()
    drives = ADVERSARIES[name](np.random.default_rng(11), 120)
    for tick, drive in enumerate(drives, start=1):
        drive[SHUTTER] = 1
        one, other = plain.limit(drive, first, tick), compiled.limit(drive, second, tick)
        assert np.array_equal(one.levels, other.levels)
        assert one.held == other.held
    arrays = second.to_arrays()
    for field, array in first.to_arrays().items():
        if field != "ends":
            assert np.array_equal(array, arrays[field], equal_nan=array.dtype.kind == "f"), field
    used = first.counted
    assert np.array_equal(first.ends[used], second.ends[used])


def test_small_rigs_do_not_wait_for_a_compiler() -> None:
    assert load_kernels(WORTH - 1) is None
