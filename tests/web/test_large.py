"""What goes over all of a large rig is done beside the loop, so that whoever else asks is answered meanwhile."""

import threading
from dataclasses import replace

import pytest

from controller.model.on_demand import OnDemand
from controller.web.large import LARGE, at_leisure
from tests.fakes.seam import OUTLINE


@pytest.mark.parametrize(("cells", "is_beside"), [(LARGE, False), (LARGE + 1, True)])
async def test_a_thread_does_it_where_the_rig_is_large(cells: int, *, is_beside: bool) -> None:
    still = replace(OUTLINE, positions=OnDemand(cells, lambda begin, end: ((0.0, 0.0, 0.0),) * (end - begin)))
    done_in = await at_leisure(still, threading.current_thread)
    assert (done_in is not threading.current_thread()) is is_beside
