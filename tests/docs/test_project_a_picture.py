"""The show of the how-to on projectors plays: a picture breaks, gold runs along its cracks, it comes back straight."""

import re
from pathlib import Path

import numpy as np

from controller.model.intent import Approve, Inject
from controller.model.surface import Part, attribute_of
from tests.shows import Played

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "project-a-picture.md"


def test_the_chapel_breaks_and_is_mended() -> None:
    (text,) = re.findall(r"```yaml\n(show: .*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    played = Played(text)
    patch = played.show.patch
    channels = {
        part: patch.parameter_channel[patch.parameters(attribute_of(part), np.arange(2))]
        for part in (Part.TEAR, Part.SEAM, Part.TOP_LEFT_X)
    }

    def shown(part: Part) -> list[int]:
        return [int(played.slots.reshape(-1)[patch.channel_index[channel]]) for channel in channels[part]]

    played.go()
    played.go()
    played.run(7)
    corners = shown(Part.TOP_LEFT_X)
    assert corners[0] > corners[1] == 128, "straightened by the first cue, and kept by the next"
    played.give(Inject("cracks"))
    played.run(2)
    assert sorted(value > 0 for value in shown(Part.TEAR)) == [False, True]
    assert played.give(Approve(played.incident.id)).ok
    played.run(8.4)
    assert max(shown(Part.SEAM)) > 240
    played.run(8)
    assert shown(Part.TEAR) == shown(Part.SEAM) == [0, 0]
    assert shown(Part.TOP_LEFT_X) == corners
