"""``stories:`` in a show file: what is read, and what is refused and where."""

from dataclasses import replace

import pytest

from controller.model.binding import Binding, Do
from controller.model.visits import ClearStory, HideTale, OpenStory, RefuseTale, ShowTale
from controller.showfile.load import check_show
from tests.shows import PROFILES, show_of

RIG = """show: {name: T, seed: 3}
nodes: {n: {protocol: sacn, to: 127.0.0.9}, w: {protocol: websocket}}
fixtures:
  tile: {profile: generic/rgb, count: 16, layout: {grid: [4, 4]}, at: n 1/1}
  screen: {profile: generic/projector, count: 2, at: w}
  sign: {profile: generic/projector, at: w, class: egress}
zones: {wall: tile}
cues: [{cue: 1, look: {wall: {level: 50%}}}]
"""
STORY = "stories:\n  m:\n    on: screen\n"


def told(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in check_show(text, file="t.show.yaml", profiles=PROFILES)[1]]


def test_what_is_left_out_has_a_good_value() -> None:
    story = show_of(RIG + STORY).stories["m"]
    assert (story.ask, story.longest, story.open_s, story.shows_s, story.every_s) == (
        "Tell us something", 140, 600, 12, 60,
    )  # fmt: skip
    assert len(story.cells) == 2


def test_each_key_is_read() -> None:
    text = "stories: {m: {on: screen 2, ask: Why?, longest: 20, for: 1min, shows: 4s, every: 30s}}\n"
    story = show_of(RIG + text).stories["m"]
    assert (story.ask, story.longest, story.open_s, story.shows_s, story.every_s) == ("Why?", 20, 60, 4, 30)
    assert len(story.cells) == 1


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (STORY.replace("screen", "scren"), 11, "there is no zone or fixture 'scren'"),
        (STORY.replace("screen", "wall"), 11, "'tile' shows no text"),
        (STORY.replace("screen", "sign"), 11, "'sign' is of class egress; visitors reach only fixtures of class show"),
        (STORY.replace("screen", '"screen, tile"'), 11, "'tile' shows no text"),
        (STORY + "    longest: 201\n", 12, "write a whole number between 1 and 200"),
        (STORY + "    longest: 0\n", 12, "write a whole number between 1 and 200"),
        (STORY + "    shows: 2s\n", 12, "this time is between 3s and 10min"),
        (STORY + "    every: 1s\n", 12, "this time is between 5s and 1h"),
        (STORY + "    for: 13h\n", 12, "this time is between 5s and 12h"),
        (STORY.replace("  m:", "  m m:"), 10, "is not a name"),
        (STORY + "consent: {screen: {visitors: vote}}\n", 11, "'screen' says visitors: vote, and 'screen' is in it"),
        (STORY + "consent: {screen 2: {visitors: deny}}\n", 11, "needs visitors: own-cell"),
    ],
)
def test_what_cannot_be_is_told_at_its_line(text: str, line: int, said: str) -> None:
    found = told(RIG + text)
    assert any(at == line and said in sentence for at, sentence in found), found


def test_a_consent_that_a_later_one_lifts_keeps_nobody_out() -> None:
    text = STORY + "consent: {screen: {visitors: deny}, screen 1-2: {visitors: own-cell}}\n"
    assert show_of(RIG + text).stories


def test_words_do_not_travel_where_only_numbers_do() -> None:
    box = replace(PROFILES["generic/projector"], key="box/text", output="dmx")
    text = RIG.replace("zones:", "  box: {profile: box/text, at: n 1/101}\nzones:") + STORY.replace("screen", "box")
    found = check_show(text, file="t.show.yaml", profiles={**PROFILES, "box/text": box})[1]
    said = "'box' is fed by sACN, which carries numbers and no words; name fixtures of a WebSocket node"
    assert [each.text for each in found] == [said]


def test_a_screen_with_too_many_texts_of_its_own_is_told() -> None:
    looks = "".join(f"  l{number}: {{screen 1: {{text: T{number}}}}}\n" for number in range(224))
    found = told(RIG + "looks:\n" + looks + STORY)
    said = "a fixture of it has 224 texts of its own, and what visitors tell needs some of their numbers"
    assert any(said in sentence for _line, sentence in found), found
    fewer = looks.replace("T223}", "T0}")
    assert show_of(RIG + "looks:\n" + fewer + STORY).stories


def test_cues_and_pads_open_and_clear_it_and_pads_let_tales_through() -> None:
    text = (
        RIG.replace("level: 50%}}}", "level: 50%}}, do: [open story m, hide tale, clear story]}") + STORY
        + "bindings: [{midi: note 1, do: show tale}, {midi: note 2, do: refuse tale}, {osc: /off, do: hide tale}]\n"
    )  # fmt: skip
    show = show_of(text)
    assert show.lists["main"].cues[0].actions == (OpenStory("m"), HideTale(), ClearStory())
    done = [binding.action for binding in show.bindings if isinstance(binding, Binding)]
    assert done == [Do(ShowTale()), Do(RefuseTale()), Do(HideTale())]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "bindings: [{at: '21:30', do: show tale}]\n",
            "show tale is for whoever has read it, and a clock reads nothing",
        ),
        ("bindings: [{midi: note 1, do: open story x}]\n", "there is no story 'x'; there is m"),
    ],
)
def test_what_cannot_be_bound_is_told(more: str, said: str) -> None:
    assert any(said in sentence for _line, sentence in told(RIG + STORY + more))


def test_no_cue_lets_a_tale_through() -> None:
    found = told(RIG.replace("level: 50%}}}", "level: 50%}}, do: show tale}") + STORY)
    assert any("'show tale' cannot be done by a cue" in sentence for _line, sentence in found), found
