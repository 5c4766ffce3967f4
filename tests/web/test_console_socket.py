"""The console's socket, on simulated time: what comes up is done or refused in words, what goes down is the newest."""

import asyncio
import json
from dataclasses import asdict, replace

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter

import controller
from controller.model.intent import Approve, Blackout, Dismiss, FlashSubmaster, Go, GrandMaster, Halt, LetGo, Panic
from controller.model.seam import ViewFrame
from controller.model.snapshot import Ack, ListView, Snapshot
from controller.web.app import MOST_CONSOLES
from controller.web.console_socket import (
    LONGEST_MESSAGE,
    MESSAGE_RATE,
    MOST_ANSWERS,
    MOST_TOGETHER,
    MOST_UNANSWERED,
    is_running,
    night_number,
)
from controller.web.greeting import console_outline
from controller.web.messages import ConsoleOutline
from controller.wire.stream import Encoding, StreamFrame
from tests.fakes.asgi_socket import AsgiSocket
from tests.fakes.seam import NIGHT, OUTLINE, SNAPSHOT, FakeSeam, refuse
from tests.fakes.virtual_time import virtual_time

FADING = replace(SNAPSHOT, lists=(ListView("main", "1", "2", "fading", 0.5, 1.5, None),))


def frame(tick: int) -> ViewFrame:
    return ViewFrame(tick, tick / 44, bytes((tick % 256,)) * 6)


def intent(message_id: str, **fields: object) -> dict[str, object]:
    return {"type": "intent", "id": message_id, "intent": fields}


@pytest.fixture
def console(app: FastAPI) -> AsgiSocket:
    """A console page, not yet open."""
    return AsgiSocket(app, "/ws/console", [("host", "localhost:8000"), ("origin", "http://localhost:8000")])


@virtual_time
async def test_the_first_word_is_the_show_and_its_state(console: AsgiSocket) -> None:
    async with console:
        assert console.status == 101
        hello = await console.hear("hello")
    assert hello["version"] == controller.__version__
    assert TypeAdapter(ConsoleOutline).validate_python(hello["outline"]) == console_outline(OUTLINE)
    assert TypeAdapter(Snapshot).validate_python(hello["snapshot"]) == SNAPSHOT


@virtual_time
async def test_after_a_reload_a_page_is_greeted_anew(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        await console.hear("hello")
        seam.reload(replace(OUTLINE, name="Another", hash="1" * 64))
        hello = await console.hear("hello")
        assert (hello["outline"]["name"], hello["snapshot"]["revision"]) == ("Another", SNAPSHOT.revision + 1)
        seam.publish(seam.snapshot())
        assert (await console.hear("snapshot"))["snapshot"]["revision"] == SNAPSHOT.revision + 2


@virtual_time
async def test_an_intent_is_handed_in_and_its_ack_carries_its_id(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        console.say(intent("c1", kind="go"))
        ack = await console.hear("ack")
    done = {"seq": 1, "tick": 101, "ok": True, "text": "done", "owns": {}, "waits": []}
    assert ack == {"type": "ack", "id": "c1", "ack": done}
    assert seam.submitted == [(Go(), "console:1", "operator")]


@virtual_time
async def test_a_refusal_of_the_engine_is_an_ack_that_says_so(console: AsgiSocket, seam: FakeSeam) -> None:
    seam.answer = refuse
    async with console:
        console.say(intent("c1", kind="goto", cue="99"))
        assert (await console.hear("ack"))["ack"]["text"] == "there is no such cue"


@virtual_time
async def test_ping_is_answered(console: AsgiSocket) -> None:
    async with console:
        console.say({"type": "ping"})
        assert await console.hear("pong") == {"type": "pong"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "this is not JSON"),
        ("{", "this is not JSON"),
        ("[" * 10_000, "recursion limit exceeded"),
        ("9" * 5000, "number out of range"),
        ('"\\ud800"', "this is not JSON"),
        ('{"type": NaN}', "this is not JSON"),
        ("[]", "a message is an object with a type"),
        ("null", "a message is an object with a type"),
        ("{}", 'a message has a type: "intent", "answers", "shown" or "ping"'),
        ('{"type": 5}', "a message has a type"),
        ('{"type": {}}', "a message has a type"),
        ('{"type": "hello"}', "a message has a type"),
        ('{"type": "intent", "intent": {"kind": "go"}}', "an intent message has an id"),
        ('{"type": "intent", "id": 5, "intent": {"kind": "go"}}', "an intent message has an id"),
        ('{"type": "intent", "id": "", "intent": {"kind": "go"}}', "an intent message has an id"),
        ('{"type": "intent", "id": "c1"}', "an intent is an object with a kind"),
        ('{"type": "intent", "id": "c1", "intent": {"kind": "exit"}}', "only the engine reports"),
        ('{"type": "intent", "id": "c1", "intent": {"kind": "grand-master", "level": 1e999}}', "between 0 and 1"),
        ('{"type": "shown"}', "a shown message has the tick of a frame"),
        ('{"type": "shown", "tick": -1}', "a shown message has the tick of a frame"),
        ('{"type": "shown", "tick": true}', "a shown message has the tick of a frame"),
        ('{"type": "shown", "tick": 1e999}', "a shown message has the tick of a frame"),
        (" " * (LONGEST_MESSAGE + 1), f"a message has at most {LONGEST_MESSAGE} signs"),
    ],
)
def test_what_is_not_understood_is_told_and_the_page_stays_connected(
    console: AsgiSocket, seam: FakeSeam, text: str, says: str
) -> None:
    @virtual_time
    async def play() -> None:
        async with console:
            console.say_text(text)
            error = await console.hear("error")
            assert says in error["text"]
            console.say(intent("c2", kind="panic"))
            assert (await console.hear("ack"))["id"] == "c2"
            assert console.close_code is None

    play()
    assert seam.intents == [Panic()]
    assert [peer for peer, _reason in seam.refused] == ["console:1 127.0.0.1"]


