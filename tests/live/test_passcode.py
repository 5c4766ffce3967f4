"""A tablet that is in stays in: through the death of the web server and of the engine, and into the next start."""

import os
import re
import signal
import time
from pathlib import Path

import httpx
import pytest

from controller.run.explaining import AskError, ask_explanation
from controller.run.passcode import FILE
from controller.run.processes.supervisor import can_split
from tests.engine_process import PATIENCE_S, EngineProcess

SHOW = Path(__file__).parents[1] / "browser" / "quick.show.yaml"
FPS = 44
FROM_OUTSIDE = {"X-Forwarded-For": "10.0.0.7"}
"""Whoever is passed on by a proxy does not sit at this machine."""
pytestmark = pytest.mark.skipif(not can_split(), reason="engine and web server share a process here")


def found(house: EngineProcess, pattern: str) -> str:
    match = re.search(pattern, house.said)
    assert match is not None, house.said
    return match[1]


def tick_after_its_death(tablet: httpx.Client, before: int) -> httpx.Response:
    """Look again until the engine plays on, or the tablet is asked for the passcode."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            answer = tablet.get("/api/v1/state")
        except httpx.TransportError:
            continue
        if answer.status_code == 401 or (answer.status_code == 200 and answer.json()["tick"] > before):
            return answer
    raise AssertionError("nobody answered again")


def test_a_tablet_that_is_in_stays_in_whatever_dies(tmp_path: Path) -> None:
    arguments = ("--host", "0.0.0.0")  # noqa: S104  the subject of this test
    with httpx.Client(headers=FROM_OUTSIDE, timeout=PATIENCE_S) as tablet:
        with EngineProcess(SHOW, tmp_path, *arguments, split=True) as house:
            passcode = found(house, r"From other machines: http\S+ with the passcode ([\d ]+)")
            assert passcode.strip() == (tmp_path / "home" / FILE).read_text().strip()
            tablet.base_url = house.console.base_url
            assert tablet.get("/api/v1/state").status_code == 401
            assert tablet.post("/api/v1/passcode", json={"passcode": passcode}).status_code == 204
            url = house.console.base_url
            assert ask_explanation("screen", host=url.host, port=url.port or 80, passcode=passcode).fixture
            for process in ("web server", "engine"):
                tick = tablet.get("/api/v1/state").json()["tick"] + 2 * FPS  # not one that was told before
                os.kill(int(found(house, rf"{process} (\d+)")), signal.SIGKILL)
                assert tick_after_its_death(tablet, tick).status_code == 200, process
            house.process.kill()  # all of it, as by a power cut
            house.process.wait(PATIENCE_S)
        with EngineProcess(SHOW, tmp_path, *arguments, split=True) as house:
            tablet.base_url = house.console.base_url
            assert tick_after_its_death(tablet, 0).status_code == 200


def test_nobody_who_answers_is_told_in_one_sentence(unused_tcp_port: int) -> None:
    with pytest.raises(AskError, match="no show runs at 127"):
        ask_explanation("lamp", host="127.0.0.1", port=unused_tcp_port, passcode="482 193 6057")
