"""How a node is asked whether it lives, on ticks: soon enough known dead, soon enough known back."""

from itertools import pairwise

import pytest

from controller.outputs.polls import Polls

RATES = range(4, 121)


def states(polls: Polls, ticks: range, *, answers: bool, late_by: int = 1) -> list[tuple[int, str]]:
    """Let ticks pass; each poll is answered so many ticks later, or never. Give each change of health."""
    due: list[int] = []
    changes: list[tuple[int, str]] = []
    for tick in ticks:
        while due and due[0] <= tick:
            due.pop(0)
            polls.answer(tick)
        if polls.is_due(tick) and answers:
            due.append(tick + late_by)
        if not changes or changes[-1][1] != polls.health(tick):
            changes.append((tick, polls.health(tick)))
    return changes


def run_until_dead(fps: int, dies: int) -> int:
    """Give the tick at which a node is silent that answers the polls before tick ``dies``, one tick later each."""
    polls, asked = Polls(fps), None
    for tick in range(dies + 60 * fps):
        if asked is not None and tick < dies:
            polls.answer(tick)
            asked = None
        if polls.is_due(tick):
            asked = tick
        if polls.is_silent:
            return tick
    raise AssertionError("never silent")


@pytest.mark.parametrize("fps", RATES)
def test_a_node_that_dies_is_known_silent_within_3_5_s_whenever_it_dies(fps: int) -> None:
    for dies in range(2 * fps, 2 * fps + 2 * fps + 2):
        assert run_until_dead(fps, dies) - dies < 3.5 * fps


def test_one_or_two_lost_answers_are_no_silence() -> None:
    polls = Polls(44)
    asked = 0
    for tick in range(44 * 60):
        if polls.is_due(tick):
            asked += 1
            if asked % 3 == 0:
                polls.answer(tick)
        assert not polls.is_silent


def test_polls_rest_between_answers_and_are_repeated_when_one_is_overdue() -> None:
    polls = Polls(44)
    asked = []
    for tick in range(44 * 6):
        if polls.is_due(tick):
            asked.append(tick)
        elif asked and tick == asked[-1] + 1 and tick < 100:
            polls.answer(tick)

    assert asked[:3] == [0, 79, 158]
    assert asked[3:6] == [180, 202, 224]


@pytest.mark.parametrize("fps", RATES)
def test_a_silent_node_is_asked_at_least_twice_a_second_so_that_it_is_back_within_one(fps: int) -> None:
    polls = Polls(fps)
    asked = [tick for tick in range(10 * fps) if polls.is_due(tick)]

    assert polls.is_silent
    assert max(after - before for before, after in pairwise(asked)) <= fps // 2 + 1


def test_the_whole_story_of_a_node_in_words() -> None:
    polls = Polls(44)

    alive = states(polls, range(440), answers=True)
    assert polls.why(440) == "answered a poll 1.0 s ago"
    dead = states(polls, range(440, 880), answers=False)
    assert polls.why(880) == "has not answered for 11 s, though polled again and again"
    back = states(polls, range(880, 1320), answers=True)

    assert [state for _, state in alive] == ["unknown", "ok"]
    assert [state for _, state in dead] == ["ok", "late", "silent"]
    assert [state for _, state in back] == ["silent", "returned", "ok"]
    (returned, _), (calm, _) = back[1:]
    assert returned - 880 < 44
    assert calm - returned == 5 * 44


def test_a_node_that_never_answered_is_silent_too_and_says_so() -> None:
    polls = Polls(44)
    assert [state for _, state in states(polls, range(200), answers=False)] == ["unknown", "silent"]
    assert polls.why(200) == "has never answered a poll"


def test_a_node_that_always_answers_late_is_late_and_not_silent() -> None:
    polls = Polls(44)
    changes = states(polls, range(2000), answers=True, late_by=30)
    assert [state for _, state in changes] == ["unknown", "late"]
    assert polls.why(2000).startswith("answers polls late")


def test_an_answer_says_whether_the_node_was_out_of_reach() -> None:
    polls = Polls(44)
    assert polls.is_due(0)
    assert polls.answer(1)
    assert polls.is_due(100)
    assert not polls.answer(101)
    assert polls.is_due(200)
    assert polls.is_due(230)
    assert polls.answer(231)


def test_an_engine_that_slept_asks_again_before_it_judges() -> None:
    polls = Polls(44)
    polls.is_due(0)
    polls.answer(1)
    polls.is_due(79)
    assert polls.is_due(44 * 100)
    assert not polls.is_silent
