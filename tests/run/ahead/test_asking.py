"""A show is run ahead in a process of its own, on the shows that the night keeps."""

import io
import json
from pathlib import Path

import pytest

from controller.model.intent import Go
from controller.model.seam import EngineGoneError
from controller.run import snapshots
from controller.run.ahead.asking import LookingAhead
from controller.run.ahead.process import ANSWER, answer_all
from controller.run.engine import Position
from controller.run.preview import preview
from tests.run.nights import Played, begin
from tests.shows import WALL


@pytest.fixture(name="night")
async def _night(tmp_path: Path) -> Played:
    night = await begin(tmp_path, WALL, given={10: [Go()]}).play(100)
    night.close()
    return night


async def ask(ahead: LookingAhead, night: Played, fault: str) -> object:
    engine = night.engine
    return await ahead.preview(engine.show, engine.state, engine.memory.copy(), fault)


async def test_another_process_tells_the_same_as_this_one_and_is_asked_again(night: Played) -> None:
    ahead = LookingAhead(night.night.folder)
    engine = night.engine
    try:
        for fault in ("storm", "nothing"):
            assert await ask(ahead, night, fault) == preview(engine.show, engine.state, engine.memory, fault)
    finally:
        await ahead.close()


async def test_a_show_that_is_not_kept_fails_with_a_sentence(night: Played) -> None:
    for path in night.night.folder.glob("*.show.yaml"):
        path.unlink()
    ahead = LookingAhead(night.night.folder)
    try:
        with pytest.raises(EngineGoneError, match="the show of this night cannot be read"):
            await ask(ahead, night, "storm")
    finally:
        await ahead.close()


async def test_a_look_that_takes_too_long_is_given_up(night: Played) -> None:
    ahead = LookingAhead(night.night.folder, patience_s=0.0)
    with pytest.raises(EngineGoneError, match="took longer than 0 s"):
        await ask(ahead, night, "storm")
    await ahead.close()


def test_the_process_answers_what_it_cannot_read_and_goes_on(night: Played) -> None:
    engine = night.engine
    raw = snapshots.pack(Position(engine.state, engine.memory, 0))

    def question(body: bytes) -> bytes:
        return json.dumps({"show": engine.show.hash, "fault": "storm", "bytes": len(body)}).encode() + b"\n" + body

    answers = io.BytesIO()
    answer_all(night.night.folder, io.BytesIO(question(b"nonsense") + question(raw)), answers)
    first, second = answers.getvalue().splitlines()
    assert "not a snapshot" in json.loads(first)["failed"]
    assert ANSWER.validate_json(second) == preview(engine.show, engine.state, engine.memory, "storm")
