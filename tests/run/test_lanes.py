"""The lanes: bounded, urgent first, and no flood keeps BLACKOUT, PANIC or HALT out."""

import asyncio

from controller.model.facts import Sense, TimecodeFrame
from controller.model.intent import (
    Approve,
    Blackout,
    Clear,
    Dismiss,
    Go,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Panic,
    Pause,
    SetSubmaster,
    ZoneLevel,
)
from controller.model.snapshot import Ack
from controller.model.visits import Ballots, CloseVote, OpenPaint, OpenVote, Strokes
from controller.run.lanes import (
    ANSWERS_PER_TICK,
    BALLOTS_CAPACITY,
    BALLOTS_PER_TICK,
    CAPACITY,
    HANDS,
    PER_TICK,
    Hands,
    Lanes,
    LaneStatistics,
    Waiting,
)


def waiting(intent: Intent, source: str = "test", answer: "asyncio.Future[Ack] | None" = None) -> Waiting:
    return Waiting(intent, source, "operator", answer)


def drained(lanes: Lanes) -> list[Intent]:
    return [each.intent for each in lanes.drain()]


def test_urgent_intents_go_before_all_that_waited_longer() -> None:
    lanes = Lanes()
    for intent in (Go(), Pause(), Halt(), Blackout(on=True)):
        assert lanes.put_nowait(waiting(intent))
    assert drained(lanes) == [Halt(), Blackout(on=True), Go(), Pause()]


def test_what_was_said_before_panic_is_not_done_after_it() -> None:
    lanes = Lanes()
    for intent in (Go(), GrandMaster(0.5), Inject("storm"), Panic(), Go()):
        lanes.put_nowait(waiting(intent))
    assert drained(lanes) == [Panic(), GrandMaster(0.5), Go()]


def test_a_fault_that_waited_is_not_injected_after_halt() -> None:
    lanes = Lanes()
    for intent in (Inject("storm"), Go(), Halt()):
        lanes.put_nowait(waiting(intent))
    assert drained(lanes) == [Halt(), Go()]


def test_no_cue_that_waits_for_a_later_tick_than_halt_is_called_after_it() -> None:
    lanes = Lanes()
    said: list[Intent] = [*[Clear("x")] * 3, *(Go(str(number)) for number in range(200)), Pause(), Halt()]
    for intent in said:
        lanes.put_nowait(waiting(intent))
    lanes.put_nowait(waiting(Go("after")))
    first = drained(lanes)
    assert [intent for intent in first if isinstance(intent, Go)] == [Go(str(n)) for n in range(PER_TICK - 3)]
    assert first[0] == Halt()
    assert drained(lanes) == [Pause(), Go("after")]


def test_a_full_ordinary_lane_refuses_the_newcomer() -> None:
    lanes = Lanes()
    assert all(lanes.put_nowait(waiting(Pause())) for _ in range(CAPACITY))
    assert not lanes.put_nowait(waiting(Pause()))
    assert lanes.put_nowait(waiting(Halt()))
    assert lanes.statistics() == LaneStatistics(urgent=1, ordinary=CAPACITY, refused=1, merged=0)


def test_a_tick_takes_only_so_many_ordinary_intents_and_keeps_their_order() -> None:
    lanes = Lanes()
    for number in range(PER_TICK + 5):
        lanes.put_nowait(waiting(Go(str(number))))
    assert drained(lanes) == [Go(str(number)) for number in range(PER_TICK)]
    assert drained(lanes) == [Go(str(number)) for number in range(PER_TICK, PER_TICK + 5)]


def test_of_a_fader_only_the_newest_value_of_each_source_is_taken() -> None:
    lanes = Lanes()
    for level, source in ((0.1, "a"), (0.2, "b"), (0.3, "a")):
        lanes.put_nowait(waiting(GrandMaster(level), source))
    assert drained(lanes) == [GrandMaster(0.2), GrandMaster(0.3)]
    assert lanes.statistics().merged == 1


async def test_a_value_that_a_newer_one_replaced_is_answered_so() -> None:
    lanes = Lanes()
    answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
    lanes.put_nowait(waiting(GrandMaster(0.1), answer=answer))
    lanes.put_nowait(waiting(GrandMaster(0.3)))
    lanes.drain()
    assert (await answer).text == "a newer value took its place"


def test_no_flood_of_one_urgent_intent_keeps_another_out() -> None:
    lanes = Lanes()
    lanes.put_nowait(waiting(Panic()))
    for _ in range(3 * CAPACITY):
        assert lanes.put_nowait(waiting(Halt()))
    assert lanes.put_nowait(waiting(Blackout(on=True)))
    taken = drained(lanes)
    assert len(taken) == CAPACITY
    assert {type(intent) for intent in taken} == {Panic, Halt, Blackout}
    assert taken[-1] == Blackout(on=True)


