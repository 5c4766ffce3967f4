"""Paint: each visitor has one cell of their own, for a while; the operator and time end it."""

import pytest

from controller.model import intent as intents
from controller.model.facts import Resumed
from controller.model.intent import Entry
from controller.model.show import Show
from controller.model.snapshot import OwnCell
from controller.model.state import Record, ShowState
from controller.model.visits import ClearPaint, ClosePaint, OpenPaint, Strokes
from controller.show.calm import is_calm
from controller.show.carry import carried
from controller.show.painting import open_one, outlines, owners, views
from controller.show.reduce import advance, initial, reduce
from tests.shows import FPS, WALL, Played, show_of

PAINT = """
paint:
  tiles:
    zone: wall
    ask: Colour a tile
    colors: {Gold: gold, Rose: "#e0507a"}
    for: 20s
    keeps: 10s
    every: 3s
    fade: 1s
"""
TEXT = f"{WALL}{PAINT}"


@pytest.fixture
def played() -> Played:
    playing = Played(TEXT)
    playing.give(OpenPaint("tiles"))
    return playing


def lay(**laid: str) -> Strokes:
    return Strokes("tiles", laid)


def cells(played: Played) -> dict[str, int]:
    easel = open_one(played.state)
    assert easel is not None
    return {own.visitor: own.cell for own in easel.owns}


def test_a_painting_is_opened_and_told(played: Played) -> None:
    assert played.said("open-paint")[-1].text == "paint “Colour a tile” is open for 20 s: Gold, Rose"


def test_a_painting_that_was_closed_is_not_opened_again_in_the_very_tick(played: Played) -> None:
    played.beat(ClosePaint("tiles"), OpenPaint("tiles"), lay(ada="Gold"), ClosePaint("tiles"), OpenPaint("tiles"))
    assert len({(easel.painting, easel.opened_tick) for easel in played.state.easels}) == len(played.state.easels)
    played.beat(OpenPaint("tiles"))
    assert open_one(played.state) is not None


def test_a_visitor_has_one_cell_however_often_they_ask_and_paint(played: Played) -> None:
    played.beat(lay(ada=""), lay(ada="Gold"))
    mine = cells(played)
    played.run(4)
    played.beat(lay(ada="Rose"), lay(ada=""))
    assert cells(played) == mine
    easel = open_one(played.state)
    assert easel is not None
    assert (easel.painters, easel.strokes) == (1, 2)


def test_no_cell_is_given_twice_and_the_next_one_waits_until_a_colour_has_gone(played: Played) -> None:
    room = len(played.show.paintings["tiles"].cells)
    played.beat(Strokes("tiles", {f"v{number}": "Gold" for number in range(room)}))
    assert len(set(cells(played).values())) == room
    refused = played.give(lay(late="Rose"))
    assert not refused.ok
    assert refused.text == f"all {room} cells are taken; one will be free within 10 s"
    assert views(played.show, played.state)[0].is_full
    played.run(12)
    assert not views(played.show, played.state)[0].is_full
    assert played.give(lay(late="Rose")).ok
    assert len(cells(played)) == room
    assert "v0" not in cells(played), "whoever painted longest ago has gone"


def test_whoever_paints_again_keeps_the_cell(played: Played) -> None:
    room = len(played.show.paintings["tiles"].cells)
    played.beat(Strokes("tiles", {f"v{number}": "Gold" for number in range(room)}))
    played.run(9)
    played.beat(lay(v0="Rose"))
    played.run(3)
    played.beat(lay(late="Rose"))
    assert "v0" in cells(played)
    assert "v1" not in cells(played)


