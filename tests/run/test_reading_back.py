"""Whoever was answered by an engine in another process reads what they did, waits for nothing and costs no more."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import pytest

from controller.model.editing import Edit, EditAnswer, History, RelabelCue
from controller.model.intent import Approve, Blackout, Go, Goto, GrandMaster, Halt, Intent, Role
from controller.model.outline import ShowOutline
from controller.model.snapshot import Ack, Snapshot
from controller.run.engine import Engine
from controller.run.loop import Beat
from controller.run.remote.calls import OUTLINE as OUTLINES
from controller.run.remote.calls import SNAPSHOT as SNAPSHOTS
from controller.run.remote.client import INTENTS_AT_ONCE, RemoteEditor, RemoteSeam
from controller.run.remote.framing import Kind, framed, read_message
from controller.run.remote.server import SERIES_AT_ONCE, UNREAD_BYTES, offer
from controller.run.seam import LocalSeam
from tests.fakes.seam import OUTLINE, SNAPSHOT
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import Recorder, engine_of
from tests.shows import CUES, show_of

TICK_S = 1 / 44


class Relabelled:
    """An editor whose edits play at once."""

    def __init__(self, seam: LocalSeam) -> None:
        self._seam = seam

    async def edit(self, edits: tuple[Edit, ...], *, source: str) -> EditAnswer:
        del edits, source
        return self._other("edited")

    async def undo(self, *, source: str) -> EditAnswer:
        del source
        return self._other("undone")

    async def redo(self, *, source: str) -> EditAnswer:
        del source
        return self._other("done again")

    async def text(self) -> str:
        raise NotImplementedError

    async def history(self) -> History:
        raise NotImplementedError

    def _other(self, name: str) -> EditAnswer:
        self._seam.follow(replace(self._seam.outline, name=name))
        return EditAnswer(ok=True, text=name, hash="0" * 64)


@dataclass
class Raw:
    """A web server whose messages are looked at one by one, as they come."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def reach(cls, path: Path) -> Self:
        return cls(*await asyncio.open_unix_connection(path))

    def submit(self, number: int, intent: Intent) -> None:
        document = {"kind": intent.kind, **{name: getattr(intent, name) for name in intent.__slots__}}
        call = {"id": number, "call": "submit", "with": {"intent": document, "source": "http:1", "role": "operator"}}
        self.writer.write(framed(Kind.TEXT, json.dumps(call).encode()))

    async def read(self) -> dict[str, Any]:  # Any: JSON
        _, body = await read_message(self.reader)
        document: dict[str, Any] = json.loads(body)
        return document


async def _play(engine: Engine, tick_s: float) -> None:
    while True:
        await asyncio.sleep(tick_s)
        engine.step(Beat(engine.state.tick + 1, 0, 0.0, is_late=False))


@asynccontextmanager
async def house(path: Path, fps: int = 44) -> AsyncIterator[LocalSeam]:
    """An engine that plays, behind its socket."""
    engine = engine_of(show_of(CUES.replace("fps: 40", f"fps: {fps}")), Recorder())
    seam = LocalSeam(engine)
    playing = asyncio.create_task(_play(engine, 1 / fps))
    try:
        async with offer(seam, path, Relabelled(seam), after_frame=seam.wait_painted):
            yield seam
    finally:
        playing.cancel()
        await asyncio.wait({playing})


@asynccontextmanager
async def web_server(path: Path) -> AsyncIterator[RemoteSeam]:
    """A web server's seam that has just been told of the state."""
    seam = RemoteSeam(path)
    keeping = asyncio.create_task(seam.keep_connected())
    try:
        await seam.wait_connected()
        yield seam
    finally:
        keeping.cancel()
        await asyncio.wait({keeping})


def now_s() -> float:
    return asyncio.get_running_loop().time()


