"""Nights in which visitors tell: killed and resumed to the same bytes and words, saved and read back, in scenarios."""

from pathlib import Path

import pytest

from controller.model.facts import Resumed
from controller.model.intent import Go, Intent
from controller.model.story import FIRST_TOLD
from controller.model.visits import HideTale, OpenStory, ShowTale
from controller.run import snapshots
from controller.run.engine import Position
from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from controller.run.telling import Words
from controller.run.verify import verify_night
from controller.show.reduce import initial
from tests.fakes.house import open_house
from tests.fakes.silent_output import SilentOutput
from tests.fakes.small_show import small_show
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import STARTED, begin, resume
from tests.show.telling import TEXT, tell
from tests.shows import Played, show_of

NIGHT = TEXT.replace("fps: 20", "fps: 40")
GIVEN: dict[int, list[Intent]] = {
    10: [Go()],
    20: [OpenStory("memories")],
    30: [tell(ada="A cup", bob="A bike", cas="A heart")],
    100: [ShowTale(), ShowTale(), ShowTale()],
    130: [HideTale()],
}


async def test_a_killed_night_goes_on_with_the_same_words_on_the_screen(tmp_path: Path) -> None:
    lived = await begin(tmp_path / "lived", NIGHT, given=GIVEN).play(700)
    lived.close()
    dead = await begin(tmp_path / "dead", NIGHT, given=GIVEN).play(150)
    dead.kill()
    second = resume(dead.night.folder, NIGHT, monotonic=STARTED.monotonic + 153 / 40, given={154: [Resumed()]})
    second.clock.advance(3 / 40)
    await second.play(700)
    second.close()
    assert second.engine.state.stories == lived.engine.state.stories
    later = {tick: slots for tick, slots in lived.output.sent.items() if tick >= 155}
    assert {tick: second.output.sent[tick] for tick in later} == later
    assert verify_night(second.night.folder).is_equal
    told = {FIRST_TOLD: "", FIRST_TOLD + 1: "A bike", FIRST_TOLD + 2: "A heart"}
    assert second.output.words["screen"] == lived.output.words["screen"] == told


def test_what_was_told_is_saved_and_read_back() -> None:
    played = Played(TEXT)
    played.give(OpenStory("memories"))
    played.beat(tell(ada="A cup", bob="गीत"))
    played.run(1.5)
    played.beat(ShowTale())
    found = snapshots.unpack(snapshots.pack(Position(played.state, played.memory, 7)))
    assert found.state == played.state
    assert found.state.stories.telling is not None


@virtual_time
async def test_whoever_hands_tales_in_is_told_whose_wait() -> None:
    async with open_house(small_show(TEXT)) as house:
        await house.seam.submit(OpenStory("memories"), source="console:1", role="operator")
        ack = await house.seam.submit(tell(ada="A cup", bob=""), source="visitors", role="visitor")
        assert (ack.ok, ack.waits) == (True, ("ada",))
        assert (await house.seam.submit(Go(), source="console:1", role="operator")).waits == ()


def test_a_show_whose_visitors_tell_nothing_says_no_words() -> None:
    board, show = SilentOutput(), show_of(TEXT)
    words = Words(board)
    words.follow(show, initial(show).stories)
    assert board.words is None


def test_a_board_that_fails_costs_nobody_a_frame() -> None:
    played = Played(TEXT)
    played.give(OpenStory("memories"))
    played.give(tell(ada="A cup"))
    played.run(2)
    played.give(ShowTale())

    class Broken:
        asked = 0

        def write(self, _words: object) -> None:
            self.asked += 1
            raise OSError("no board")

    broken = Broken()
    words = Words(broken)
    words.follow(played.show, played.state.stories)
    words.follow(played.show, played.state.stories)
    assert broken.asked == 1


def steps(*written: str) -> str:
    return "\n".join(["scenario: Stories", "steps:", *(f"  - {step}" for step in written)])


def test_a_scenario_tells_shows_and_clears_and_the_far_end_reads_it() -> None:
    text = steps(
        "{at: 0.5s, do: go}",
        "{at: 2s, do: open-story memories}",
        "{at: 2s, do: open-story memories, refused: true}",
        "{at: 3s, do: tales memories 2 I mended a cup}",
        "{at: 3s, do: show-tale, refused: true}",
        "{at: 5s, do: show-tale}",
        "{at: 5s, do: refuse-tale}",
        "{at: 6s, expect: {fixture: screen, text: I mended a cup}}",
        "{at: 6s, expect: {fixture: side, text: ''}}",
        "{at: 8s, do: hide-tale}",
        "{at: 8.5s, expect: {fixture: screen, text: Welcome}}",
        "{at: 9s, do: clear-story}",
        "{at: 9s, do: close-story memories, refused: true}",
    )
    show = show_of(TEXT)
    scenario, problems = check_scenario(text, file="story.yaml", show=show)
    assert scenario is not None, problems
    assert simulate(show, scenario, record=False).failures == ()


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("open-story", "open-story needs a story after it: open-story memories"),
        ("open-story memry", "the show has no story 'memry'; it has memories, wishes"),
        ("tales memories Hello", "tales needs a story, how many visitors choose, and what they choose after it"),
        ("tales memories 0 Hello", "'0' visitors cannot tell in one step; write 1 to 1000"),
        ("show-tale 3", "nothing stands after show-tale"),
    ],
)
def test_a_story_that_cannot_be_is_told(deed: str, sentence: str) -> None:
    scenario, problems = check_scenario(steps(f"{{at: 1s, do: {deed}}}"), file="s.yaml", show=show_of(TEXT))
    assert scenario is None
    assert any(sentence in problem.text for problem in problems), problems
