"""An operator's evening on two lists: tracking, split times, waits, follows, a loop, assert - asserted at the lamps."""

import numpy as np
import pytest

from controller.model.facts import Struck
from controller.model.intent import Back, Go, Load, Pause, Release, Resume
from tests.shows import Played, largest_step

SHOW = """
show: {name: Evening, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  wash: {profile: generic/dimmer-16bit, count: 4, at: lamps 1/1}
  spot: {profile: generic/dimmer-16bit, count: 2, at: lamps 1/101}
  tile: {profile: generic/rgb, count: 2, at: lamps 1/201}
zones: {stage: "wash, spot"}
faults:
  storm: {kind: colour-shift, zone: tile, for: 2s}
cues:
  - {cue: 1, label: Doors, look: {wash: {level: 40%}, tile: {level: 100%, color: blue}}, fade: 4s}
  - {cue: 2, label: Sunset, look: {wash 1-2: {level: 80%}, tile: {color: red}}, fade: {up: 20s, down: 5s}}
  - {cue: 2.5, label: Speech, look: {spot 1: {level: 100%}}, fade: 2s, delay: 1s, cue-only: true}
  - {cue: 3, label: Applause, look: {wash 4: {level: 10%}}, fade: {up: 1s, down: 4s}, wait: 2s, follow: after 1s}
  - {cue: 4, label: Music, look: {wash 3: {level: 60%}}, fade: 1s, assert: true, follow: at 22:00}
  - {cue: 5, label: Storm, look: {spot: {level: 30%}}, fade: 1s, do: [inject storm, release room], back: 1s}
lists:
  main: {release: 5s}
  room:
    release: 4s
    cues:
      - {cue: 1, look: {wash 3-4: {level: 20%}}, fade: 2s, follow: after 1s}
      - {cue: 2, look: {wash 3-4: {level: 50%}}, fade: 2s, follow: after 1s, loop: {to: 1, count: 1}}
      - {cue: 3, look: {wash 3: {level: 30%}}, fade: 2s}
"""


def levels(played: Played) -> list[float]:
    """Levels of the four washes and the two spots."""
    return [round(float(level), 3) for level in played.light[:6].max(axis=1)]


def test_the_evening() -> None:  # noqa: PLR0915  one evening, told in order
    played = Played(SHOW)
    played.go()
    played.run(2)
    assert levels(played) == pytest.approx([0.2, 0.2, 0.2, 0.2, 0, 0], abs=0.002)
    played.run(2)
    assert levels(played) == [0.4, 0.4, 0.4, 0.4, 0, 0]

    # the sunset rises for twenty seconds; the room begins to breathe beside it
    played.go()
    sunset = played.seconds
    played.run(0.25)
    played.give(Go("room"))
    played.to(sunset + 3)
    assert levels(played)[2:4] == [0.2, 0.2]
    assert levels(played)[0] == pytest.approx(0.4 + 0.4 * 3 / 20, abs=0.002)

    # the speech needs its spot; the sunset goes on as if nothing had been
    played.go()
    speech = played.seconds
    played.to(speech + 2)
    assert levels(played)[4] == pytest.approx(0.5, abs=0.01)
    assert levels(played)[0] == pytest.approx(0.4 + 0.4 * (played.seconds - sunset) / 20, abs=0.002)
    played.to(sunset + 21)
    assert levels(played)[:2] == [0.8, 0.8]
    assert tuple(played.light[6]) == (1, 0, 0)
    room = played.state.lists[1]
    assert (room.current, levels(played)[2:4]) == ("3", [0.3, 0.5])

    # applause waits two seconds; its cue takes wash 4 from the room, and the spot goes back
    played.go()
    assert levels(played)[4] == 1
    applause = played.seconds
    played.to(applause + 4)
    assert levels(played)[3] == pytest.approx(0.3, abs=0.01)
    played.to(applause + 2 + 4 + 1)
    assert levels(played)[2:5] == [0.3, 0.1, 0]

    # music followed by itself, and asserts: the main list holds everything it shows
    played.run(1.1)
    assert played.state.lists[0].current == "4"
    assert levels(played) == [0.8, 0.8, 0.6, 0.1, 0, 0]
    played.give(Go("room"))
    assert levels(played) == [0.8, 0.8, 0.6, 0.1, 0, 0]

    # at ten the storm comes, and the room is let go
    before = played.slots.copy()
    assert "went by itself" in played.give(Struck(22 * 3600)).text
    assert [fault.id for fault in played.state.faults] == ["storm"]
    played.run(5)
    assert levels(played)[4:] == [0.3, 0.3]
    assert played.state.lists[1].current is None
    played.give(Back())
    played.run(2)
    assert np.array_equal(played.slots, before)

    # a wrong GO is loaded away, paused, resumed and released
    played.give(Load("1"))
    assert played.state.lists[0].standby == "1"
    played.go()
    played.run(1)
    played.give(Pause())
    held = played.slots
    played.run(2)
    assert np.array_equal(played.slots, held)
    played.give(Resume())
    played.run(4)
    assert levels(played) == [0.4, 0.4, 0.4, 0.4, 0, 0]
    first = len(played.lit)
    played.give(Release())
    played.run(5.1)
    assert levels(played) == [0] * 6
    assert largest_step(played.lit[first:]) <= 1 / 200 + 0.005
