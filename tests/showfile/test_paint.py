"""``paint:`` in a show file: what is read, what is refused and where, and what is warned of."""

import numpy as np
import pytest

from controller.model.visits import ClearPaint, OpenPaint
from controller.showfile.load import check_show
from controller.showfile.problem import Problem
from controller.showfile.resolve.paint import in_turn
from tests.shows import PROFILES, show_of

RIG = """show: {name: T, seed: 3}
nodes: {n: {protocol: sacn, to: 127.0.0.9}}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [4, 4]}, at: n 1/1}
  house: {profile: generic/rgb, count: 2, at: n 1/101, class: work}
  bulb: {profile: generic/dimmer, count: 2, at: n 1/201}
zones: {wall: tile, all: "tile, house, bulb", lamps: house}
cues: [{cue: 1, look: {wall: {level: 50%}}}]
"""
PAINT = "paint:\n  tiles:\n    zone: wall\n    colors: {Gold: gold}\n"


def problems(text: str) -> list[Problem]:
    return list(check_show(text, file="t.show.yaml", profiles=PROFILES)[1])


def told(text: str, severity: str) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in problems(text) if each.severity == severity]


def test_what_is_left_out_has_a_good_value() -> None:
    painting = show_of(RIG + PAINT).paintings["tiles"]
    assert (painting.open_s, painting.keeps_s, painting.every_s, painting.fade_s) == (600, 60, 3, 1)
    assert (painting.level, painting.ask, painting.labels) == (1.0, "Colour a light of your own", ("Gold",))
    assert sorted(painting.cells) == list(range(16))


def test_each_key_is_read() -> None:
    text = (
        "paint: {t: {zone: tile 1-4, ask: Choose, colors: {Rose: '#ff0000', Sea: blue}, level: 40%, for: 1min, "
        "keeps: 20s, every: 5s, fade: 2s}}\n"
    )
    painting = show_of(RIG + text).paintings["t"]
    assert (painting.open_s, painting.keeps_s, painting.every_s, painting.fade_s) == (60, 20, 5, 2)
    assert painting.colors[0].rgb == (1.0, 0.0, 0.0)
    assert painting.colors[1].written == "#0000ff"


@pytest.mark.parametrize(
    ("paint", "line", "said"),
    [
        (PAINT.replace("wall", "wll"), 11, "there is no zone or fixture 'wll'"),
        (PAINT.replace("{Gold: gold}", "{}"), 12, "visitors cannot choose from no colour; write 1 to 12"),
        (PAINT.replace("gold}", "mud}"), 12, "'mud' is not a colour"),
        (PAINT.replace("Gold:", f"{'G' * 25}:"), 12, "is no name of a colour; write 1 to 24 characters"),
        (PAINT + "    every: 500ms\n", 13, "a colour needs 1s to come, and the next one may come after 500ms"),
        (PAINT + "    keeps: 2s\n    fade: 5s\n    every: 5s\n", 13, "a colour needs 5s to come, and goes after 2s"),
        (PAINT + "    for: 13h\n", 13, "this time is between 5s and 12h"),
        (PAINT + "    fade: 0s\n", 13, "this time is between 250ms and 10s"),
        (PAINT + "    level: 0%\n", 13, "reaches nothing"),
        (PAINT.replace("wall", "lamps"), 11, "nothing of 'lamps' may be painted (2 of them: 'house' is of class work)"),
        (PAINT.replace("wall", "bulb"), 11, "nothing of 'bulb' may be painted (2 of them: it shows no colours)"),
        (PAINT + "consent: {wall: {visitors: vote}}\n", 11, "(16 of them: 'wall' says visitors: vote)"),
        (PAINT + "consent: {wall: {visitors: deny}}\n", 11, "(16 of them: 'wall' says visitors: deny)"),
        (PAINT.replace("tiles", "1 tiles"), 10, "'1 tiles' is not a name"),
        (PAINT + "bindings: [{midi: note 1, do: open paint tils}]\n", 13, "there is no paint 'tils'; there is tiles"),
        (PAINT + "bindings: [{midi: note 1, do: open paint}]\n", 13, "open paint needs a paint after it"),
        (PAINT + "lists: {a: {cues: [{cue: 1, do: close paint x}]}}\n", 13, "there is no paint 'x'"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(paint: str, line: int, said: str) -> None:
    found = told(RIG + paint, "error")
    assert [at for at, text in found if said in text] == [line], found


def test_a_zone_of_which_a_part_may_be_painted_is_warned_of() -> None:
    text = RIG + PAINT.replace("wall", "all") + "consent: {tile 1-4: {visitors: vote}}\n"
    why = (
        "2 of them: 'house' is of class work; 4 of them: 'tile 1-4' says visitors: vote; 2 of them: it shows no colours"
    )
    assert (11, f"visitors paint 12 of 20 cells ({why})") in told(text, "warning")
    assert sorted(show_of(text).paintings["tiles"].cells) == list(range(4, 16))


OFTEN = (
    "visitors who lay a colour every 3s ask more than the door for phones serves, and some of their colours are late"
)
LONG = "who comes when all 16 lights are taken may wait 301s for one; write keeps: 179s or less where more people come"


@pytest.mark.parametrize(
    ("count", "keys", "said"),
    [
        (450, "", []),
        (451, "", [(10, f"451 {OFTEN}; write every: 4s")]),
        (3000, "    every: 3s\n", [(13, f"2048 {OFTEN}; write every: 14s")]),
        (2048, "    every: 14s\n", []),
        (16, "    keeps: 5min\n", [(13, LONG)]),
        (16, "    keeps: 5min\n    for: 2min\n", []),
        (16, "    keeps: 179s\n", []),
    ],
)
def test_a_hall_in_which_visitors_would_wait_long_is_warned_of(
    count: int, keys: str, said: list[tuple[int, str]]
) -> None:
    wall = f"count: {count}, layout: {{line: {count}}}, at: n 10/1"
    text = RIG.replace("count: 16, layout: {grid: [4, 4]}, at: n 1/1", wall) + PAINT + keys
    assert told(text, "error") == []
    assert [each for each in told(text, "warning") if "visitors who" in each[1] or "who comes" in each[1]] == said


def test_of_two_consents_the_later_one_has_the_word() -> None:
    text = RIG + PAINT + "consent: {wall: {visitors: deny}, tile 5-8: {visitors: own-cell}}\n"
    assert sorted(show_of(text).paintings["tiles"].cells) == [4, 5, 6, 7]


def test_cues_votes_and_pads_open_close_and_clear() -> None:
    text = (
        RIG.replace("level: 50%}}}", "level: 50%}}, do: [open paint tiles, clear paint]}")
        + PAINT
        + "votes: {q: {ask: Shall you paint?, options: {Yes: open paint tiles, No: close paint tiles}}}\n"
        + "bindings: [{midi: note 1, do: open paint tiles}, {osc: /wipe, do: clear paint}, {at: '22:00', "
        + "do: close paint tiles}]\n"
    )
    show = show_of(text)
    assert show.lists["main"].cues[0].actions == (OpenPaint("tiles"), ClearPaint())
    assert [option.does for option in show.votes["q"].options] == ["open paint tiles", "close paint tiles"]
    assert len(show.bindings) == 3


def test_each_cell_is_given_once_and_of_a_large_zone_so_many_that_lie_evenly() -> None:
    for count in (1, 2, 3, 7, 16, 256, 999):
        assert sorted(in_turn(np.arange(count), 5)) == list(range(count))
    some = np.sort(in_turn(np.arange(100_000), 5))
    assert len(some) == 2048
    assert np.diff(some).max() < 3 * 100_000 / 2048
