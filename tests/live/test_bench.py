"""Every bench runs for a moment on the real wire and says something true. Nothing is judged by its speed here."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.run.bench.growth import measure_growth
from controller.run.bench.stand import FPS
from controller.run.processes.priority import may_take_priority

FRAME_MS = 1000 / FPS
pytestmark = pytest.mark.timeout(240)


def bench(tmp_path: Path, *words: str) -> Any:  # Any: parsed JSON
    file = tmp_path / "found.json"
    told = CliRunner().invoke(build_app(), ["bench", *words, "--json", str(file)])
    assert told.exit_code == 0, told.output
    return json.loads(file.read_text(encoding="utf-8"))["found"]


def test_line_rate_counts_what_was_sent_and_what_arrived(tmp_path: Path) -> None:
    rates, peers = bench(tmp_path, "line-rate", "--universes", "2", "--seconds", "1", "--no-peers")
    (rate,) = rates
    assert peers == []
    assert rate["universes"] == 2
    assert rate["packets"] > 0
    assert rate["lost"] <= 1  # what names our universes goes to a group of its own
    assert {"on_time", "cpu_share", "packets_per_cpu_second", "lateness_ms"} <= set(rate)
    assert {stage["stage"] for stage in rate["stages"]} >= {"playback", "guard", "send"}


def test_latency_sees_go_faults_and_halt_change_the_light(tmp_path: Path) -> None:
    found = bench(tmp_path, "latency", "--count", "3", "--port", "5599")
    ways = [(wish, message) for wish in (False, True) for message in ("go", "inject", "halt")]
    assert [(each["immediate"], each["message"]) for each in found] == ways
    assert [(each["count"], each["missed"]) for each in found] == [(3, 0)] * 6
    assert all(each["p50_ms"] > 0 for each in found)
    assert [each["most_ticks"] is None for each in found] == [True, True, False] * 2
    assert all(1 <= each["most_ticks"] <= 44 for each in found if each["message"] == "halt")


def test_jitter_shows_every_frame_to_consoles_that_ask_meanwhile(tmp_path: Path) -> None:
    found = [each for each in bench(tmp_path, "jitter", "--seconds", "1", "--port", "5597") if each is not None]
    assert [each["realtime"] for each in found] == ([False, True] if may_take_priority() else [False])
    for each in found:
        assert each["frames_shown"] > 0
        assert each["requests"] > 0
        for kind in ("begun_ms", "lateness_ms", "lateness_clean_ms", "uneven_ms", "uneven_clean_ms"):
            assert {"p50", "p99", "p99.9"} <= set(each[kind])


def test_growth_measures_each_size_in_a_process_of_its_own() -> None:
    small, larger = measure_growth(1.0, port=5596, sizes=(1, 4))
    assert (small.universes, larger.universes) == (1, 4)
    for each in (small, larger):
        assert each.universe_us == pytest.approx(each.frame_us / each.universes)
        assert 0 < each.first_frame_s < each.memory_mb
        assert 0 <= each.clean <= 1
        assert 0 <= each.on_time <= 1


def test_isolation_plays_both_houses(tmp_path: Path) -> None:
    found = bench(tmp_path, "isolation", "--seconds", "2", "--port", "5598")
    assert [each["realtime"] for each in found] == ([False, True] if may_take_priority() else [False])
    for each in found:
        for house in ("well", "broken"):
            assert -FRAME_MS < each[f"{house}_p50_ms"] < FRAME_MS, "its packets came, and with their own frame"
            assert each[f"{house}_p50_ms"] <= each[f"{house}_p99_ms"]
        assert each["chance_ms"] >= 0
