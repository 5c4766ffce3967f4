"""``kintsugi new``: a show to begin with, small enough to read, and an evening that tests it."""

import re
from pathlib import Path
from typing import Final

from controller.run.headless.command import SUFFIX
from controller.run.places import SHOW_SUFFIX
from controller.run.score.kept import write_whole

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")

_SHOW: Final = """\
#   {title}: a show to begin with. Change a line, save, and look at what happens:
#
#     kintsugi check {name}.show.yaml          every mistake, with its line and what was probably meant
#     kintsugi run {name}.show.yaml --rig      plays it on simulated lamps; open http://localhost:8000
#     kintsugi simulate {name}.scenario.yaml   plays an evening without hardware and judges it
#
#   While it runs, saving this file changes the show without a blink. All keys: docs/reference/show-file.md

kintsugi: 1                      # the version of this file's form

show:
  name: {title}
  seed: 7                        # of all chance: the same seed gives the same sparkle every night
  on_exit: fade 2s               # what the lights do when the show is stopped: hold, black, or fade


# ── The network: who feeds the lamps ───────────────────────────────────────────────────────────────────
# These addresses are simulated lamps on this machine. Write those of your own nodes instead.

nodes:
  lamps: {{protocol: sacn, to: 127.0.1.2}}        # or artnet, ddp, osc, websocket


# ── The rig: which lamps there are, and where ──────────────────────────────────────────────────────────
# `kintsugi fixtures list` names the profiles. `at` is node, universe/slot.

fixtures:
  tile: {{profile: generic/rgb, count: 16, layout: {{grid: [4, 4], spacing: 0.5}}, at: lamps 1/1}}
  wash: {{profile: generic/rgbw-par, count: 2, layout: {{line: 4}}, at: lamps 2/1}}


# ── Parts of the picture ───────────────────────────────────────────────────────────────────────────────

zones:
  wall: tile
  top: tile 1-8
  house: wall, wash


# ── Looks: pictures with a name. What a look does not mention stays as it was ──────────────────────────

looks:
  dusk:
    house: {{color: "#203050", level: 30%}}
    top: {{color: indigo}}                        # later lines win
  dawn:
    wall: {{color: gold, level: 80%}}
    wash: {{color: amber, level: 50%}}


# ── Cues: what GO does, one after another ──────────────────────────────────────────────────────────────

cues:
  - {{cue: 1, label: Doors, look: dusk, fade: 3s}}
  - {{cue: 2, label: Sunrise, look: dawn, fade: 5s, effect: {{wave: {{of: level, amount: 20%, period: 8s}}}}}}
  - {{cue: 3, label: Good night, look: {{house: {{level: 0%}}}}, fade: 4s}}

panic: {{look: dusk, fade: 1s}}    # where the PANIC button goes, from anywhere


# ── What can break, and how it is mended ───────────────────────────────────────────────────────────────

faults:
  crack: {{kind: colour-shift, zone: wall, share: 40%, amount: 0.8, for: 20s}}

recoveries:
  golden-seam:
    when: {{kind: colour-shift}}
    mode: ask                    # an operator approves it; auto starts it at once
    phases: [{{hold: 400ms}}, {{embrace: 2s}}, {{seam: {{color: gold}}, for: 3s}}, {{mend: 4s}}]
  ripple-home:
    when: {{kind: node-silent}}    # a node that answers no more, found by itself
    mode: auto
    phases: [{{ripple: 3s}}, {{mend: 3s}}]
  calm:
    when: {{kind: [flagged, guard-saturated, engine-late]}}    # what an operator points at, and what the house finds
    phases: [{{breathe: 6s}}, {{mend: 3s}}]
"""

_SCENARIO: Final = """\
#   An evening with {title}, as a test: what somebody does, and what a visitor should then see.
#   `do` and `expect` are explained in docs/reference/scenario.md.

scenario: Doors, a sunrise, a crack that is mended, good night
show: {name}.show.yaml
for: 40s

steps:
  - {{at: 0s, expect: {{zone: house, level: 0%}}}}
  - {{at: 1s, do: go}}
  - {{at: 5s, expect: {{cue: 1, standby: 2}}}}
  - {{at: 5s, expect: {{fixture: wash-1, color: "#203050", level: "30% +- 3%"}}}}
  - {{at: 6s, do: go}}
  - {{at: 12s, expect: {{fixture: wash-1, color: amber}}}}
  - {{at: 13s, do: inject crack}}
  - {{at: 15s, do: approve crack}}
  - {{at: 26s, expect: {{incident: crack, state: closed}}}}
  - {{at: 28s, do: go}}
  - {{at: 34s, expect: {{zone: house, level: 0%}}}}
"""


class StarterError(Exception):
    """A show that cannot be begun; one sentence."""


def write_starter(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a show and an evening that tests it.

    Args:
        folder: where.
        name: of the show, as its file is called.

    Returns:
        Both paths.

    Raises:
        StarterError: the name is none, or one of the files is there already: nothing is written over.
        OSError: they cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise StarterError(f"{name[:60]!r} is no name for a show; write letters, digits, - and _, a letter first")
    title = name.replace("_", " ").replace("-", " ").capitalize()
    show, scenario = folder / f"{name}{SHOW_SUFFIX}", folder / f"{name}{SUFFIX}"
    for path in (show, scenario):
        if path.exists():
            raise StarterError(f"{path} is there already, and nothing is written over; choose another name")
    write_whole(show, _SHOW.format(title=title, name=name).encode())
    write_whole(scenario, _SCENARIO.format(title=title, name=name).encode())
    return show, scenario