async def test_an_urgent_intent_that_gave_way_is_answered() -> None:
    lanes = Lanes()
    answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
    lanes.put_nowait(waiting(Halt(), answer=answer))
    for _ in range(CAPACITY):
        lanes.put_nowait(waiting(Halt()))
    assert not (await answer).ok


def test_every_fader_has_its_own_newest_value() -> None:
    lanes = Lanes()
    for intent in (
        SetSubmaster("front", 0.1),
        SetSubmaster("back", 0.2),
        ZoneLevel("front", 0.3),
        SetSubmaster("front", 0.4),
    ):
        lanes.put_nowait(waiting(intent))
    assert drained(lanes) == [SetSubmaster("back", 0.2), ZoneLevel("front", 0.3), SetSubmaster("front", 0.4)]


def test_of_what_a_sensor_says_only_the_newest_of_a_tick_counts_whoever_brings_it() -> None:
    lanes = Lanes()
    for value in range(5):
        lanes.put_nowait(waiting(Sense("door", float(value)), source=f"osc:{value}"))
    lanes.put_nowait(waiting(Sense("window", 7.0)))
    assert drained(lanes) == [Sense("door", 4.0), Sense("window", 7.0)]


def test_no_flood_of_samples_keeps_a_hand_waiting_or_fills_the_lane() -> None:
    lanes = Lanes()
    assert all(lanes.put_nowait(waiting(Sense("door", float(value)))) for value in range(10 * CAPACITY))
    assert lanes.put_nowait(waiting(Go()))
    assert drained(lanes) == [Sense("door", 10 * CAPACITY - 1.0), Go()]


def test_a_flood_of_sensors_that_nobody_knows_is_refused_when_the_lane_is_full() -> None:
    lanes = Lanes()
    assert all(lanes.put_nowait(waiting(Sense(f"s{number}", 0.0))) for number in range(CAPACITY))
    assert not lanes.put_nowait(waiting(Sense("one-more", 0.0)))
    assert lanes.put_nowait(waiting(Go()))
    assert drained(lanes) == [*(Sense(f"s{number}", 0.0) for number in range(PER_TICK)), Go()]
    assert len(drained(lanes)) == PER_TICK


def test_of_a_time_code_only_the_newest_frame_of_a_tick_counts() -> None:
    lanes = Lanes()
    for number in range(3):
        lanes.put_nowait(waiting(TimecodeFrame(1, 0, 0, number)))
    assert drained(lanes) == [TimecodeFrame(1, 0, 0, 2)]


def test_ballots_keep_no_hand_waiting_and_few_of_them_go_in_one_tick() -> None:
    lanes = Lanes()
    cast = [Ballots("q", {f"v{number}": "yes"}) for number in range(BALLOTS_CAPACITY)]
    assert all(lanes.put_nowait(waiting(each)) for each in cast)
    assert not lanes.put_nowait(waiting(Ballots("q", {"late": "yes"})))
    assert lanes.put_nowait(waiting(Go()))
    assert drained(lanes) == [Go(), *cast[:BALLOTS_PER_TICK]]
    assert drained(lanes) == cast[BALLOTS_PER_TICK : 2 * BALLOTS_PER_TICK], "also when nobody else waits"
    assert lanes.statistics() == LaneStatistics(0, BALLOTS_CAPACITY - 2 * BALLOTS_PER_TICK, 1, 0)


def test_a_vote_that_was_asked_for_before_halt_is_not_opened_after_it() -> None:
    lanes = Lanes()
    for intent in (OpenVote("q"), CloseVote("q"), OpenPaint("tiles"), Halt()):
        assert lanes.put_nowait(waiting(intent))
    assert drained(lanes) == [Halt()]


def test_strokes_of_paint_wait_with_the_ballots_and_keep_no_hand_waiting() -> None:
    lanes = Lanes()
    laid = [Strokes("tiles", {f"v{number}": "Gold"}) for number in range(3)]
    assert all(lanes.put_nowait(waiting(each)) for each in laid)
    assert lanes.put_nowait(waiting(Go()))
    assert drained(lanes) == [Go(), *laid[:BALLOTS_PER_TICK]]


def test_what_a_tick_gave_back_goes_before_all_that_came_since() -> None:
    lanes = Lanes()
    for intent in (Go(), GrandMaster(0.1), Blackout(on=True), Sense("door", 0.5), Ballots("v", {})):
        lanes.put_nowait(waiting(intent))
    before = lanes.drain()
    assert lanes.is_empty
    lanes.put_back(before)
    lanes.put_nowait(waiting(Pause()))
    lanes.put_nowait(waiting(Halt()))
    assert drained(lanes) == [
        Blackout(on=True),
        Halt(),
        Sense("door", 0.5),
        Go(),
        GrandMaster(0.1),
        Pause(),
        Ballots("v", {}),
    ]


