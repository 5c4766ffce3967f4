"""The guard's evidence: gathered frame by frame, kept in the night's folder, found again by a replay."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from controller.frame.guard import Held
from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Lap, Painter, untimed
from controller.model.intent import Blackout, ConfirmLoosening, Goto, GrandMaster
from controller.model.snapshot import GuardView
from controller.model.state import ShowState
from controller.run import evidence
from controller.run import journal as journals
from controller.run.evidence import Evidence, sentence
from controller.run.loop import Beat
from controller.run.verify import verify_night
from tests.run.nights import Recorder, begin, engine_of, resume
from tests.shows import WALL, Played, show_of

STRICT = ("3 flashes a second, no long runs", "", 6)


def test_it_counts_where_and_how_much_light_was_held_back() -> None:
    gathered = Evidence(40)
    gathered.see(Held(), STRICT, 1)
    gathered.see(Held(("wall",), 64, 0.5, 6), STRICT, 2)
    gathered.see(Held(("wall", "north"), 64, 0.25, 5), STRICT, 3)
    assert gathered.view(STRICT) == GuardView(
        limits=STRICT[0],
        loosened="",
        frames=3,
        acted=2,
        zones={"wall": 2, "north": 1},
        most_held=0.5,
        transitions=6,
        allowed=6,
        odd_values=0,
    )


def test_values_that_are_no_numbers_alarm_once_a_second() -> None:
    gathered = Evidence(40)
    alarms = [gathered.see(Held(odd=3), STRICT, tick) for tick in range(1, 82)]
    assert [number for number, alarm in enumerate(alarms) if alarm] == [0, 40, 80]
    assert gathered.view(STRICT).odd_values == 243
    assert "no numbers" in sentence(gathered.view(STRICT))


def test_it_goes_on_after_the_engine_came_back(tmp_path: Path) -> None:
    gathered = Evidence(40)
    gathered.see(Held(("wall",), 64, 0.5, 6), ("5 flashes a second", "Ada", 10), 7)
    evidence.save(tmp_path, gathered.view(STRICT), 7)
    again = evidence.read(tmp_path, 40)
    assert again is not None
    for tick in (6, 7, 8):
        again.see(Held(("wall",), 1, 0.1, 2), STRICT, tick)
    view = again.view(STRICT)
    assert (view.frames, view.zones, view.most_held) == (2, {"wall": 2}, 0.5)
    assert (view.loosened, view.is_loosened) == ("earlier tonight: Ada", False)
    assert again.view(("5 flashes a second", "Ada", 10)).is_loosened


def test_evidence_of_a_version_that_did_not_say_what_holds_now_is_read(tmp_path: Path) -> None:
    evidence.save(tmp_path, Evidence(40).view(STRICT), 7)
    written = json.loads((tmp_path / evidence.NAME).read_text(encoding="utf-8"))
    del written["is_loosened"]
    (tmp_path / evidence.NAME).write_text(json.dumps(written), encoding="utf-8")
    assert evidence.read(tmp_path, 40) is not None


def test_evidence_that_is_not_there_or_damaged_is_none(tmp_path: Path) -> None:
    assert evidence.read(tmp_path, 40) is None
    for text in ("", "[]", "{}", '{"limits": 1}', "{" * 5000):
        (tmp_path / evidence.NAME).write_text(text, encoding="utf-8")
        assert evidence.read(tmp_path, 40) is None


async def test_a_replay_finds_what_the_guard_did(tmp_path: Path) -> None:
    given = {5: [Goto("2")], **{tick: [GrandMaster(float(tick % 2))] for tick in range(200, 260)}}
    night = await begin(tmp_path, WALL, given=given).play(300)
    night.close()
    found = verify_night(night.night.folder).guard
    assert found == night.engine.snapshot().guard
    assert found.acted > 0
    assert found.zones["wall"] == found.acted
    assert found.transitions <= found.allowed == 6


class OddPainter(Painter):
    """A painter whose drive gives what is no number."""

    def paint(self, state: ShowState, memory: Memory, lap: Lap = untimed) -> Frame:
        self._canvas.intensity[:] = np.nan
        self._stages = (("odd", lambda _state, _tick, canvas: canvas.intensity.fill(np.nan)),)
        return super().paint(state, memory, lap)


async def test_what_is_no_number_never_reaches_the_wire_and_alarms() -> None:
    output = Recorder()
    engine = engine_of(show_of(WALL), output)
    engine.painter = OddPainter(engine.show)
    for tick in range(1, 50):
        engine.step(Beat(tick, 0, 0.0, is_late=False))
    await asyncio.sleep(0)
    assert max(output.sent[49]) == 0
    alarms = [record for record in engine.snapshot().log if record.what == "guard-alarm"]
    assert len(alarms) == 2
    assert engine.snapshot().guard.odd_values > 0
    assert engine.snapshot().engine.stage_errors == 0


def test_a_loosening_is_in_the_evidence_of_the_night() -> None:
    text = f"{WALL}policy: {{loosen: {{responsible: Ada Byron, flashes_per_second: 4}}}}\n"
    played = Played(text)
    assert played.painter.limits_of(played.state) == STRICT
    played.give(ConfirmLoosening("Ada Byron"))
    played.give(Blackout(on=False))
    limits, who, allowed = played.painter.limits_of(played.state)
    assert (limits, allowed) == ("4 flashes a second, no long runs", 8)
    assert "Ada Byron" in who


GIVEN = {5: [Goto("2")], **{tick: [GrandMaster(float(tick % 2))] for tick in range(200, 640)}}


async def test_a_night_that_ends_has_the_evidence_in_the_last_line_of_its_journal(tmp_path: Path) -> None:
    night = await begin(tmp_path, WALL, given=GIVEN).play(300)
    night.close()
    log = journals.read(night.night.folder / journals.NAME)
    assert log.ending is not None
    assert log.ending.guard == night.engine.snapshot().guard
    assert log.ending.guard.acted > 0


async def test_a_crash_loses_and_doubles_nothing_of_the_evidence(tmp_path: Path) -> None:
    whole = await begin(tmp_path / "whole", WALL, given=GIVEN).play(640)
    whole.close()
    with ThreadPoolExecutor(1) as disk:
        dead = await begin(tmp_path / "dead", WALL, given=GIVEN, writer=disk).play(520)
        dead.kill()
    log = journals.read(dead.night.folder / journals.NAME)
    assert (log.ended, log.ending) == (False, None)
    again = resume(dead.night.folder, WALL, monotonic=1000.0 + log.last_tick / 40, given=GIVEN)
    await again.play(640)
    again.close()
    assert evidence.read(dead.night.folder, 40) is not None, "the keeper wrote some before the crash"
    assert again.engine.snapshot().guard == whole.engine.snapshot().guard


def test_an_ending_of_another_version_is_left_out_and_its_night_is_read(tmp_path: Path) -> None:
    night = begin(tmp_path, WALL)
    night.night.journal.abandon()
    path = night.night.folder / journals.NAME
    with path.open("a", encoding="utf-8") as file:
        file.write('{"tick":7,"ended":true,"ending":{"guard":{"limits":3}}}\n')
    log = journals.read(path)
    assert (log.last_tick, log.ended, log.ending) == (7, True, None)
