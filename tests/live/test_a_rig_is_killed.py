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

import pytest

from tests.engine_process import PATIENCE_S, EngineProcess


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[EngineProcess]:
    with EngineProcess(Path("neo_lumine"), tmp_path, "--rig") as playing:
        yield playing


def wait_incident(demo: EngineProcess, state: str) -> dict[str, Any]:
    """Wait for the one of the silent rig; on a busy machine the engine may have been late before it."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = [incident for incident in demo.state()["incidents"] if incident["kind"] == "node-silent"]
        if found and found[0]["state"] == state:
            silent: dict[str, Any] = found[0]
            return silent
        time.sleep(0.05)
    pytest.fail(f"no incident was ever {state}: {demo.state()['incidents']}")


def health(demo: EngineProcess, node: str) -> str:
    return next(str(view["state"]) for view in demo.state()["nodes"] if view["id"] == node)


def test_a_killed_art_net_rig_is_found_silent_and_comes_home(demo: EngineProcess) -> None:
    demo.console.post("/api/v1/intents", json={"kind": "goto", "cue": "4"}).raise_for_status()
    stage = re.search(r"Simulated nodes stage: process (\d+)", demo.said)
    assert stage, demo.said
    until = time.monotonic() + PATIENCE_S
    while health(demo, "stage") != "ok" and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(int(stage[1]), signal.SIGKILL)

    incident = wait_incident(demo, "recovering")
    assert (incident["kind"], incident["origin"], incident["recovery"]) == ("node-silent", "real", "ripple-home")
    assert health(demo, "stage") == "silent"
    assert health(demo, "wall") == "ok", "the other rig goes on"

    rig = [sys.executable, "-m", "controller", "rig", "neo_lumine", "--node", "stage"]
    with subprocess.Popen(rig, stdout=subprocess.DEVNULL) as again:
        try:
            wait_incident(demo, "closed")
            assert health(demo, "stage") in {"returned", "ok"}
            assert [each for each in demo.state()["faults"] if each["kind"] != "engine-late"] == []  # busy machines
        finally:
            again.kill()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(PATIENCE_S) == 0