def test_too_quick_a_stroke_is_refused_and_changes_nothing(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    before = played.state.easels
    refused = played.give(lay(ada="Rose"))
    assert (refused.ok, refused.text) == (False, "a cell can be painted once in 3 s")
    assert played.state.easels[0].owns == before[0].owns


def test_one_that_is_too_quick_does_not_hinder_the_others(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    assert played.give(lay(ada="Rose", bob="Rose")).ok
    told = owners(played.show, played.state, lay(ada="Rose", bob="Rose", eve="Gold"))
    mine = cells(played)
    assert told == {"ada": OwnCell(mine["ada"], "Gold"), "bob": OwnCell(mine["bob"], "Rose")}


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        (lay(ada="Mud"), "there is no colour 'Mud'; there is Gold, Rose"),
        (Strokes("other", {"ada": "Gold"}), "paint 'other' is not open; paint tiles is"),
        (OpenPaint("tiles"), "paint tiles is open; close it first"),
        (OpenPaint("mud"), "no paint 'mud' in the show; it has tiles"),
        (ClosePaint("mud"), "paint 'mud' is not open; paint tiles is"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(played: Played, intent: intents.Intent, why: str) -> None:
    before = played.state.easels
    refused = played.give(intent)
    assert (refused.ok, refused.text) == (False, why)
    assert played.state.easels == before


def test_strokes_are_not_told_one_by_one(played: Played) -> None:
    before = played.state.revision
    played.beat(lay(ada="Gold"))
    assert played.state.revision == before
    assert played.said("strokes")[-1].text == ""


def test_time_ends_it_and_says_how_much_was_painted(played: Played) -> None:
    played.beat(lay(ada="Gold", bob="Rose"))
    played.run(4)
    played.beat(lay(ada="Rose"))
    played.run(17)
    assert [record.text for record in played.said("paint")] == ["paint “Colour a tile”: 2 visitors painted, 3 times"]
    assert views(played.show, played.state)[0].state == "fading"
    refused = played.give(lay(ada="Gold"))
    assert (refused.ok, refused.text) == (False, "paint 'tiles' is not open; none is")
    played.run(11)
    assert played.state.easels == ()
    assert views(played.show, played.state)[0].state == "closed"


def test_closing_lets_the_colours_go_in_their_own_time(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    assert played.give(ClosePaint("tiles")).text == "paint “Colour a tile”: 1 visitor painted, once"
    assert played.state.easels
    played.run(11)
    assert not played.state.easels
    assert not played.said("paint"), "it is told once"


@pytest.mark.parametrize("end", [ClearPaint(), intents.Halt()])
def test_clear_and_halt_take_all_away_at_once(played: Played, end: intents.Intent) -> None:
    played.beat(lay(ada="Gold"))
    done = played.give(end)
    assert played.state.easels == ()
    assert "paint “Colour a tile”: 1 visitor painted, once, cleared" in done.text


def test_a_cue_that_was_called_in_the_tick_of_halt_opens_nothing() -> None:
    cue = "  - {cue: 3, look: {wall: {level: 10%}}, do: open paint tiles}\n"
    playing = Played(TEXT.replace("panic: {look", f"{cue}panic: {{look"))
    playing.beat(intents.Halt(), intents.Goto("3"))
    playing.run(1)
    assert playing.state.easels == ()
    playing.give(intents.Goto("3"))
    assert open_one(playing.state) is not None, "what is called after it does what it says"


def test_there_is_something_to_clear_or_it_is_refused() -> None:
    assert not Played(TEXT).give(ClearPaint()).ok


@pytest.mark.parametrize("end", [intents.Panic(), intents.Exit()])
def test_panic_and_the_end_of_the_show_close_it(played: Played, end: intents.Intent) -> None:
    played.beat(lay(ada="Gold"))
    played.give(end)
    assert open_one(played.state) is None
    assert not played.give(OpenPaint("tiles")).ok


def test_a_restart_of_the_engine_takes_nothing_away(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    before = played.state.easels
    played.give(Resumed())
    assert played.state.easels == before


def test_it_can_be_opened_again_while_the_last_one_goes_and_is_another(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    played.give(ClosePaint("tiles"))
    played.give(OpenPaint("tiles"))
    assert len(played.state.easels) == 2
    assert cells(played) == {}


def test_a_visitor_can_paint_and_nothing_else() -> None:
    show = show_of(TEXT)
    state, _ = reduce(show, initial(show), Entry(0, 1, "t", "operator", OpenPaint("tiles")))
    for intent in (ClearPaint(), ClosePaint("tiles"), OpenPaint("tiles")):
        after, record = reduce(show, state, Entry(0, 2, "visitors", "visitor", intent))
        assert (record.ok, after) == (False, state)
    _, record = reduce(show, state, Entry(0, 3, "visitors", "visitor", lay(ada="Gold")))
    assert record.ok


def test_most_ticks_of_an_open_painting_are_calm_and_its_end_is_not(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    show, state = played.show, played.state
    assert is_calm(show, state, state.tick + 1)
    assert not is_calm(show, state, state.tick + 20 * FPS)


def test_the_same_night_gives_the_same_cells() -> None:
    def night(skips: tuple[int, ...]) -> tuple[ShowState, list[Record]]:
        show = show_of(TEXT)
        given: list[tuple[int, intents.Intent]] = [
            (1, OpenPaint("tiles")),
            (5, lay(ada="Gold")),
            (9, lay(bob="Rose", ada="")),
            (200, lay(eve="Gold")),
        ]
        state = initial(show)
        told: list[Record] = []
        for seq, (tick, intent) in enumerate(given):
            for between in (*(skip for skip in skips if state.tick < skip < tick), tick):
                state, records = advance(show, state, between)
                told += records
            state, record = reduce(show, state, Entry(tick, seq, "visitors", "operator", intent))
            told.append(record)
        state, records = advance(show, state, 400 * FPS)
        return state, [*told, *records]

    assert night(()) == night((2, 3, 50, 51, 150))


def test_who_come_one_after_another_are_no_neighbours() -> None:
    text = TEXT.replace("count: 64, layout: {grid: [8, 8]", "count: 256, layout: {grid: [16, 16]").replace(
        "1/301", "9/1"
    )
    show = show_of(text)
    given = show.paintings["tiles"].cells
    position = show.rig.position[given]
    step = min(float(abs(position[0] - other).max()) for other in position[1:] if (position[0] != other).any())
    for first in range(len(given) - 4):
        for second in range(first + 1, first + 5):
            assert abs(position[first] - position[second]).max() > 1.5 * step


def test_a_reload_keeps_cells_and_colours_by_their_names(played: Played) -> None:
    played.beat(lay(ada="Gold", bob="Rose"))
    new = show_of(TEXT.replace("Gold: gold, Rose", "Blue: blue, Rose"))
    easel = carried(played.show, new, played.state).easels[0]
    was = cells(played)
    assert {own.visitor: own.cell for own in easel.owns} == was
    strokes = {own.visitor: own.stroke for own in easel.owns}
    assert strokes["ada"] is None, "its colour is gone"
    assert strokes["bob"] is not None
    assert new.paintings["tiles"].labels[strokes["bob"].color] == "Rose"


def test_a_reload_without_the_painting_ends_it(played: Played) -> None:
    played.beat(lay(ada="Gold"))
    assert carried(played.show, show_of(WALL), played.state).easels == ()


def test_the_map_is_as_whoever_stands_before_the_wall_sees_it() -> None:
    show: Show = show_of(TEXT)
    (outline,) = outlines(show)
    assert len(outline.cells) == len(outline.names) == len(outline.points)
    top_left = outline.points[0]
    assert top_left == (0, 0)
    assert max(max(point) for point in outline.points) == 1000
    assert [color.label for color in outline.colors] == ["Gold", "Rose"]
