"""Link faults on a WebSocket node, and how soon a client that shows nothing is found."""

import json

import pytest

from controller.wire.stream import StreamFrame
from tests.outputs.test_stream_node import FPS, Rehearsal, answer


@pytest.fixture
def rehearsal() -> Rehearsal:
    return Rehearsal()


def fault(rehearsal: Rehearsal, *, lost: bool = False, cut: bool = False) -> None:
    """Run one tick under a fault, as Outputs does."""
    rehearsal.tick += 1
    rehearsal.node.turn(lost=lost, cut=cut)
    rehearsal.node.send(rehearsal.tick, rehearsal.slots)
    rehearsal.node.refresh()


def test_a_lost_frame_is_offered_to_nobody_and_the_next_one_at_once(rehearsal: Rehearsal) -> None:
    screen = rehearsal.connect("screen")
    rehearsal.run(1, screen)
    rehearsal.slots[0, 4] = 9
    fault(rehearsal, lost=True)
    assert answer(screen) == []

    fault(rehearsal)
    (frame,) = answer(screen)
    assert (frame.tick, frame.payload[0]) == (rehearsal.tick, 9)


def test_a_frame_is_sent_after_a_loss_though_nothing_changed(rehearsal: Rehearsal) -> None:
    screen = rehearsal.connect("screen")
    rehearsal.run(1, screen)
    fault(rehearsal, lost=True)
    fault(rehearsal)
    assert len(answer(screen)) == 1


@pytest.mark.parametrize("phase", [0, 10, 43])
def test_a_cut_line_is_found_by_the_missing_acks_and_is_whole_within_a_second(rehearsal: Rehearsal, phase: int) -> None:
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")
    rehearsal.run(3 + phase / FPS, screen, frame)
    ticks = 0
    while not rehearsal.node.is_silent(rehearsal.tick):
        fault(rehearsal, cut=True)
        assert answer(screen) == answer(frame) == []
        ticks += 1
    assert ticks <= 3.5 * FPS
    silent = rehearsal.node.view(rehearsal.tick)
    assert (silent.state, silent.emitted_age_s is not None and silent.emitted_age_s > 2) == ("silent", True)

    rehearsal.slots[0, 4] = 77
    fault(rehearsal)
    assert rehearsal.node.is_silent(rehearsal.tick)  # nothing was confirmed yet
    (shown,) = answer(screen)
    answer(frame)
    assert shown.payload[0] == 77
    fault(rehearsal)
    assert rehearsal.node.view(rehearsal.tick).state == "returned"
    assert not rehearsal.node.is_silent(rehearsal.tick)
    assert rehearsal.refused == []


def test_what_a_client_says_into_a_cut_line_arrives_when_it_is_mended(rehearsal: Rehearsal) -> None:
    screen = rehearsal.connect("screen")
    rehearsal.run(0.5, screen)
    rehearsal.slots[0, 4] = 5
    fault(rehearsal)
    message = screen.next_message()
    assert isinstance(message, bytes)
    fault(rehearsal, cut=True)
    sent = StreamFrame.from_bytes(message)
    screen.take(json.dumps({"type": "ack", "tick": sent.tick, "sequence": sent.sequence}))
    assert screen.waits_since is not None
    for _ in range(10):
        fault(rehearsal, cut=True)

    fault(rehearsal)
    answer(screen)
    assert screen.waits_since is None
    assert rehearsal.refused == []


def test_who_connects_to_a_cut_line_gets_the_picture_when_it_is_mended(rehearsal: Rehearsal) -> None:
    rehearsal.run(1)
    fault(rehearsal, cut=True)
    screen = rehearsal.connect("screen")
    fault(rehearsal, cut=True)
    assert not screen.is_playing

    fault(rehearsal)
    assert screen.is_playing
    assert len(answer(screen)) == 1


def test_a_fixture_that_was_never_confirmed_is_not_taken_for_lost(rehearsal: Rehearsal) -> None:
    rehearsal.run(10)
    assert not rehearsal.node.is_silent(rehearsal.tick)
    screen = rehearsal.connect("screen")
    rehearsal.run(10)
    assert screen.confirmed_tick is None
    assert not rehearsal.node.is_silent(rehearsal.tick)


def test_a_page_that_is_loaded_anew_is_not_taken_for_lost(rehearsal: Rehearsal) -> None:
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")
    rehearsal.run(2, screen, frame)
    rehearsal.node.disconnect("screen", screen)
    rehearsal.run(2.5, frame)
    assert rehearsal.node.unconfirmed == frozenset()
    rehearsal.run(1, frame)
    assert rehearsal.node.unconfirmed == {"screen"}
    assert not rehearsal.node.is_silent(rehearsal.tick)  # the other fixture confirms


@pytest.mark.parametrize("phase", range(0, 44, 4))
def test_a_client_that_freezes_is_found_within_3_5_s(rehearsal: Rehearsal, phase: int) -> None:
    screen, frame = rehearsal.connect("screen"), rehearsal.connect("frame")
    rehearsal.run(3 + phase / FPS, screen, frame)
    froze = rehearsal.tick
    while not rehearsal.node.unconfirmed:
        rehearsal.run(1 / FPS, frame)
        while screen.next_message() is not None:
            pass  # the network takes it, and nobody reads it
    assert rehearsal.node.unconfirmed == {"screen"}
    assert rehearsal.tick - froze <= 3.5 * FPS
