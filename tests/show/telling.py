"""A show whose visitors tell stories on a screen, and what stands there."""

from controller.model.visits import Tales
from controller.show.telling import texts_of
from tests.shows import Played

TEXT = """
show: {name: Told, fps: 20, seed: 3}
nodes:
  lamps: {protocol: sacn, to: 127.0.0.9}
  desk: {protocol: websocket}
fixtures:
  lamp: {profile: generic/rgb, count: 4, at: lamps 1/1}
  screen: {profile: generic/projector, at: desk}
  side: {profile: generic/projector, at: desk}
zones: {stage: "lamp, screen, side"}
cues:
  - {cue: 1, look: {stage: {level: 50%}, screen: {text: Welcome}}, fade: 0s}
  - {cue: 2, look: {screen: {text: Goodbye}}, fade: 0s}
panic: {look: {stage: {level: 20%}, screen: {text: Please leave}}, fade: 1s}
faults:
  dark: {kind: dead, zone: screen, share: 100%, amount: 1, for: 4s}
  wrong: {kind: colour-shift, zone: screen, share: 100%, amount: 1, for: 4s}
recoveries:
  seam: {when: {kind: colour-shift}, mode: auto, phases: [{hold: 2s}, {mend: 2s}]}
stories:
  memories: {on: screen, ask: What did you mend?, for: 1min, longest: 40, shows: 5s, every: 10s}
  wishes: {on: "screen, side", for: 1min, shows: 4s, every: 10s}
"""


def tell(**told: str) -> Tales:
    """Let visitors tell."""
    return Tales("memories", told)


def stands(played: Played, fixture: str = "screen") -> str:
    """Say what a screen shows in the newest frame: the number of its text channel, by the words that were sent."""
    rig = played.show.rig
    index = next(number for number, each in enumerate(rig.fixtures) if each.id == fixture)
    place = played.show.patch.fixtures[index]
    number = int(played.slots[place.row, place.slot + 4])
    own = rig.fixtures[index].texts
    told = texts_of(played.show, played.state.stories).get(fixture, {})
    return told.get(number, own[number - 1] if 0 < number <= len(own) else "")
