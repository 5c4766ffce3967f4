"""The seam over a local socket: what the web server sees is what the engine says, and an engine that goes is told."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from controller.model.intent import Go, Goto, Inject, LetGo
from controller.model.outline import FixtureOutline
from controller.model.seam import EngineGoneError, ViewFrame
from controller.run.remote.client import RemoteEditor, RemoteSeam
from controller.run.remote.server import SERIES_AT_ONCE, offer
from tests.fakes.seam import OUTLINE, SNAPSHOT, FakeSeam, refuse

PATIENCE_S = 10


@asynccontextmanager
async def talking(path: Path) -> AsyncIterator[RemoteSeam]:
    """A web server's seam that keeps reaching for the engine at ``path``."""
    seam = RemoteSeam(path)
    keeping = asyncio.create_task(seam.keep_connected())
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield seam
    finally:
        keeping.cancel()
        await asyncio.wait({keeping})


async def test_outline_and_snapshot_arrive_as_the_engine_says_them(tmp_path: Path) -> None:
    async with offer(FakeSeam(), tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        assert seam.outline == OUTLINE
        assert seam.snapshot() == SNAPSHOT


async def test_the_outline_of_a_large_rig_comes_in_pieces_between_which_frames_are_played(tmp_path: Path) -> None:
    fixture = FixtureOutline("tile", "generic/rgb", "show", "wall", 0, 1, 1, 1, ())
    fixtures = tuple(
        replace(fixture, id=f"tile{number}", first_cell=number) for number in range(20 * SERIES_AT_ONCE + 1)
    )
    positions = tuple((0.5 * number, 1.0, 2.0) for number in range(len(fixtures)))
    told = replace(OUTLINE, fixtures=fixtures, positions=positions)
    turns = 0
    async with offer(FakeSeam(outline=told), tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        while True:
            with suppress(EngineGoneError):
                seam.snapshot()
                break
            turns += 1
            await asyncio.sleep(0)
        assert seam.outline == told
    assert turns > 20


async def test_an_intent_is_done_by_the_engine_and_answered_in_its_words(tmp_path: Path) -> None:
    fake = FakeSeam()
    async with offer(fake, tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        ack = await seam.submit(Goto("2.5"), source="console:1", role="operator")
    assert (ack.ok, ack.text) == (True, "done")
    assert fake.submitted == [(Goto("2.5"), "console:1", "operator")]


async def test_what_a_console_armed_ends_with_the_web_server_that_spoke_for_it(tmp_path: Path) -> None:
    fake = FakeSeam()
    async with offer(fake, tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        for source in ("console:1", "console:2", "http:3"):
            await seam.submit(Inject("storm"), source=source, role="operator")
        await seam.submit(LetGo(), source="console:2", role="operator")
    assert fake.submitted[4:] == [(LetGo(), "console:1", "operator")]


async def test_a_refusal_of_the_engine_stays_one(tmp_path: Path) -> None:
    async with offer(FakeSeam(answer=refuse), tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        ack = await seam.submit(Go(), source="console:1", role="operator")
    assert (ack.ok, ack.text) == (False, "there is no such cue")


async def test_frames_come_byte_for_byte(tmp_path: Path) -> None:
    fake = FakeSeam()
    async with offer(fake, tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        waiting = asyncio.create_task(seam.wait_frame(-1))
        await asyncio.sleep(0)
        fake.emit(ViewFrame(7, 7 / 44, bytes(range(6))))
        assert await waiting == ViewFrame(7, 7 / 44, bytes(range(6)))


async def test_a_change_wakes_who_waits_for_it(tmp_path: Path) -> None:
    fake = FakeSeam()
    async with offer(fake, tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        waiting = asyncio.create_task(seam.wait_snapshot(SNAPSHOT.revision))
        await asyncio.sleep(0)
        fake.publish(replace(SNAPSHOT, grand_master=0.5))
        assert (await waiting).grand_master == 0.5


async def test_slots_and_timings_can_be_asked_for(tmp_path: Path) -> None:
    fake = FakeSeam()
    async with offer(fake, tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        assert await seam.universe("mosaic", 1) == b"\x01\x02\x03"
        assert await seam.universe("mosaic", 9) is None
        assert await seam.timings() == await fake.timings()
        seam.refuse("http 127.0.0.1", "not JSON")
        await seam.universe("wall", 1)
    assert fake.refused == [("http 127.0.0.1", "not JSON")]


async def test_a_show_without_a_file_says_that_it_cannot_be_edited(tmp_path: Path) -> None:
    async with offer(FakeSeam(), tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        with pytest.raises(EngineGoneError, match="no file"):
            await RemoteEditor(seam).undo(source="http")


async def test_what_the_engine_cannot_do_is_told_and_the_connection_stays(tmp_path: Path) -> None:
    async with offer(FakeSeam(), tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        with pytest.raises(EngineGoneError, match="took longer than 30 s"):
            await seam.preview("slow")
        assert (await seam.preview("storm")).refused == ""


async def test_while_the_engine_is_away_nothing_is_kept_and_everybody_is_told(tmp_path: Path) -> None:
    fake = FakeSeam()
    fake.is_stuck = True
    async with talking(tmp_path / "seam") as seam:
        async with offer(fake, tmp_path / "seam"):
            await seam.wait_connected()
            stuck = asyncio.create_task(seam.submit(Go(), source="console:1", role="operator"))
            frame = asyncio.create_task(seam.wait_frame(5))
            while not fake.submitted:  # noqa: ASYNC110 - the fake has no event for it
                await asyncio.sleep(0.01)
        assert "before it answered" in (await stuck).text
        with pytest.raises(EngineGoneError):
            await frame
        with pytest.raises(EngineGoneError):
            seam.snapshot()
        refused = await seam.submit(Go(), source="console:1", role="operator")
        assert not refused.ok
        async with offer(FakeSeam(), tmp_path / "seam"):
            await seam.wait_connected()
            assert (await seam.submit(Go(), source="console:1", role="operator")).ok


@pytest.mark.parametrize(
    "garbage",
    [b"\xff" * 64, struct.pack(">IB", 3, 1) + b"[1]", struct.pack(">IB", 1 << 31, 1), struct.pack(">IB", 2, 9) + b"ab"],
)
async def test_garbage_on_the_socket_costs_only_that_connection(tmp_path: Path, garbage: bytes) -> None:
    async with offer(FakeSeam(), tmp_path / "seam"), talking(tmp_path / "seam") as seam:
        await seam.wait_connected()
        reader, writer = await asyncio.open_unix_connection(tmp_path / "seam")
        writer.write(garbage)
        while await reader.read(1 << 16):
            pass  # until it is cut off
        writer.close()
        assert (await seam.submit(Go(), source="console:1", role="operator")).ok
