"""The process that compiles beside a show stands back before it does anything else."""

import os
import subprocess
import sys

import pytest

LOOK = """
import os, runpy, sys
from pathlib import Path
class Looking:
    def find_spec(self, name, *_):
        if name == "controller.run.compiling.forms":
            print(Path("/proc/self/oom_score_adj").read_text().strip(), os.sched_getscheduler(0), os.nice(0))
            sys.stdout.flush()
            os._exit(0)
sys.meta_path.insert(0, Looking())
runpy.run_module("controller.run.compiling.process", run_name="__main__")
"""
FIRST_TO_GO = "1000"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked")
def test_it_wants_little_and_would_be_the_first_to_go_before_it_loads_what_it_compiles() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOOK],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        score, policy, nice = process.stdout.read().split()
    assert score == FIRST_TO_GO
    assert int(nice) >= 10
    if len(os.sched_getaffinity(0)) > 1:
        assert int(policy) == os.SCHED_IDLE
