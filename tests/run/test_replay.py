"""A night painted again from its journal gives the same bytes, whatever was late, skipped, killed or broken."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.pipeline import Painter
from controller.model.facts import Sense, TimecodeFrame
from controller.model.intent import (
    Approve,
    Back,
    Blackout,
    Exit,
    Go,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Panic,
    Pause,
    Resume,
)
from controller.run import journal as journals
from controller.run.replay import beginning, replay
from controller.run.verify import verify_night
from tests.run.nights import Played, StumblingPainter, begin
from tests.shows import WALL

EVENING: dict[int, list[Intent]] = {
    5: [Go()],
    90: [Inject("storm")],
    130: [Approve("i1"), GrandMaster(0.1 + 0.2)],
    190: [Go(), GrandMaster(0.9)],
    260: [Blackout()],
    280: [Blackout()],
    300: [Halt()],
    420: [Panic()],
    430: [Panic()],
    500: [Resume(), Pause()],
    520: [Back()],
}
FOUND = {"guard-acted", "trouble-found", "trouble-over"}
"""What painting and the engine's clock find, and no replay could."""
STALLS = {20: 0.04, 100: 0.3, 131: 0.11, 255: 1.0, 419: 0.06}


async def played(root: Path) -> Played:
    night = await begin(root, WALL, given=EVENING, stalls=STALLS).play(600)
    night.close()
    return night


def again(night: Played, painter: Painter | None = None) -> dict[int, bytes]:
    """Paint a night again from its journal on disk."""
    log = journals.read(night.night.folder / journals.NAME)
    painter = painter or Painter(night.show)
    frames = replay(night.show, log, painter, beginning(night.show, painter))
    return {frame.tick: frame.slots.tobytes() for frame, _ in frames if frame is not None}


async def test_a_night_with_late_and_skipped_ticks_gives_the_same_bytes_again(tmp_path: Path) -> None:
    night = await played(tmp_path)
    assert len(night.output.sent) < 600
    assert again(night) == night.output.sent


async def test_a_verdict_compares_every_checksum(tmp_path: Path) -> None:
    night = await played(tmp_path)
    verdict = verify_night(night.night.folder)
    assert verdict.is_equal
    assert verdict.marks >= 1
    assert "all" in verdict.text


async def test_a_changed_journal_is_found_out(tmp_path: Path) -> None:
    night = await played(tmp_path)
    path = night.night.folder / journals.NAME
    path.write_text(path.read_text().replace('"level":0.9', '"level":0.7'))
    verdict = verify_night(night.night.folder)
    assert not verdict.is_equal
    assert "512" in verdict.text


async def test_bytes_are_the_same_even_where_a_stage_raised(tmp_path: Path) -> None:
    night = begin(tmp_path, WALL, given=EVENING, stalls=STALLS)
    night.engine.painter = StumblingPainter(night.show, range(140, 170))
    await night.play(300)
    night.close()
    assert night.engine.snapshot().engine.stage_errors > 20
    assert again(night, StumblingPainter(night.show, range(140, 170))) == night.output.sent


TURNS = st.dictionaries(
    st.integers(1, 150),
    st.lists(
        st.sampled_from(
            [Go(), Back(), Pause(), Resume(), Blackout(), Panic(), Halt(), Inject("storm"), Approve("i1"), Exit()]
        ),
        max_size=3,
    ),
    max_size=12,
)


@settings(max_examples=10, deadline=None)
@given(turns=TURNS, stalls=st.dictionaries(st.integers(1, 150), st.floats(0, 0.5), max_size=6))
async def test_any_night_gives_the_same_bytes_again(
    tmp_path_factory: pytest.TempPathFactory, turns: dict[int, list[Intent]], stalls: dict[int, float]
) -> None:
    night = await begin(tmp_path_factory.mktemp("night"), WALL, given=turns, stalls=stalls).play(150)
    night.close()
    assert again(night) == night.output.sent


async def test_only_what_came_from_outside_is_in_the_journal(tmp_path: Path) -> None:
    night = await played(tmp_path)
    lines = [json.loads(line) for line in (night.night.folder / journals.NAME).read_text().splitlines()]
    kinds = {line["intent"]["kind"] for line in lines if "intent" in line}
    assert kinds <= {intent.kind for intents in EVENING.values() for intent in intents} | FOUND


HALL = """
show: {name: Hall, fps: 40, seed: 7}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 16, at: wall 1/1}}
zones: {hall: tile}
cues: [{cue: 1, look: {hall: {level: 100%}}}, {cue: 2, look: {hall: {level: 50%}}}]
sensors: {door: {range: [0, 100], to: zone hall level, timeout: 1s, fastest: 300, stuck: 2s}}
timecode: {from: osc, free: 1s}
bindings: [{timecode: "00:00:02:00", do: cue 1}, {timecode: "00:00:06:00", do: cue 2}]
faults:
  noisy: {kind: sensor-noise, sensor: door, amount: 60%, for: 2s}
  flood: {kind: input-flood, sensor: door, amount: 50%, samples: 4000, for: 2s}
  gone: {kind: timecode-loss, amount: 50%, for: 2s}
recoveries:
  gold: {when: {kind: [sensor-implausible, timecode-loss]}, mode: auto, phases: [{seam: {}, for: 1s}, {mend: 1s}]}
"""
SOURCES: dict[int, list[Intent]] = {
    tick: [
        *([Sense("door", 50.0 + tick % 37)] if tick < 250 or tick > 330 else []),
        *([TimecodeFrame(0, 0, tick // 40, tick % 40 * 25 // 40)] if tick < 380 else []),
        *{60: [Inject("noisy")], 150: [Inject("flood")], 200: [Inject("gone")]}.get(tick, []),
    ]
    for tick in range(1, 520)
}


async def test_a_night_of_sensors_time_code_and_their_faults_gives_the_same_bytes_again(tmp_path: Path) -> None:
    night = await begin(tmp_path, HALL, given=SOURCES, stalls=STALLS).play(520)
    night.close()
    assert len(set(night.output.sent.values())) > 100
    assert again(night) == night.output.sent
