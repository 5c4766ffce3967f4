"""The visitors' door of a real house, in processes: it votes, it leads nowhere else, and it outlives its web server."""

import os
import re
import signal
import time
from pathlib import Path

import httpx
import pytest

from controller.run.processes.supervisor import can_split
from tests.engine_process import PATIENCE_S, EngineProcess

SHOW = Path(__file__).parents[1] / "browser" / "votes.show.yaml"
ELSEWHERE = ("/api/v1/state", "/api/v1/show", "/docs", "/openapi.json", "/healthz", "/metrics", "/projector/screen")
pytestmark = pytest.mark.skipif(not can_split(), reason="engine and web server share a process here")


def found(house: EngineProcess, pattern: str) -> str:
    match = re.search(pattern, house.said)
    assert match is not None, house.said
    return match[1]


def ballot(phone: httpx.Client, answer: str) -> httpx.Response:
    return phone.post("/api/v1/vote", json={"vote": "break-it", "answer": answer})


def after_its_death(phone: httpx.Client) -> httpx.Response:
    """Look again until somebody answers."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            answer = phone.get("/api/v1/vote")
        except httpx.TransportError:
            continue
        if answer.status_code == 200:
            return answer
    raise AssertionError("nobody opened the door again")


def test_a_vote_outlives_the_web_server_and_the_door_leads_nowhere_else(tmp_path: Path) -> None:
    with EngineProcess(SHOW, tmp_path, "--visitors", "127.0.0.1:0", split=True) as house:
        door = found(house, r"Visitors vote at (\S+)/join")
        with httpx.Client(base_url=door, timeout=PATIENCE_S) as phone:
            assert phone.get("/join").status_code == 200
            assert house.console.post("/api/v1/intents", json={"kind": "open-vote", "vote": "break-it"}).is_success
            assert phone.get("/api/v1/vote").json()["asked"]["id"] == "break-it"
            assert ballot(phone, "Stay calm").json()["mine"] == "Stay calm"
            assert {phone.get(path).status_code for path in ELSEWHERE} == {404}
            assert phone.post("/api/v1/intents", json={"kind": "go"}).status_code == 404
            os.kill(int(found(house, r"web server (\d+)")), signal.SIGKILL)
            assert after_its_death(phone).json()["asked"]["voters"] == 1
            assert ballot(phone, "Let it come").json()["asked"] is not None, "the cookie is as good as before"
            text = house.console.post("/api/v1/intents", json={"kind": "close-vote", "vote": "break-it"}).json()["text"]
            assert "Let it come 1, Stay calm 0 → inject colour-storm" in text, "the same voter, counted once"
        house.process.send_signal(signal.SIGINT)
        house.process.wait(PATIENCE_S)