@virtual_time
async def test_an_error_carries_the_id_of_its_message(console: AsgiSocket) -> None:
    async with console:
        console.say(intent("c7", kind="gone"))
        assert (await console.hear("error"))["id"] == "c7"


@virtual_time
async def test_a_binary_message_is_not_understood(console: AsgiSocket) -> None:
    async with console:
        console.say_bytes(b"\x00\xff")
        assert "a message is JSON text" in (await console.hear("error"))["text"]


@virtual_time
async def test_a_change_is_told_within_a_thirtieth_of_a_second(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        await asyncio.sleep(10.01)
        console.pending()
        seam.publish(replace(SNAPSHOT, blackout=True))
        before_s = asyncio.get_running_loop().time()
        news = await console.hear("snapshot")
        assert news["snapshot"]["blackout"] is True
        assert asyncio.get_running_loop().time() - before_s <= 0.034


@pytest.mark.parametrize(("snapshot", "least", "most"), [(SNAPSHOT, 1.9, 2.1), (FADING, 9.5, 10.1)])
def test_the_state_comes_twice_a_second_in_rest_and_faster_while_something_runs(
    console: AsgiSocket, seam: FakeSeam, snapshot: Snapshot, least: float, most: float
) -> None:
    @virtual_time
    async def play() -> None:
        seam.publish(snapshot)
        async with console:
            await asyncio.sleep(10)
            assert least * 10 <= len(console.pending()) - 1 <= most * 10

    play()


@virtual_time
async def test_a_master_that_moves_every_tick_makes_thirty_snapshots_a_second_at_most(
    console: AsgiSocket, seam: FakeSeam
) -> None:
    async with console:
        for tick in range(440):
            seam.publish(replace(SNAPSHOT, grand_master=tick / 440))
            await asyncio.sleep(1 / 44)
        assert 150 <= len(console.pending()) <= 302


@virtual_time
async def test_a_frame_comes_with_its_header(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        seam.emit(frame(88))
        found = StreamFrame.from_bytes(await console.hear_bytes())
    assert found == StreamFrame(Encoding.RGB8, night_number(NIGHT), 88, 1, 2.0, bytes((88,)) * 6)


@virtual_time
async def test_two_frames_are_in_flight_and_then_the_newest_wins(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        for tick in range(1, 50):
            seam.emit(frame(tick))
            await asyncio.sleep(1 / 44)
        came = [StreamFrame.from_bytes(await console.hear_bytes()).tick for _ in range(2)]
        assert came == [1, 2]
        assert not [message for message in console.pending() if message.get("bytes")]
        console.say({"type": "shown", "tick": 2})
        assert StreamFrame.from_bytes(await console.hear_bytes()).tick == 49


@virtual_time
async def test_a_page_that_shows_every_frame_gets_every_frame(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        for tick in range(1, 100):
            seam.emit(frame(tick))
            found = StreamFrame.from_bytes(await console.hear_bytes())
            assert (found.tick, found.sequence) == (tick, tick)
            console.say({"type": "shown", "tick": tick})


@virtual_time
async def test_a_page_that_hangs_delays_no_other_and_gets_the_newest_when_it_wakes(
    app: FastAPI, seam: FakeSeam
) -> None:
    hanging, quick = AsgiSocket(app, "/ws/console"), AsgiSocket(app, "/ws/console")
    async with hanging, quick:
        await hanging.hear("hello")
        hanging.stop_reading()
        for tick in range(1, 500):
            seam.emit(frame(tick))
            seam.publish(replace(SNAPSHOT, tick=tick))
            assert StreamFrame.from_bytes(await quick.hear_bytes()).tick == tick
            quick.say({"type": "shown", "tick": tick})
            await asyncio.sleep(1 / 44)
        quick.say(intent("c1", kind="panic"))
        assert (await quick.hear("ack"))["ack"]["ok"]
        hanging.read_on()
        await asyncio.sleep(1)
        waiting = hanging.pending()
        assert len(waiting) <= 10
        newest = [json.loads(message["text"])["snapshot"]["tick"] for message in waiting if message.get("text")]
        assert newest[-1] == 499


@virtual_time
async def test_panic_passes_intents_that_the_engine_has_not_answered(console: AsgiSocket, seam: FakeSeam) -> None:
    seam.is_stuck = True
    async with console:
        for number in range(MOST_UNANSWERED + 10):
            console.say(intent(f"m{number}", kind="grand-master", level=0.5))
        for kind in ("panic", "blackout", "halt"):
            console.say(intent(kind, kind=kind))
        error = await console.hear("error")
        assert error["text"] == "the engine has not answered what came before; not done"
        await asyncio.sleep(0.1)
    assert seam.intents == [GrandMaster(0.5)] * MOST_UNANSWERED + [Panic(), Blackout(), Halt()]


@virtual_time
async def test_many_incidents_are_approved_by_one_message_and_an_intent_each(
    console: AsgiSocket, seam: FakeSeam
) -> None:
    async with console:
        console.say({"type": "answers", "id": "m1", "answer": "approve", "incidents": ["i1", "i2", "i3", "i2"]})
        answered = await console.hear("ack")
    assert seam.submitted == [(Approve(name), "console:1", "operator") for name in ("i1", "i2", "i3")]
    assert (answered["id"], answered["ack"]["ok"], answered["ack"]["text"]) == ("m1", True, "3 of 3 done")


@virtual_time
async def test_so_many_answers_count_as_a_message_of_their_own(console: AsgiSocket) -> None:
    names = [f"i{number}" for number in range(MOST_TOGETHER)]
    async with console:
        for number in range(5):
            console.say({"type": "answers", "id": f"m{number}", "answer": "dismiss", "incidents": names})
        error = await console.hear("error")
    assert error["id"] == "m4"
    assert "messages a second" in error["text"]


@virtual_time
async def test_of_many_answers_it_is_told_how_many_were_refused_and_why(console: AsgiSocket, seam: FakeSeam) -> None:
    done = Ack(seq=1, tick=101, ok=True, text="done")
    seam.answer = lambda intent: refuse(intent) if intent == Dismiss("i2") else done
    async with console:
        console.say({"type": "answers", "id": "m1", "answer": "dismiss", "incidents": ["i1", "i2", "i3"]})
        answered = await console.hear("ack")
    assert not answered["ack"]["ok"]
    assert answered["ack"]["text"] == "2 of 3 done; 1 not, the first: there is no such cue"


@virtual_time
@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "halt", "incidents": ["i1"]},
        {"answer": "approve", "incidents": []},
        {"answer": "approve", "incidents": "i1"},
        {"answer": "approve", "incidents": [1]},
        {"answer": "approve", "incidents": ["i" * 65]},
        {"answer": "approve", "incidents": ["i1"] * (MOST_TOGETHER + 1)},
    ],
)
async def test_answers_that_are_none_are_told_so_and_nothing_is_done(
    console: AsgiSocket, seam: FakeSeam, wrong: dict[str, object]
) -> None:
    async with console:
        console.say({"type": "answers", "id": "m1", **wrong})
        error = await console.hear("error")
    assert error["id"] == "m1"
    assert "answers message" in error["text"]
    assert seam.submitted == []


@virtual_time
async def test_a_flood_of_messages_is_cut_and_panic_gets_through(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        for number in range(2000):
            console.say(intent(f"m{number}", kind="grand-master", level=0.5))
            await asyncio.sleep(0)
        console.say(intent("panic", kind="panic"))
        await asyncio.sleep(0.01)
    assert seam.intents.count(GrandMaster(0.5)) == MESSAGE_RATE.burst
    assert seam.intents[-1] == Panic()


@virtual_time
async def test_a_page_that_asks_and_never_reads_is_disconnected(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        await console.hear("hello")
        console.stop_reading()
        for _ in range(MOST_ANSWERS + 10):
            console.say({"type": "ping"})
        await asyncio.sleep(2)
        assert console.is_over
        assert console.close_code == 1013
    assert ("console:1 127.0.0.1", f"{MOST_ANSWERS} answers unread; disconnected") in seam.refused


@virtual_time
async def test_too_many_consoles_are_refused_and_a_place_that_is_left_is_free_again(app: FastAPI) -> None:
    pages = [AsgiSocket(app, "/ws/console") for _ in range(MOST_CONSOLES)]
    for page in pages:
        await page.__aenter__()
    async with AsgiSocket(app, "/ws/console") as late:
        assert late.status == 403
    await pages[0].__aexit__(None, None, None)
    async with AsgiSocket(app, "/ws/console") as late:
        assert late.status == 101
    for page in pages[1:]:
        await page.__aexit__(None, None, None)


@virtual_time
async def test_a_page_that_leaves_leaves_no_task_behind(console: AsgiSocket, seam: FakeSeam) -> None:
    seam.is_stuck = True
    async with console:
        console.say(intent("c1", kind="go"))
        await asyncio.sleep(0.1)
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_a_page_that_is_gone_is_no_failure_however_many_were_talking_to_it(
    app: FastAPI, seam: FakeSeam, caplog: pytest.LogCaptureFixture
) -> None:
    @virtual_time
    async def play() -> None:
        async with AsgiSocket(app, "/ws/console") as console:
            await console.hear("hello")
            console.stop_reading()
            seam.publish(replace(SNAPSHOT, revision=SNAPSHOT.revision + 1))
            await asyncio.sleep(0.1)
            console.is_cut = True
            console.read_on()
            seam.emit(frame(1))
            await asyncio.sleep(0.1)
            assert console.is_over

    play()
    assert "failed" not in caplog.text


@virtual_time
async def test_what_a_page_held_is_let_go_when_it_leaves(console: AsgiSocket, seam: FakeSeam) -> None:
    async with console:
        console.say(intent("c1", kind="flash", submaster="front"))
        await asyncio.sleep(0.1)
    assert seam.intents == [FlashSubmaster("front"), LetGo()]
    assert len({source for _intent, source, _role in seam.submitted}) == 1


def test_a_failure_of_ours_closes_that_page_alone(
    app: FastAPI, seam: FakeSeam, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_intent: object) -> None:
        raise RuntimeError("the inside")

    @virtual_time
    async def play() -> None:
        async with AsgiSocket(app, "/ws/console") as broken, AsgiSocket(app, "/ws/console") as other:
            seam.answer = fail  # type: ignore[assignment]  # an engine that breaks the Protocol
            broken.say(intent("c1", kind="go"))
            await asyncio.sleep(0.1)
            assert broken.close_code == 1011
            other.say({"type": "ping"})
            assert await other.hear("pong")

    play()
    assert "the inside" in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        {"panic": "fading"},
        {"panic": "releasing"},
        {"go_lockout_s": 0.1},
        {"lists": FADING.lists},
        {"lists": (ListView("main", "1", "2", "holding", 1.0, 0.0, 4.0),)},
    ],
)
def test_what_moves_by_itself_counts_as_running(change: dict[str, object]) -> None:
    assert not is_running(SNAPSHOT)
    assert is_running(replace(SNAPSHOT, **change))  # type: ignore[arg-type]


def test_the_json_of_a_snapshot_is_the_one_of_the_model(seam: FakeSeam) -> None:
    assert TypeAdapter(Snapshot).dump_python(seam.snapshot(), mode="json") == json.loads(json.dumps(asdict(SNAPSHOT)))
