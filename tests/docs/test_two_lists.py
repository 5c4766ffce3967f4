"""The how-to of two lists, played."""

import re
from pathlib import Path

from controller.model.intent import Go, Release
from tests.shows import Played

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "play-two-lists.md"
RIG = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer-16bit, count: 4, at: lamps 1/1}
"""


def test_the_page_plays_as_it_says() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    played = Played(RIG + example)
    played.give(Go())
    played.run(1)
    played.give(Go("room"))
    played.run(10)
    played.give(Go())
    played.run(20)
    assert [round(float(level), 2) for level in played.light.max(axis=1)][:2] == [0.9, 0.4]
    assert len(played.said("follow")) == 3
    played.give(Release("room"))
    played.run(10.1)
    assert [round(float(level), 2) for level in played.light.max(axis=1)] == [0.9, 0.4, 0.4, 0.4]
