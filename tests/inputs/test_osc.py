"""OSC as it arrives: bytes of python-osc's client in, intents and replies out. No socket, no clock."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import ArgValue, build_msg

from controller.inputs.osc import MOST_UNANSWERED, REPLY_RATE, OscIn, OscSettings
from controller.model.intent import Blackout, Go, Goto, GrandMaster, Halt, Panic
from controller.wire.osc import decode_packet
from tests.fakes.seam import SNAPSHOT, FakeSeam, accept, refuse

DESK = ("127.0.0.1", 5000)
NEIGHBOUR = ("127.0.0.1", 5001)


class Bench:
    """One OSC input with everything round it in hand."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.now_s = 0.0
        self.seam = FakeSeam()
        self.sent: list[tuple[bytes, tuple[str, int]]] = []
        self.osc = OscIn(
            self.seam,
            tasks,
            clock=lambda: self.now_s,
            send=lambda packet, to: self.sent.append((packet, to)),
            settings=OscSettings(),
        )

    async def send(self, address: str, *arguments: ArgValue, sender: tuple[str, int] = DESK) -> None:
        """Send a message as python-osc writes it and let the answer come."""
        self.osc.receive(build_msg(address, list(arguments)).dgram, sender)
        await self.settle()

    async def settle(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)

    def give_up(self) -> None:
        """Let the answers that never come end with the test."""
        for task in asyncio.all_tasks():
            if "_wait_answer" in repr(task.get_coro()):
                task.cancel()

    def heard(self, to: tuple[str, int]) -> list[tuple[str, object]]:
        """Give address and argument of everything sent to somebody, and forget it."""
        found = [decode_packet(data)[0] for data, address in self.sent if address == to]
        self.sent = [entry for entry in self.sent if entry[1] != to]
        return [(message.address, message.arguments[0]) for message in found]

    def replies(self, to: tuple[str, int] = DESK) -> list[tuple[str, bool, str]]:
        """Give address, ok and text of the replies to somebody."""
        return [
            (address, document["ok"], document["text"])
            for address, text in self.heard(to)
            for document in [json.loads(str(text))]
        ]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(asyncio.Event().wait())
        yield Bench(tasks)
        waiting.cancel()


async def test_go_reaches_the_engine_with_its_source_and_is_not_answered(bench: Bench) -> None:
    await bench.send("/kintsugi/go")
    assert bench.seam.submitted == [(Go(), "osc:127.0.0.1:5000", "operator")]
    assert bench.replies() == []


async def test_a_press_acts_once_and_letting_go_does_not(bench: Bench) -> None:
    await bench.send("/kintsugi/go", 1.0)
    await bench.send("/kintsugi/go", 0.0)
    assert bench.seam.intents == [Go()]


async def test_every_message_of_a_bundle_acts_in_order(bench: Bench) -> None:
    bundle = OscBundleBuilder(IMMEDIATELY)
    bundle.add_content(build_msg("/kintsugi/cue/2/go", []))
    bundle.add_content(build_msg("/kintsugi/grandmaster", [0.5]))
    bench.osc.receive(bundle.build().dgram, DESK)
    await bench.settle()
    assert bench.seam.intents == [Goto("2"), GrandMaster(0.5)]


async def test_a_refusal_of_the_engine_is_told_to_the_sender(bench: Bench) -> None:
    bench.seam.answer = refuse
    await bench.send("/kintsugi/cue/99/go")
    assert bench.replies() == [("/kintsugi/reply/cue/99/go", False, "there is no such cue")]


async def test_a_level_out_of_range_is_counted_and_answered_and_never_handed_on(bench: Bench) -> None:
    await bench.send("/kintsugi/grandmaster", 1.5)
    assert bench.seam.intents == []
    assert bench.seam.refused == [("osc 127.0.0.1:5000", "a level is one number between 0 and 1; got 1.5")]
    assert bench.replies() == [("/kintsugi/reply/grandmaster", False, "a level is one number between 0 and 1; got 1.5")]


async def test_an_unknown_address_is_answered(bench: Bench) -> None:
    await bench.send("/kintsugi/gogo")
    [(address, ok, text)] = bench.replies()
    assert (address, ok) == ("/kintsugi/reply/gogo", False)
    assert "is no address here" in text


async def test_ping_is_answered(bench: Bench) -> None:
    await bench.send("/kintsugi/ping")
    assert bench.replies() == [("/kintsugi/reply/ping", True, "pong")]


async def test_a_fixture_is_explained_in_the_reply(bench: Bench) -> None:
    await bench.send("/kintsugi/fixture/lamp/explain")
    [(address, text)] = bench.heard(DESK)
    assert address == "/kintsugi/reply/fixture/lamp/explain"
    assert json.loads(str(text))["traces"][0]["steps"][0]["by"] == ["cue 1 Doors of main"]


async def test_what_is_not_there_is_not_explained(bench: Bench) -> None:
    await bench.send("/kintsugi/fixture/lmp/explain")
    assert bench.replies() == [("/kintsugi/reply/fixture/lmp/explain", False, "the show has no fixture 'lmp'")]


