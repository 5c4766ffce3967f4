"""``kintsugi run`` as a process of its own, on free ports: for tests that need a real engine at the other end."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

PATIENCE_S = 50


class EngineProcess:
    """One engine.

    Args:
        show: the show file it plays.
        folder: where its nights are kept.
        arguments: further words of the command line.
        split: True = engine and web server are processes of their own, as ``run`` does it unless asked otherwise.
        verb: how the show is begun: ``run`` or ``rehearse``.
        house: the command that begins it, instead of the product's own; empty = that.

    Attributes:
        process: to be signalled.
        console: talks to its HTTP API.
        night: where its log is kept.
        said: what it printed until it stood.
    """

    def __init__(
        self,
        show: Path,
        folder: Path,
        *arguments: str,
        split: bool = False,
        verb: str = "run",
        house: Sequence[str] = (),
    ) -> None:
        self._environment = {**os.environ, "KINTSUGI_HOME": str(folder / "home"), "PYTHONUNBUFFERED": "1"}
        ports = ("--port", "0", "--fixtures-port", "0", "--osc-port", "0")
        shape = () if split else ("--single-process",)
        self.process = subprocess.Popen(
            [sys.executable, "-m", *(house or ("controller", verb, str(show), *ports, *shape, *arguments))],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,  # what was read ahead, select would not see
        )
        self.said = ""
        self.console = httpx.Client(timeout=PATIENCE_S)
        self.night = folder

    def __enter__(self) -> Self:
        try:
            self.console.base_url = httpx.URL(self._wait_for(r"Console: (\S+)\s"))
            self.night = Path(self._wait_for(r"The night is kept in (\S+?)\.? "))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.console.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def state(self) -> dict[str, Any]:
        """Give the state; a web server that has just come back has none for a moment."""
        until = time.monotonic() + PATIENCE_S
        while (answer := self.console.get("/api/v1/state")).status_code != httpx.codes.OK:
            assert time.monotonic() < until, answer.text
            time.sleep(0.02)
        state: dict[str, Any] = answer.json()
        return state

    def _wait_for(self, pattern: str) -> str:
        """Read what it says until it says this."""
        assert self.process.stdout is not None
        until = time.monotonic() + PATIENCE_S
        while (found := re.search(pattern, self.said)) is None:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))
            line = self.process.stdout.readline().decode() if ready else ""
            if not line:
                pytest.fail(f"the engine never said {pattern!r}; it said: {self.said}")
            self.said += line
        return found[1]
