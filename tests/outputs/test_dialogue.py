"""What is said to one client, without a socket."""

import json

import pytest

from controller.outputs.dialogue import CloseCode, Dialogue, Offer
from controller.wire.fixture_messages import FixtureHello

FPS = 10
ABOUT = FixtureHello("screen", "generic/projector", "default", 5, 1, ("Welcome",), FPS, 3)
HELLO = '{"type": "hello", "version": 1, "name": "page", "capabilities": []}'


class Client:
    """The other side, in memory."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self.woken = 0
        self.dialogue = Dialogue(ABOUT, tick=0, wake=self.wake, refused=self.refused.append)

    def wake(self) -> None:
        self.woken += 1

    def say(self, **message: object) -> None:
        self.dialogue.take(json.dumps(message))

    def hear(self) -> list[dict[str, object] | bytes]:
        heard: list[dict[str, object] | bytes] = []
        while (message := self.dialogue.next_message()) is not None:
            heard.append(message if isinstance(message, bytes) else json.loads(message))
        return heard

    def offer(self, tick: int) -> None:
        self.dialogue.offer(Offer(tick, tick + 100, f"frame {tick}".encode()))

    def ack(self, tick: int) -> None:
        self.say(type="ack", tick=tick, sequence=tick + 100)


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def greeted(client: Client) -> Client:
    client.dialogue.take(HELLO)
    client.hear()
    return client


def test_hello_is_answered_with_the_fixture(client: Client) -> None:
    client.dialogue.take(HELLO)

    (hello,) = client.hear()
    assert isinstance(hello, dict)
    assert (hello["type"], hello["fixture"], hello["slots"], hello["texts"]) == ("hello", "screen", 5, ["Welcome"])
    assert client.dialogue.is_playing
    assert client.refused == []


def test_no_frame_comes_before_hello_and_then_only_the_newest(client: Client) -> None:
    client.offer(1)
    client.offer(2)
    assert client.hear() == []

    client.dialogue.take(HELLO)

    assert client.hear()[1:] == [b"frame 2"]


def test_two_frames_are_under_way_and_the_newest_waits(greeted: Client) -> None:
    for tick in range(1, 6):
        greeted.offer(tick)
        greeted.hear()
    greeted.ack(1)
    first = greeted.hear()
    greeted.ack(2)

    assert first == [b"frame 5"]
    assert greeted.hear() == []
    assert greeted.dialogue.frames == 3


def test_an_ack_confirms_the_frames_before_it_too(greeted: Client) -> None:
    for tick in (1, 2):
        greeted.offer(tick)
        greeted.hear()

    greeted.ack(2)

    assert greeted.dialogue.waits_since is None
    assert greeted.dialogue.confirmed_tick == 2


@pytest.mark.parametrize(("tick", "sequence"), [(1, 7), (9, 101), (2, 102)])
def test_an_ack_for_what_was_not_sent_is_refused_and_confirms_nothing(
    greeted: Client, tick: int, sequence: int
) -> None:
    greeted.offer(1)
    greeted.hear()

    greeted.say(type="ack", tick=tick, sequence=sequence)

    (error,) = greeted.hear()
    assert isinstance(error, dict)
    assert "waits for an ack" in str(error["text"])
    assert greeted.dialogue.confirmed_tick is None
    assert len(greeted.refused) == 1


def test_a_new_frame_wakes_the_shell_only_while_there_is_credit(greeted: Client) -> None:
    for tick in (1, 2):
        greeted.offer(tick)
        greeted.hear()
    before = greeted.woken

    greeted.offer(3)
    assert greeted.woken == before
    greeted.ack(1)
    assert greeted.woken > before


def test_pings_are_answered(greeted: Client) -> None:
    greeted.say(type="ping", t=12.5)

    assert greeted.hear() == [{"type": "pong", "t": 12.5}]


def test_the_heartbeat_goes_on_while_it_is_answered(greeted: Client) -> None:
    pings = 0
    for tick in range(1, 20 * FPS + 1):
        greeted.dialogue.advance(tick)
        for message in greeted.hear():
            assert isinstance(message, dict)
            pings += 1
            greeted.say(type="pong", t=message["t"])

    assert pings == 20
    assert greeted.dialogue.closing is None


def test_three_pings_without_a_pong_close_the_connection(greeted: Client) -> None:
    for tick in range(1, 4 * FPS):
        greeted.dialogue.advance(tick)
        assert greeted.dialogue.closing is None
    greeted.dialogue.advance(4 * FPS)

    assert greeted.dialogue.closing is not None
    assert greeted.dialogue.closing.code == CloseCode.SILENT


def test_a_stalled_frame_loop_does_not_close_its_clients(greeted: Client) -> None:
    greeted.dialogue.advance(FPS)
    greeted.dialogue.advance(1000 * FPS)

    assert greeted.dialogue.closing is None


def test_a_client_without_hello_is_closed_after_three_seconds(client: Client) -> None:
    client.dialogue.advance(3 * FPS - 1)
    assert client.dialogue.closing is None
    client.dialogue.advance(3 * FPS)

    assert client.dialogue.closing is not None
    assert client.dialogue.closing.code == CloseCode.SILENT


def test_another_version_is_told_which_one_is_spoken(client: Client) -> None:
    client.say(type="hello", version=2, name="future")

    (error,) = client.hear()
    assert isinstance(error, dict)
    assert "speaks version 1" in str(error["text"])
    assert client.dialogue.closing is not None
    assert client.dialogue.closing.code == CloseCode.VERSION


@pytest.mark.parametrize("bad", ["nonsense", b"\x00\x01", '{"type": "ack", "tick": 1}', HELLO])
def test_a_bad_message_is_answered_counted_and_does_not_close(greeted: Client, bad: str | bytes) -> None:
    greeted.dialogue.take(bad)

    (error,) = greeted.hear()
    assert isinstance(error, dict)
    assert error["type"] == "error"
    assert len(greeted.refused) == 1
    assert greeted.dialogue.closing is None


def test_ten_bad_messages_within_a_minute_close_the_connection(greeted: Client) -> None:
    for _ in range(9):
        greeted.dialogue.take("nonsense")
        greeted.hear()
    assert greeted.dialogue.closing is None
    greeted.dialogue.take("nonsense")

    assert greeted.dialogue.closing is not None
    assert greeted.dialogue.closing.code == CloseCode.REFUSED
    assert len(greeted.hear()) == 1
    assert len(greeted.refused) == 10


def test_bad_messages_are_forgiven_after_a_minute(greeted: Client) -> None:
    for minute in range(5):
        for _ in range(6):
            greeted.dialogue.take("nonsense")
            greeted.hear()
        greeted.say(type="pong", t=0)
        greeted.dialogue.advance((minute + 1) * 60 * FPS)
        greeted.hear()

    assert greeted.dialogue.closing is None


def test_a_client_that_talks_too_much_is_closed(greeted: Client) -> None:
    for number in range(4 * FPS + 41):
        greeted.say(type="ping", t=number)
        greeted.hear()

    assert greeted.dialogue.closing is not None
    assert greeted.dialogue.closing.code == CloseCode.TOO_MUCH


def test_replies_that_nobody_reads_are_bounded(greeted: Client) -> None:
    for number in range(50):
        greeted.say(type="ping", t=number)

    assert greeted.dialogue.closing is not None
    assert greeted.dialogue.closing.code == CloseCode.TOO_MUCH
    assert len(greeted.hear()) == 16


def test_nothing_is_taken_or_said_after_the_end(greeted: Client) -> None:
    greeted.offer(1)
    greeted.dialogue.close(CloseCode.REFUSED, "enough")
    greeted.say(type="ping", t=1)

    assert greeted.hear() == []


def test_the_last_picture_is_sent_before_the_show_ends_whatever_the_credit_is(greeted: Client) -> None:
    for tick in (1, 2):
        greeted.offer(tick)
        greeted.hear()
    greeted.offer(3)

    greeted.dialogue.close(CloseCode.GOING_AWAY, "the show has ended")

    assert greeted.hear() == [b"frame 3"]


def test_a_complaint_of_the_client_is_noted(greeted: Client) -> None:
    greeted.say(type="error", text="no such font")

    assert greeted.refused == ["page says: no such font"]
    assert greeted.hear() == []


def test_a_client_that_lost_the_picture_owes_no_ack_and_is_owed_a_frame(greeted: Client) -> None:
    for tick in (1, 2, 3):
        greeted.offer(tick)
        greeted.hear()
    assert greeted.dialogue.waits_since is not None

    greeted.say(type="resync")
    assert greeted.dialogue.wants_frame
    assert greeted.dialogue.waits_since is None
    greeted.offer(4)
    assert not greeted.dialogue.wants_frame
    assert greeted.hear() == [b"frame 4"]
    greeted.ack(2)  # it was under way
    assert greeted.refused == []
    greeted.ack(4)
    assert greeted.dialogue.confirmed_tick == 4


def test_a_resync_before_hello_is_refused(client: Client) -> None:
    client.say(type="resync")
    assert client.refused == ["the first message must be hello"]


def test_words_are_said_before_the_frame_that_needs_them(greeted: Client) -> None:
    greeted.offer(1)
    greeted.dialogue.write({224: "A cup", 225: "A bike"})
    assert greeted.hear() == [
        {"type": "words", "number": 224, "text": "A cup"},
        {"type": "words", "number": 225, "text": "A bike"},
        b"frame 1",
    ]


def test_only_new_words_are_said_and_those_that_are_gone_mean_nothing(greeted: Client) -> None:
    greeted.dialogue.write({224: "A cup", 225: "A bike", 226: ""})
    greeted.hear()
    greeted.dialogue.write({224: "A cup", 226: "A heart"})
    assert greeted.hear() == [
        {"type": "words", "number": 225, "text": ""},
        {"type": "words", "number": 226, "text": "A heart"},
    ]
    greeted.dialogue.write({224: "A cup", 226: "A heart"})
    assert greeted.hear() == []


def test_whoever_comes_later_is_told_all_words_after_the_hello(client: Client) -> None:
    client.dialogue.write({224: "A cup", 225: ""})
    assert client.hear() == []
    client.dialogue.take(HELLO)
    kinds = [message["type"] for message in client.hear() if isinstance(message, dict)]
    assert kinds == ["hello", "words"]


def test_words_that_were_lost_on_a_broken_way_are_said_again(greeted: Client) -> None:
    greeted.dialogue.write({224: "A cup"})
    greeted.dialogue.turn(cut=True)
    assert greeted.hear() == []
    greeted.dialogue.turn(cut=False)
    assert greeted.hear() == [{"type": "words", "number": 224, "text": "A cup"}]


def test_whatever_visitors_wrote_arrives_as_it_is(greeted: Client) -> None:
    text = '</script>"\\ \u00e9 \U0001f44b {{x}}'
    greeted.dialogue.write({255: text})
    assert greeted.hear() == [{"type": "words", "number": 255, "text": text}]