@pytest.mark.parametrize("address", ["/kintsugi/reply/go", "/kintsugi/out/blackout"])
async def test_our_own_words_come_back_are_counted_and_never_answered(bench: Bench, address: str) -> None:
    await bench.send(address, "x")
    assert bench.seam.refused
    assert bench.sent == []


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"abc",
        b"\xff" * 64,
        b"#bundle\x00" + bytes(8) + b"\xff\xff\xff\xfc",  # an element of -4 bytes, which stops python-osc for ever
        b"/" + b"*" * 39 + bytes(4) + b",\x00\x00\x00",
        b"/\xff\xfe\x00,\x00\x00\x00",
        bytes(9000),
    ],
)
async def test_a_packet_that_is_no_osc_is_counted_by_peer_and_not_answered(bench: Bench, packet: bytes) -> None:
    bench.osc.receive(packet, DESK)
    await bench.settle()
    assert bench.seam.intents == []
    assert [peer for peer, _reason in bench.seam.refused] == ["osc 127.0.0.1:5000"]


@given(st.binary(max_size=200))
def test_no_bytes_can_raise(packet: bytes) -> None:
    async def deliver() -> None:
        async with asyncio.TaskGroup() as tasks:
            bench = Bench(tasks)
            for data in (packet, b"/kintsugi/" + packet, b"#bundle\x00" + packet):
                bench.osc.receive(data, DESK)

    asyncio.run(deliver())


async def test_panic_of_one_peer_gets_through_a_flood_of_another(bench: Bench) -> None:
    bench.seam.is_stuck = True  # the worst case: the engine has not answered a single one of them yet
    fader = build_msg("/kintsugi/grandmaster", [0.5]).dgram
    for _ in range(20_000):
        bench.osc.receive(fader, NEIGHBOUR)
    await bench.send("/kintsugi/panic")
    await bench.send("/kintsugi/blackout", True)  # noqa: FBT003  an OSC argument
    await bench.send("/kintsugi/faults/clear")
    assert bench.seam.intents[-3:] == [Panic(), Blackout(on=True), Halt()]
    assert len(bench.seam.intents) == MOST_UNANSWERED + 3
    bench.give_up()


async def test_what_the_system_turned_away_is_counted_and_told_with_its_number(bench: Bench) -> None:
    bench.osc.turned_away((*DESK, b""), 3)
    bench.osc.turned_away(None, 2)
    assert bench.seam.refused == [
        *[("osc 127.0.0.1:5000", "too many messages from this peer; 3 were turned away unread")] * 3,
        *[("osc others", "too many messages from all peers together; 2 were turned away unread")] * 2,
    ]


async def test_replies_are_limited_so_that_nobody_can_be_flooded_through_us(bench: Bench) -> None:
    for _ in range(500):
        bench.osc.receive(build_msg("/kintsugi/ping", []).dgram, DESK)
    assert len(bench.replies()) == REPLY_RATE.burst


async def test_a_subscriber_is_told_the_full_state_at_once(bench: Bench) -> None:
    await bench.send("/kintsugi/subscribe")
    assert [(address, ok) for address, ok, _text in bench.replies()] == [("/kintsugi/reply/subscribe", True)]
    assert ("/kintsugi/out/list/main/standby", "1") in bench.heard(("127.0.0.1", 9001))


async def test_a_subscriber_may_name_its_port(bench: Bench) -> None:
    await bench.send("/kintsugi/subscribe", 9100)
    assert bench.heard(("127.0.0.1", 9100))
    assert bench.heard(("127.0.0.1", 9001)) == []


async def test_resync_tells_everything_again_and_is_refused_to_others(bench: Bench) -> None:
    await bench.send("/kintsugi/resync")
    [(_address, ok, text)] = bench.replies()
    assert (ok, text) == (False, "nobody at this address has subscribed; send subscribe")
    await bench.send("/kintsugi/subscribe")
    before = bench.heard(("127.0.0.1", 9001))
    await bench.send("/kintsugi/resync")
    assert bench.heard(("127.0.0.1", 9001)) == before


async def test_the_seventeenth_subscriber_is_refused(bench: Bench) -> None:
    for port in range(9001, 9018):
        await bench.send("/kintsugi/subscribe", port)
    *accepted, (_address, ok, text) = bench.replies()
    assert all(entry[1] for entry in accepted)
    assert not ok
    assert text.startswith("there are 16 subscribers already")


async def test_an_engine_that_raises_is_answered_and_osc_goes_on(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_intent: object) -> None:
        raise RuntimeError("broken")

    bench.seam.answer = fail  # type: ignore[assignment]  # an engine that breaks the Protocol
    await bench.send("/kintsugi/go")
    assert bench.replies() == [("/kintsugi/reply/go", False, "the controller failed on this; see its log")]
    assert "broken" in caplog.text
    bench.seam.answer = accept
    await bench.send("/kintsugi/panic")
    assert bench.seam.intents[-1] == Panic()


async def test_state_that_changed_is_told_to_the_subscriber(bench: Bench) -> None:
    await bench.send("/kintsugi/subscribe")
    bench.heard(("127.0.0.1", 9001))
    bench.seam.publish(replace(SNAPSHOT, grand_master=0.5))
    bench.osc._tell()
    assert bench.heard(("127.0.0.1", 9001)) == [("/kintsugi/out/grandmaster", 0.5)]
