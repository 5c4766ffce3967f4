"""The process that compiles beside a show: it ends with whoever asked for it, whatever it is in the middle of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="numba is not installed: pip install 'kintsugi-show[fast]'")


def test_whoever_compiles_ends_with_the_engine_that_asked(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}  # nothing is kept there yet
    command = [sys.executable, "-m", "controller.run.compiling.process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(120) == 1