@virtual_time
async def test_what_was_acknowledged_is_in_the_next_snapshot(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"), web_server(tmp_path / "seam") as seam:
        for level in (0.5, 0.25):
            assert (await seam.submit(GrandMaster(level), source="http:1", role="operator")).ok
            assert seam.snapshot().grand_master == level
        for on in (True, False, True):
            assert (await seam.submit(Blackout(on=on), source="http:1", role="operator")).ok
            assert seam.snapshot().blackout is on


@virtual_time
async def test_what_was_refused_is_in_the_next_snapshot_too(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"), web_server(tmp_path / "seam") as seam:
        ack = await seam.submit(Goto("99"), source="http:1", role="operator")
        assert not ack.ok
        assert seam.snapshot().log[-1].text == ack.text


@virtual_time
async def test_several_handed_in_at_once_are_each_answered_and_each_in_the_next_snapshot(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"), web_server(tmp_path / "seam") as seam:
        acks = await seam.submit_each([GrandMaster(0.5), Goto("99"), Blackout()], source="http:1", role="operator")
        assert [ack.ok for ack in acks] == [True, False, True]
        assert (seam.snapshot().grand_master, seam.snapshot().blackout) == (0.5, True)


@virtual_time
async def test_a_thousand_handed_in_at_once_come_in_order_and_leave_the_loop_turns_for_frames(tmp_path: Path) -> None:
    async with house(tmp_path / "seam") as local, web_server(tmp_path / "seam") as seam:
        came: list[int] = []
        submit_each = local.submit_each

        def watched(intents: Sequence[Intent], *, source: str, role: Role) -> Awaitable[tuple[Ack, ...]]:
            came.append(len(intents))
            return submit_each(intents, source=source, role=role)

        local.submit_each = watched  # type: ignore[method-assign]
        each = asyncio.create_task(
            seam.submit_each([Approve(f"i{n}") for n in range(1000)], source="a", role="operator")
        )
        halted = asyncio.create_task(seam.submit(Halt(), source="a", role="operator"))
        assert (await halted).ok
        assert [ack.ok for ack in await each] == [False] * 1000
        assert sum(came) == 1000
        assert max(came) <= INTENTS_AT_ONCE


@virtual_time
async def test_what_was_read_ahead_does_not_keep_a_frame_waiting(tmp_path: Path) -> None:
    async with house(tmp_path / "seam") as local:
        turns: list[int] = []
        turn = 0
        submit = local.submit

        def watched(intent: Intent, *, source: str, role: Role) -> Awaitable[Ack]:
            turns.append(turn)
            return submit(intent, source=source, role=role)

        local.submit = watched  # type: ignore[method-assign, assignment]
        raw = await Raw.reach(tmp_path / "seam")
        for number in range(40):
            raw.submit(number, GrandMaster(number / 40))
        while len(turns) < 40:
            await asyncio.sleep(0)
            turn += 1
        raw.writer.close()
        assert len(set(turns)) >= 39


@virtual_time
async def test_everything_is_answered_in_the_very_tick_that_does_it(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"), web_server(tmp_path / "seam") as seam:
        for number in range(40):
            began_s = now_s()
            await seam.submit(GrandMaster(number / 40) if number % 2 else Blackout(), source="http:1", role="operator")
            assert now_s() - began_s <= TICK_S + 1e-6


@virtual_time
@pytest.mark.parametrize("fps", [60, 44, 25, 10, 2])
@pytest.mark.parametrize("moves", [True, False])
async def test_a_snapshot_goes_just_after_a_frame_and_never_just_before_one(
    tmp_path: Path, fps: int, *, moves: bool
) -> None:
    async with house(tmp_path / "seam", fps) as seam:
        web = await Raw.reach(tmp_path / "seam")
        left_s, shown_s = [0.0], list[float]()

        async def note_frames() -> None:
            while True:
                await seam.wait_painted()
                left_s.append(now_s())

        async def move_a_fader() -> None:
            while moves:
                await asyncio.sleep(1 / 3 / fps)
                seam.submit(GrandMaster(now_s() % 1), source="osc:1", role="operator")

        beside = [asyncio.create_task(each()) for each in (note_frames, move_a_fader)]
        while len(shown_s) < 20:
            if (await web.read()).get("push") == "snapshot":
                shown_s.append(now_s() - left_s[-1])
        for each in beside:
            each.cancel()
        await asyncio.wait(beside)
        web.writer.close()
    assert shown_s[2:] == pytest.approx([0.0] * 18, abs=1e-4)


@virtual_time
async def test_an_edit_that_was_answered_is_in_the_outline(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"), web_server(tmp_path / "seam") as seam:
        editor = RemoteEditor(seam)
        acts: list[Callable[[], Any]] = [  # Any: an awaitable answer
            lambda: editor.edit((RelabelCue("1", "Rosy"),), source="http:1"),
            lambda: editor.undo(source="http:1"),
            lambda: editor.redo(source="http:1"),
        ]
        for act in acts:
            assert (await act()).text == seam.outline.name


@virtual_time
async def test_an_outline_is_never_seen_with_a_snapshot_of_the_show_before(tmp_path: Path) -> None:
    engine = asyncio.Queue[asyncio.StreamWriter]()
    async with await asyncio.start_unix_server(lambda _, writer: engine.put_nowait(writer), tmp_path / "seam"):
        seam = RemoteSeam(tmp_path / "seam")
        keeping = asyncio.create_task(seam.keep_connected())
        writer = await engine.get()

        async def push(what: str, value: bytes) -> None:
            writer.write(framed(Kind.TEXT, b'{"push":"%s","order":{},"value":%s}' % (what.encode(), value)))
            await asyncio.sleep(0.01)

        await push("outline", OUTLINES.dump_json(OUTLINE))
        await push("snapshot", SNAPSHOTS.dump_json(SNAPSHOT))
        await push("outline", OUTLINES.dump_json(replace(OUTLINE, name="another")))
        assert (seam.outline.name, seam.snapshot().tick) == (OUTLINE.name, SNAPSHOT.tick)
        await push("snapshot", SNAPSHOTS.dump_json(replace(SNAPSHOT, tick=SNAPSHOT.tick + 1)))
        assert (seam.outline.name, seam.snapshot().tick) == ("another", SNAPSHOT.tick + 1)
        keeping.cancel()
        await asyncio.wait({keeping})
        writer.close()


@virtual_time
async def test_a_stream_of_values_has_one_snapshot_a_tick_and_that_when_its_frame_has_left(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"):
        web = await Raw.reach(tmp_path / "seam")
        acks, shown_s = 0, list[float]()
        until_s = now_s() + 3.0
        web.submit(0, GrandMaster(0.5))
        while now_s() < until_s:
            message = await web.read()
            if message.get("push") == "snapshot":
                shown_s.append(now_s())
            elif "id" in message:
                acks += 1
                web.submit(acks, GrandMaster(acks / 1000))
        web.writer.close()
    assert acks >= 3.0 / TICK_S - 1
    assert [at_s / TICK_S for at_s in shown_s] == pytest.approx(range(len(shown_s)), abs=1e-3)


@virtual_time
async def test_all_buttons_of_a_tick_have_one_snapshot(tmp_path: Path) -> None:
    async with house(tmp_path / "seam"):
        web = await Raw.reach(tmp_path / "seam")
        while (await web.read()).get("push") != "snapshot":
            pass
        for number in range(50):
            web.submit(number, Blackout())
        messages = [await web.read() for _ in range(51)]
        web.writer.close()
    assert messages[0].get("push") == "snapshot"
    assert [message["id"] for message in messages[1:]] == list(range(50))


async def unread(path: Path, seam: LocalSeam) -> Raw:
    """A web server that reads nothing of more than may be unread."""
    seam.follow(replace(seam.outline, name="x" * (UNREAD_BYTES + (1 << 20))))
    web = await Raw.reach(path)
    await asyncio.sleep(2 * TICK_S)
    return web


async def read_until_answered(web: Raw) -> list[dict[str, Any]]:
    """Read on until a call is answered."""
    messages = [await web.read()]
    while "id" not in messages[-1]:
        messages.append(await web.read())
    return messages


@virtual_time
async def test_a_web_server_that_does_not_read_keeps_no_answer_for_ever(tmp_path: Path) -> None:
    async with house(tmp_path / "seam") as seam:
        web = await unread(tmp_path / "seam", seam)
        web.submit(1, Go())
        await asyncio.sleep(2.0)
        messages = await read_until_answered(web)
        web.writer.close()
    pushed = [message.get("push") for message in messages]
    assert list(dict.fromkeys(pushed)) == ["positions", "fixtures", "zones", "outline", None]
    assert messages[-1]["result"]["ok"]


@virtual_time
async def test_answers_that_wait_for_a_web_server_to_read_cost_no_snapshots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = Engine.snapshot

    def counted(engine: Engine) -> Snapshot:
        made.append(engine.state.tick)
        return make(engine)

    monkeypatch.setattr(Engine, "snapshot", counted)
    async with house(tmp_path / "seam") as seam:
        web = await unread(tmp_path / "seam", seam)
        for number in range(50):
            web.submit(number, Blackout())
        await asyncio.sleep(2.0)
        assert not made
        pushed = [message.get("push") for message in await read_until_answered(web)]
        web.writer.close()
    assert "outline" in pushed


def large(pieces: int) -> ShowOutline:
    """An outline of so many pieces of which two are more than may be unread."""
    lamp = replace(OUTLINE.fixtures[0], node="x" * (UNREAD_BYTES // 2 // SERIES_AT_ONCE + 1000))
    return replace(OUTLINE, fixtures=(lamp,) * (pieces * SERIES_AT_ONCE))


@virtual_time
async def test_a_web_server_that_stops_reading_an_outline_has_its_answers_after_a_second(tmp_path: Path) -> None:
    async with house(tmp_path / "seam") as seam:
        seam.follow(large(4))
        web = await Raw.reach(tmp_path / "seam")
        await asyncio.sleep(2 * TICK_S)
        web.submit(1, Go())
        await asyncio.sleep(1.0 + 3 * TICK_S)
        messages = [await web.read() for _ in range(8 + len(OUTLINE.zones) + len(OUTLINE.faults))]
        web.writer.close()
    pushed = [message.get("push") for message in messages]
    assert pushed.index(None) < pushed.index("outline"), "it is answered before it has the outline"
    assert sum(len(message["value"]) for message in messages if message.get("push") == "fixtures") == 4 * SERIES_AT_ONCE
    assert pushed[-2:] == ["outline", "snapshot"], "and has all of that once, when it reads on"


@virtual_time
async def test_a_web_server_that_reads_an_outline_slowly_is_answered_when_it_has_it(tmp_path: Path) -> None:
    async with house(tmp_path / "seam") as seam:
        seam.follow(large(8))
        web = await Raw.reach(tmp_path / "seam")
        await asyncio.sleep(2 * TICK_S)
        web.submit(1, Go())
        pushed = list[Any]()
        while None not in pushed:
            await asyncio.sleep(0.4)
            pushed.append((await web.read()).get("push"))
        web.writer.close()
    cells = [*["zones"] * len(OUTLINE.zones), *["faults"] * len(OUTLINE.faults)]
    assert pushed == ["positions", *["fixtures"] * 8, *cells, "outline", "snapshot", None]


@virtual_time
async def test_all_answers_that_waited_for_a_web_server_to_read_have_one_snapshot(tmp_path: Path) -> None:
    async with house(tmp_path / "seam") as seam:
        web = await unread(tmp_path / "seam", seam)
        for number in range(50):
            web.submit(number, Blackout())
        await asyncio.sleep(0.5)
        messages = await read_until_answered(web)
        messages += [await web.read() for _ in range(49)]
        web.writer.close()
    pushed = [message.get("push") for message in messages if message.get("push") != "zones"]
    assert pushed == ["positions", "fixtures", "outline", "snapshot", *[None] * 50]