def test_a_sample_that_was_given_back_gives_way_to_the_newer_one() -> None:
    lanes = Lanes()
    lanes.put_nowait(waiting(Sense("door", 0.5)))
    before = lanes.drain()
    lanes.put_nowait(waiting(Sense("door", 0.7)))
    lanes.put_back(before)
    assert drained(lanes) == [Sense("door", 0.7)]


def test_halt_makes_void_what_was_given_back_too() -> None:
    lanes = Lanes()
    for intent in (Inject("storm"), Go()):
        lanes.put_nowait(waiting(intent))
    lanes.put_back(lanes.drain())
    lanes.put_nowait(waiting(Halt()))
    assert drained(lanes) == [Halt(), Go()]


def test_for_a_hand_on_a_button_a_tick_is_worked_out_anew_and_for_a_flood_of_buttons_it_is_not() -> None:
    hands = Hands()
    assert not any(hands.may_wait(waiting(Go()), tick, fps=44) for tick in range(HANDS))
    assert all(hands.may_wait(waiting(Go()), tick, fps=44) for tick in range(HANDS, 60))
    assert not hands.may_wait(waiting(Go()), 60 + 44, fps=44)


def test_a_flood_that_goes_on_is_one_all_the_time() -> None:
    hands = Hands()
    waits = [hands.may_wait(waiting(Inject("storm")), tick, fps=44) for tick in range(2000)]
    assert waits.count(False) == HANDS


def test_in_a_flood_of_buttons_what_is_urgent_and_what_the_engine_says_do_not_wait() -> None:
    hands = Hands()
    for _ in range(5 * HANDS):
        hands.may_wait(waiting(Go()), 7, fps=44)
    assert not any(hands.may_wait(waiting(urgent), 7, fps=44) for urgent in (Halt(), Panic(), Blackout(on=True)))
    assert not hands.may_wait(Waiting(CloseVote("colour"), "engine", "engine", None), 7, fps=44)


def test_faders_may_always_wait_and_keep_no_button_waiting() -> None:
    hands = Hands()
    assert all(hands.may_wait(waiting(GrandMaster(0.5)), 7, fps=44) for _ in range(5 * HANDS))
    assert not hands.may_wait(waiting(Go()), 7, fps=44)


def test_a_thousand_approvals_wait_where_no_go_has_to_pass_them() -> None:
    lanes = Lanes()
    names = [f"i{number}" for number in range(1, 1025)]
    assert all(lanes.put_nowait(waiting(Approve(name))) for name in names)
    lanes.put_nowait(waiting(Go()))
    first = drained(lanes)
    assert first == [*(Approve(name) for name in names[:ANSWERS_PER_TICK]), Go()]
    rest = [intent for _ in range(len(names) // ANSWERS_PER_TICK) for intent in drained(lanes)]
    assert rest == [Approve(name) for name in names[ANSWERS_PER_TICK:]]
    assert lanes.is_empty


def test_a_few_approvals_keep_their_place_among_what_was_said() -> None:
    lanes = Lanes()
    said: list[Intent] = [Approve("i1"), Clear("storm"), Dismiss("i2"), Inject("storm")]
    for intent in said:
        lanes.put_nowait(waiting(intent))
    assert drained(lanes) == said


def test_halt_makes_every_approval_void_that_still_waits_and_leaves_dismissals() -> None:
    lanes = Lanes()
    for number in range(2 * ANSWERS_PER_TICK):
        lanes.put_nowait(waiting(Approve(f"i{number}")))
    lanes.put_nowait(waiting(Dismiss("i500")))
    lanes.put_nowait(waiting(Halt()))
    assert drained(lanes) == [Halt(), Dismiss("i500")]
    assert lanes.is_empty


def test_approvals_of_a_crowd_that_were_drained_too_early_wait_again_as_before() -> None:
    lanes = Lanes()
    said: list[Intent] = [Approve(f"i{number}") for number in range(2 * ANSWERS_PER_TICK)]
    for intent in said:
        lanes.put_nowait(waiting(intent))
    lanes.put_back(lanes.drain())
    assert [*drained(lanes), *drained(lanes)] == said


def test_a_viewer_who_cries_panic_pushes_no_operator_out() -> None:
    lanes = Lanes()
    lanes.put_nowait(waiting(Panic()))
    for _ in range(2 * CAPACITY):
        lanes.put_nowait(Waiting(Panic(), "viewer", "viewer", None))
    assert ("test", Panic()) in [(each.source, each.intent) for each in lanes.drain()]
