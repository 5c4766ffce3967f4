"""How long playback takes: ``python -m tests.benchmarks.playback_speed [CELLS]``. Measures; judges nothing."""

import sys
from statistics import median
from time import process_time

from controller.frame.canvas import Canvas
from controller.frame.playback import Playback
from controller.model.intent import Entry, Go, Intent
from controller.model.show import Show
from controller.show.reduce import advance, initial, reduce
from tests.shows import show_of

FRAMES = 30
SHOW = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  tile: {profile: generic/rgb, count: CELLS, at: lamps 1/1}
cues:
  - {cue: 1, look: {tile: {color: red, level: 40%}}, fade: 0s}
  - {cue: 2, look: {tile: {color: blue, level: 80%}}, fade: 60s}
  - {cue: 3, look: {tile: {color: blue, level: 70%}}, fade: {up: 60s, down: 90s}}
lists:
  side:
    cues: [{cue: 1, look: {tile: {level: 90%}}, fade: 60s}]
policy: {go_lockout: 0s}
"""
SCENES: dict[str, tuple[Intent, ...]] = {
    "at rest": (Go(),),
    "a crossfade": (Go(), Go()),
    "a split fade over a fade": (Go(), Go(), Go()),
    "two lists fading": (Go(), Go(), Go("side")),
}


def measure(show: Show, scene: tuple[Intent, ...]) -> float:
    """Give the milliseconds of one frame, the median of many."""
    state = initial(show)
    for seq, intent in enumerate(scene):
        state, _ = advance(show, state, state.tick + 10)
        state, _ = reduce(show, state, Entry(state.tick, seq + 1, "bench", "operator", intent))
    playback, canvas = Playback(show), Canvas.blank(show.rig.cell_count)
    spent = []
    for _ in range(FRAMES):
        state, _ = advance(show, state, state.tick + 1)
        begun = process_time()
        playback.paint(state, state.tick, canvas)
        spent.append(process_time() - begun)
    return median(spent) * 1e3


if __name__ == "__main__":
    played = show_of(SHOW.replace("CELLS", sys.argv[1] if len(sys.argv) > 1 else "100000"))
    for name, intents in SCENES.items():
        print(f"{name:25} {measure(played, intents):7.2f} ms a frame")  # noqa: T201 - a program
