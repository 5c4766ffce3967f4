"""The demo on real sockets; the process of its Art-Net rig is killed, and another one takes its place."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

PATIENCE_S = 20


class Demo:
    """``kintsugi demo`` as a process, with its console on a free port."""

    def __init__(self, home: Path) -> None:
        self.environment = {**os.environ, "KINTSUGI_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        ports = ("--port", "0", "--fixtures-port", "0", "--osc-port", "0")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "controller", "demo", "--no-browser", *ports],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = "".join(self.process.stdout.readline() for _ in range(4))
        console = re.search(r"Console: (\S+)", said)
        stage = re.search(r"Simulated nodes stage: process (\d+)", said)
        assert console, said
        assert stage, said
        self.stage = int(stage[1])
        self.console = httpx.Client(base_url=console[1], timeout=PATIENCE_S)

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.console.get("/api/v1/state").json()
        return answer

    def wait_incident(self, state: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            found: list[dict[str, Any]] = self.state()["incidents"]
            if found and found[0]["state"] == state:
                return found[0]
            time.sleep(0.05)
        pytest.fail(f"no incident was ever {state}: {self.state()['incidents']}")

    def node(self, name: str) -> dict[str, Any]:
        return next(node for node in self.state()["nodes"] if node["id"] == name)

    def close(self) -> None:
        self.console.close()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            assert self.process.stdout is not None
            self.process.stdout.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    playing = Demo(tmp_path)
    try:
        yield playing
    finally:
        playing.close()


def test_a_killed_art_net_rig_is_found_silent_and_comes_home(demo: Demo) -> None:
    demo.console.post("/api/v1/intents", json={"kind": "goto", "cue": "4"}).raise_for_status()
    until = time.monotonic() + PATIENCE_S
    while demo.node("stage")["state"] != "ok" and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(demo.stage, signal.SIGKILL)

    incident = demo.wait_incident("recovering")
    assert (incident["kind"], incident["origin"], incident["recovery"]) == ("node-silent", "real", "ripple-home")
    assert demo.node("stage")["state"] == "silent"
    assert demo.node("wall")["state"] == "ok", "the other rig goes on"

    rig = [sys.executable, "-m", "controller", "rig", "neo_lumine", "--node", "stage"]
    with subprocess.Popen(rig, env=demo.environment, stdout=subprocess.DEVNULL) as again:
        demo.wait_incident("closed")
        assert demo.node("stage")["state"] in {"returned", "ok"}
        assert demo.state()["faults"] == []
        again.send_signal(signal.SIGINT)
