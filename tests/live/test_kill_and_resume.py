"""The engine is killed in the middle of a fade and started again: it goes on where the night is by then."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from controller.run.journal import MARK_TICKS
from tests.engine_process import PATIENCE_S, EngineProcess
from tests.fakes.small_show import SMALL

pytestmark = pytest.mark.timeout(240)

FADE_S = 200.0
"""Longer than a busy machine takes to start an engine again."""
FPS = 60
LONG_FADE = SMALL.replace("fps: 20", f"fps: {FPS}").replace(
    "look: [warm, ways], fade: 1s", f"look: [warm, ways], fade: {FADE_S}s"
)


def engine_of(folder: Path) -> EngineProcess:
    return EngineProcess(folder / "long.show.yaml", folder)


def injected(state: dict[str, Any]) -> list[str]:  # Any: JSON
    """Name what is broken on purpose; on a busy machine the engine may be late, and that is real."""
    return [fault["id"] for fault in state["faults"] if fault["origin"] == "injected"]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "long.show.yaml").write_text(LONG_FADE)
    return tmp_path


def test_a_killed_engine_resumes_the_same_cue_at_the_same_phase_and_its_log_paints_the_same_bytes(folder: Path) -> None:
    with engine_of(folder) as first:
        go = first.console.post("/api/v1/intents", json={"kind": "go"}).json()
        assert go["ok"]
        first.console.post("/api/v1/intents", json={"kind": "inject", "fault": "tint"})
        time.sleep(1.5)
        before = first.state()
        killed_at = time.monotonic()
        first.process.send_signal(signal.SIGKILL)
        first.process.wait(PATIENCE_S)

    with engine_of(folder) as second:
        after = second.state()
        asked_at = time.monotonic()
        assert second.night == first.night
        assert "(resumed)" in second.said
        assert after["night"] == before["night"]

        # the same cue, and as far as the time of the night says: the fade went on while nobody painted it
        cue_before, cue_after = before["lists"][0], after["lists"][0]
        assert (cue_after["current"], cue_after["standby"], cue_after["phase"]) == ("1", "2", "fading")
        assert cue_after["progress"] == pytest.approx((after["tick"] - go["tick"]) / (FADE_S * FPS), abs=1e-6)
        assert cue_after["progress"] > cue_before["progress"]
        assert after["seconds"] - before["seconds"] == pytest.approx(asked_at - killed_at, abs=1.0)

        # what was broken on purpose is over, and the log says why
        assert injected(before) == ["tint"]
        assert injected(after) == []
        assert any(record["what"] == "resumed" for record in after["log"])

        # OSC, WebSocket and console stand again, and the show goes on
        marked = (after["tick"] // MARK_TICKS + 1) * MARK_TICKS
        while second.state()["tick"] < marked + FPS:
            time.sleep(0.1)
        asked_at = time.monotonic()
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(PATIENCE_S) == 0
        assert time.monotonic() - asked_at < 8  # three on a machine that is not busy with others

    ended = subprocess.run(
        [sys.executable, "-m", "controller", "replay", str(first.night)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.search(r"all [1-9]\d* checksums are the same", ended.stdout), ended.stdout


def test_a_start_that_fails_leaves_the_unfinished_night_to_be_resumed(folder: Path) -> None:
    with engine_of(folder) as first:
        first.console.post("/api/v1/intents", json={"kind": "go"}).raise_for_status()
        first.process.kill()
        first.process.wait(PATIENCE_S)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wrong = (("--osc-peer", "10.0.0.300"), ("--port", str(taken.getsockname()[1])), ("--port", "99999"))
        for words in wrong:
            command = [sys.executable, "-m", "controller", "run", str(folder / "long.show.yaml"), "--osc-port", "0"]
            environment = {**os.environ, "KINTSUGI_HOME": str(folder / "home")}
            failed = subprocess.run(
                [*command, "--fixtures-port", "0", *words],
                env=environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )
            assert failed.returncode in {1, 2}
            assert "Traceback" not in failed.stderr
    with engine_of(folder) as again:
        assert again.night == first.night
        assert again.state()["lists"][0]["current"] == "1"


def test_a_night_that_ended_well_is_not_resumed(folder: Path) -> None:
    with engine_of(folder) as first:
        first.process.send_signal(signal.SIGINT)
        assert first.process.wait(PATIENCE_S) == 0
    with engine_of(folder) as second:
        assert second.night != first.night
        assert second.state()["lists"][0]["current"] is None
