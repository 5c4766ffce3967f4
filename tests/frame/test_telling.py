"""What visitors told, as somebody before the screen sees it: it gives way to wounds, and explain names it."""

import pytest

from controller.frame.explain.fixture import Sent, explain
from controller.model import intent as intents
from controller.model.intent import Grab, Inject
from controller.model.visits import OpenStory, ShowTale, Tales
from tests.show.telling import TEXT, stands, tell
from tests.shows import Played


@pytest.fixture
def played() -> Played:
    playing = Played(TEXT)
    playing.give(intents.Go())
    playing.run(1)
    playing.give(OpenStory("memories"))
    playing.give(tell(ada="A cup"))
    playing.run(2)
    playing.give(ShowTale())
    return playing


def test_a_tale_stands_on_the_screens_of_its_story_alone(played: Played) -> None:
    assert (stands(played), stands(played, "side")) == ("A cup", "")


def test_a_story_may_have_several_screens() -> None:
    night = Played(TEXT)
    night.give(OpenStory("wishes"))
    night.give(Tales("wishes", {"ada": "Peace"}))
    night.run(2)
    night.give(ShowTale())
    assert (stands(night), stands(night, "side")) == ("Peace", "Peace")


def test_a_tale_changes_no_light(played: Played) -> None:
    before, now = played.lit[-2].light, played.lit[-1].light
    assert (before == now).all()


def test_a_dead_screen_says_nothing(played: Played) -> None:
    played.give(Inject("dark"))
    played.run(0.5)
    place = played.show.rig.fixtures[4].first_cell
    assert not played.light[place].any()


def test_where_a_recovery_is_at_work_its_picture_is_the_show_and_the_tale_comes_back() -> None:
    night = Played(TEXT.replace("shows: 5s", "shows: 20s"))
    night.give(intents.Go())
    night.give(OpenStory("memories"))
    night.give(tell(ada="A cup"))
    night.run(2)
    night.give(ShowTale())
    night.give(Inject("wrong"))
    night.run(1)
    assert night.incident.is_painted
    assert stands(night) == "Welcome"
    night.run(12)
    assert stands(night) == "A cup"


def test_a_hand_lies_over_it(played: Played) -> None:
    played.give(Grab("screen", {"text": "Goodbye"}, who="desk"))
    played.run(0.2)
    assert stands(played) == "Goodbye"


def test_explain_names_the_story(played: Played) -> None:
    told = explain(
        played.show, played.painter, played.state, Sent(played.memory.levels, played.lit[-1].frame), "screen"
    )
    assert told is not None
    text = next(trace for trace in told.traces if trace.attribute == "text")
    last = text.steps[-1]
    assert (last.stage, last.value, last.by) == ("stories", "'A cup'", ("story memories, told by a visitor",))


def test_no_number_of_a_tale_is_one_of_the_shows_own(played: Played) -> None:
    own = max(len(fixture.texts) for fixture in played.show.rig.fixtures)
    assert own < played.state.stories.shown[-1].slot <= 255
