"""The measuring receiver of the benches: it must not disturb what it measures."""

import os
import sys
from multiprocessing import Pipe
from threading import Thread

import pytest

from controller.run.bench.receiver import receive


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no SCHED_BATCH")
def test_a_receiver_pushes_no_sender_off_the_processor() -> None:
    ours, theirs = Pipe()
    policy = []

    def listen() -> None:
        receive(theirs, [("127.0.0.1", 0)])
        policy.append(os.sched_getscheduler(0))

    thread = Thread(target=listen)
    thread.start()
    assert ours.recv() == "ready"
    ours.send("end")
    assert ours.recv().shape == (0, 4)
    thread.join()
    assert policy == [os.SCHED_BATCH]
