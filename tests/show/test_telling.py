"""Stories: what a visitor tells waits for a person, is shown for a while, and goes; hands and time end it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import intent as intents
from controller.model.intent import Entry, Intent, Role
from controller.model.state import Record
from controller.model.story import MOST_AHEAD, MOST_TOLD, MOST_WAITING, TOLD_SLOTS, UNREAD_S
from controller.model.visits import (
    ClearStory,
    CloseStory,
    HideTale,
    OpenStory,
    RefuseTale,
    ShowTale,
    Tales,
)
from controller.show.carry import carried
from controller.show.reduce import reduce
from controller.show.telling import open_one, outlines, tales, texts_of, views, waits_for
from tests.show.telling import TEXT, stands, tell
from tests.shows import Played, show_of


@pytest.fixture
def played() -> Played:
    playing = Played(TEXT)
    playing.give(intents.Go())
    playing.run(1)
    playing.give(OpenStory("memories"))
    return playing


def waiting(played: Played) -> list[str]:
    telling = played.state.stories.telling
    return [] if telling is None else [tale.text for tale in telling.waiting]


def number_of(played: Played, text: str) -> int:
    telling = played.state.stories.telling
    assert telling is not None
    return next(tale.number for tale in telling.waiting if tale.text == text)


def said_by(played: Played, role: Role, intent: Intent) -> Record:
    return reduce(played.show, played.state, Entry(played.state.tick, 99, "somebody", role, intent))[1]


def test_a_story_is_opened_and_told(played: Played) -> None:
    assert played.said("open-story")[-1].text == "story “What did you mend?” is open for 60 s"


def test_nothing_is_shown_before_a_person_lets_it_through(played: Played) -> None:
    played.give(tell(ada="A cup"))
    played.run(30)
    assert waiting(played) == ["A cup"]
    assert stands(played) == "Welcome"
    played.give(ShowTale())
    assert (waiting(played), stands(played)) == ([], "A cup")
    played.run(6)
    assert stands(played) == "Welcome"


def test_what_is_told_is_in_no_line_of_the_log_before_it_is_let_through(played: Played) -> None:
    played.give(tell(ada="A secret"))
    played.run(2)
    played.give(RefuseTale())
    assert not any("secret" in record.text for record in played.records)


def test_tales_come_one_after_another_each_for_its_time(played: Played) -> None:
    played.give(tell(ada="A cup", bob="A bike", cas="A heart"))
    played.run(2)
    played.beat(ShowTale(), ShowTale(), ShowTale())
    seen = [stands(played)]
    for _ in range(3):
        played.run(5)
        seen.append(stands(played))
    assert seen == ["A cup", "A bike", "A heart", "Welcome"]


def test_the_fixture_goes_back_to_what_the_lists_say_by_then(played: Played) -> None:
    played.give(tell(ada="A cup"))
    played.run(2)
    played.give(ShowTale())
    played.give(intents.Go())
    assert stands(played) == "A cup"
    played.run(6)
    assert stands(played) == "Goodbye"


def test_another_tale_of_the_same_visitor_takes_the_place_of_the_one_that_waits(played: Played) -> None:
    played.give(tell(ada="A cup", bob="A bike"))
    first = number_of(played, "A cup")
    played.run(10)
    played.give(tell(ada="A plate"))
    assert waiting(played) == ["A bike", "A plate"]
    record = played.give(ShowTale(first))
    assert not record.ok
    assert "does not wait any more" in record.text
    assert stands(played) == "Welcome"


def test_the_next_is_never_a_tale_that_nobody_can_have_read(played: Played) -> None:
    played.give(tell(ada="A cup"))
    assert not played.give(ShowTale()).ok
    played.run(UNREAD_S)
    assert played.give(ShowTale()).ok


def test_a_tale_is_let_through_or_refused_by_its_number(played: Played) -> None:
    played.give(tell(ada="A cup", bob="A bike"))
    played.beat(ShowTale(number_of(played, "A bike")), RefuseTale(number_of(played, "A cup")))
    assert (waiting(played), stands(played)) == ([], "A bike")


def test_a_visitor_tells_once_in_a_while(played: Played) -> None:
    played.give(tell(ada="A cup"))
    played.run(9)
    record = played.give(tell(ada="A plate"))
    assert (record.ok, record.text) == (False, "the same visitor can tell once in 10 s")
    played.run(1)
    assert played.give(tell(ada="A plate")).ok


def test_what_is_too_long_is_cut_and_what_says_nothing_is_refused(played: Played) -> None:
    played.give(tell(ada="x" * 50))
    assert waiting(played) == ["x" * 40]
    record = played.give(tell(bob=""))
    assert (record.ok, record.text) == (False, "there is nothing to read in it")


def test_so_many_wait_and_no_more(played: Played) -> None:
    played.give(Tales("memories", {f"v{number}": "Hello" for number in range(MOST_WAITING + 5)}))
    assert len(waiting(played)) == MOST_WAITING
    record = played.give(tell(late="Hello"))
    assert not record.ok
    assert "64 tales wait to be read" in record.text
    assert views(played.show, played.state)[0].is_full


def test_so_many_are_let_through_and_no_more(played: Played) -> None:
    played.give(Tales("memories", {f"v{number}": "Hello" for number in range(MOST_WAITING)}))
    played.run(2)
    for _ in range(MOST_AHEAD + 1):
        assert played.give(ShowTale()).ok
    record = played.give(ShowTale())
    assert not record.ok
    assert "16 tales were let through and have not begun" in record.text


def test_who_told_lately_is_forgotten_in_time(played: Played) -> None:
    for turn in range(4):
        played.give(Tales("memories", {f"{turn}-{number}": "Hello" for number in range(MOST_WAITING)}))
        played.run(11)
        telling = played.state.stories.telling
        assert telling is not None
        assert len(telling.told) <= MOST_WAITING < MOST_TOLD
        played.run(UNREAD_S)
        for _ in range(MOST_WAITING):
            played.beat(RefuseTale())


def test_what_is_shown_is_taken_off_at_once_and_the_next_one_comes(played: Played) -> None:
    played.give(tell(ada="A cup", bob="A bike"))
    played.run(2)
    played.beat(ShowTale(), ShowTale())
    assert stands(played) == "A cup"
    played.give(HideTale())
    assert stands(played) == "A bike"
    assert "A cup" not in str(texts_of(played.show, played.state.stories))
    played.run(4.9)
    assert stands(played) == "A bike"
    played.run(0.2)
    assert stands(played) == "Welcome"
    assert not played.give(HideTale()).ok


def test_closed_it_takes_no_more_and_what_waits_may_still_be_shown(played: Played) -> None:
    played.give(tell(ada="A cup", bob="A bike"))
    assert played.give(CloseStory("memories")).text == "story “What did you mend?”: 2 tales, 2 of them wait"
    assert not played.give(tell(cas="A heart")).ok
    assert views(played.show, played.state)[0].state == "ending"
    played.run(2)
    played.give(ShowTale())
    assert stands(played) == "A cup"
    played.give(RefuseTale())
    assert views(played.show, played.state)[0].state == "closed"


def test_its_time_ends_it(played: Played) -> None:
    played.run(60)
    assert open_one(played.state) is None
    assert [record.text for record in played.records if record.what == "story"] == [
        "story “What did you mend?”: nobody told"
    ]


@pytest.mark.parametrize("ended_by", [ClearStory(), intents.Halt()])
def test_cleared_nothing_waits_and_nothing_is_shown(played: Played, ended_by: Intent) -> None:
    played.give(tell(ada="A cup", bob="A bike", cas="A heart"))
    played.run(2)
    played.beat(ShowTale(), ShowTale())
    played.give(ended_by)
    assert (waiting(played), stands(played), open_one(played.state)) == ([], "Welcome", None)
    assert not any(each.text for each in played.state.stories.shown)
    played.run(20)
    assert stands(played) == "Welcome"
    played.give(OpenStory("memories"))
    played.give(tell(dee="A shoe"))
    played.run(2)
    played.give(ShowTale())
    assert stands(played) == "A shoe"


def test_panic_closes_it_and_its_look_lies_over_what_was_told(played: Played) -> None:
    played.give(tell(ada="A cup", bob="A bike"))
    played.run(2)
    played.give(ShowTale())
    played.give(intents.Panic())
    played.run(1.5)
    assert stands(played) == "Please leave"
    assert open_one(played.state) is None
    assert not played.give(ShowTale()).ok
    assert not played.give(OpenStory("memories")).ok


def test_the_end_of_the_show_closes_it(played: Played) -> None:
    played.give(intents.Exit())
    assert open_one(played.state) is None


def test_one_story_is_open_at_a_time(played: Played) -> None:
    assert played.give(OpenStory("wishes")).text == "story memories is open; close that one first"
    assert played.give(OpenStory("memories")).text == "story memories is open; close it first"
    assert played.give(OpenStory("nothing")).text.startswith("no story 'nothing' in the show")
    assert played.give(CloseStory("wishes")).text == "story 'wishes' is not open; story memories is"


def test_a_story_begins_anew_and_says_how_many_tales_it_dropped(played: Played) -> None:
    played.give(tell(ada="A cup"))
    played.give(CloseStory("memories"))
    record = played.give(OpenStory("wishes"))
    assert record.text.endswith("1 of the story before nobody let through")
    assert waiting(played) == []


def test_visitors_tell_and_do_nothing_else_and_a_clock_lets_nothing_through(played: Played) -> None:
    assert said_by(played, "visitor", tell(ada="A cup")).ok
    for intent in (ShowTale(), RefuseTale(), HideTale(), OpenStory("memories"), ClearStory()):
        assert "is the operator's" in said_by(played, "visitor", intent).text
    played.give(tell(ada="A cup"))
    played.run(2)
    record = said_by(played, "clock", ShowTale())
    assert (record.ok, record.text) == (False, "a clock reads nothing; only a person lets a tale through")


def test_whoever_hands_tales_in_is_told_whose_wait(played: Played) -> None:
    given = tell(ada="A cup", bob="")
    played.give(given)
    assert waits_for(played.state, given) == ("ada",)
    assert waits_for(played.state, intents.Go()) == ()


def test_the_console_is_shown_the_oldest_tales_and_what_is_shown(played: Played) -> None:
    played.give(Tales("memories", {f"v{number}": f"Tale {number}" for number in range(12)}))
    played.run(2)
    played.give(ShowTale())
    told = tales(played.show, played.state)
    assert [tale.text for tale in told.waiting] == [f"Tale {number}" for number in range(1, 9)]
    assert (told.shown, told.ahead, round(told.remaining_s)) == ("Tale 0", 0, 5)
    view = views(played.show, played.state)[0]
    assert (view.state, view.tales, view.waiting, view.shown) == ("open", 12, 11, 1)
    assert [(each.id, each.longest) for each in outlines(played.show)] == [("memories", 40), ("wishes", 140)]


def test_another_show_file_keeps_what_it_has(played: Played) -> None:
    played.give(tell(ada="A cup is mended"))
    played.run(2)
    played.give(ShowTale())
    played.give(tell(bob="A bike is mended"))
    shorter = show_of(TEXT.replace("longest: 40", "longest: 6"))
    after = carried(played.show, shorter, played.state)
    assert after.stories.telling is not None
    assert after.stories.telling.waiting[0].text == "A bike"
    without = show_of(TEXT[: TEXT.index("stories:")])
    gone = carried(played.show, without, played.state)
    assert gone.stories.telling is None
    assert not any(each.text for each in gone.stories.shown)


def test_ticks_that_were_skipped_change_nothing(played: Played) -> None:
    other = Played(TEXT)
    other.give(intents.Go())
    other.run(1)
    other.give(OpenStory("memories"))
    for each in (played, other):
        each.give(tell(ada="A cup", bob="A bike"))
        each.run(2)
        each.beat(ShowTale(), ShowTale())
    played.run(12)
    other.beat(skip=12 * 20 - 1)
    assert other.state.stories == played.state.stories
    assert [r.text for r in other.records if r.what == "story"] == [r.text for r in played.records if r.what == "story"]


DEEDS = st.sampled_from(
    [
        OpenStory("memories"), OpenStory("wishes"), CloseStory("memories"), ShowTale(), ShowTale(1), ShowTale(3),
        RefuseTale(), RefuseTale(2), HideTale(), intents.Go(), ClearStory(), intents.Panic(), intents.Halt(),
    ]
)  # fmt: skip
TOLD = st.builds(
    Tales, st.sampled_from(["memories", "wishes"]), st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=60))
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 60), st.one_of(DEEDS, TOLD)), max_size=40))
def test_whatever_is_told_and_done_only_what_was_let_through_is_shown(deeds: list[tuple[int, Intent]]) -> None:
    show = show_of(TEXT)
    played = Played(show)
    allowed = {"", "Welcome", "Goodbye", "Please leave"}
    for skip, intent in deeds:
        before = played.state.stories.shown
        played.beat(intent, skip=skip)
        state = played.state.stories
        if isinstance(intent, ShowTale) and state.shown[-1:] != before[-1:]:
            allowed.add(state.shown[-1].text)
        assert stands(played) in allowed
        assert len(state.shown) <= TOLD_SLOTS
        assert state.telling is None or len(state.telling.waiting) <= MOST_WAITING
        times = [(each.from_tick, each.until_tick) for each in state.shown]
        assert times == sorted(times)
        assert all(one[1] <= two[0] for one, two in pairwise(times))
        slots = [each.slot for each in state.shown]
        assert len(set(slots)) == len(slots)
