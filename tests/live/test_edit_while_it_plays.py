"""A show file is changed on disk while a real engine plays it on real sockets."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.engine_process import PATIENCE_S, EngineProcess
from tests.shows import CUES

PALER = CUES.replace("label: Red", "label: Rosy")


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a real engine; fail when it takes too long."""
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def test_a_changed_file_plays_and_a_bad_one_is_told(tmp_path: Path) -> None:
    show = tmp_path / "a.show.yaml"
    show.write_text(CUES)
    with EngineProcess(show, tmp_path) as engine:
        engine.console.post("/api/v1/intents", json={"kind": "go"})
        show.write_text(PALER)
        wait_until(lambda: "Rosy" in engine.console.get("/api/v1/show").text)
        state = engine.state()
        assert state["lists"][0]["current"] == "1"
        show.write_text(CUES.replace("fade: 2s", "faed: 2s"))
        wait_until(lambda: "did you mean 'fade'" in engine.console.get("/api/v1/state").text)
        assert "Rosy" in engine.console.get("/api/v1/show").text
        assert engine.state()["engine"]["stage_errors"] == 0
