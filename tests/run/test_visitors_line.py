"""The line about the visitors' door says what they can do there."""

import pytest

from controller.run.visitors import deeds_of, visitors_line
from tests.shows import WALL, show_of

SHOW = WALL.replace("nodes:\n", "nodes:\n  desk: {protocol: websocket}\n").replace(
    "zones:", "  screen: {profile: generic/projector, at: desk}\nzones:"
)
VOTES = "votes: {q: {ask: Shall it break?, options: {Yes: inject storm, No: clear storm}}}\n"
PAINT = "paint: {p: {zone: wall, colors: {Gold: gold}}}\n"
STORY = "stories: {m: {on: screen}}\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (VOTES, "Visitors vote at http://a/join"),
        (PAINT, "Visitors paint at http://a/join"),
        (VOTES + PAINT, "Visitors vote and paint at http://a/join"),
        (VOTES + PAINT + STORY, "Visitors vote, paint and tell at http://a/join"),
        ("", "Visitors' page: http://a/join (nothing to do there: the show asks for no votes, paint or stories)"),
    ],
)
def test_what_visitors_can_do_is_told_with_their_door(more: str, told: str) -> None:
    show = show_of(SHOW + more)
    assert visitors_line("http://a/join", deeds_of(show)) == (told,)
    assert visitors_line("", deeds_of(show)) == ()
