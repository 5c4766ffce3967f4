"""A show small enough to know by heart: four lamps, two egress lights, one lamp on OSC, one screen."""

from controller.model.show import Show
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.library import load_profiles

SMALL = """
show: {name: Small, fps: 20, seed: 7, on_exit: fade 1s}
nodes:
  floor: {protocol: sacn, to: 127.0.1.9}
  safety: {protocol: sacn, to: 127.0.1.10}
  ring: {protocol: osc, to: 127.0.1.11:7000}
  wall: {protocol: websocket}
fixtures:
  par: {profile: generic/rgb, count: 4, layout: {line: 3}, at: floor 1/1}
  exit: {profile: generic/dimmer, count: 2, layout: {line: 3}, at: safety 2/1, class: egress}
  lamp: {profile: generic/osc-rgb, at: ring}
  screen: {profile: generic/projector, at: wall}
zones: {stage: par, everything: [par, lamp, screen]}
looks:
  warm:
    par: {color: amber, level: 80%}
    lamp: {color: blue, level: 50%}
    screen: {color: white, level: 50%, text: Hello}
  cold: {par: {color: cyan, level: 40%}, screen: {text: ""}}
  ways: {exit: {level: 60%}}
cues:
  - {cue: 1, look: [warm, ways], fade: 1s}
  - {cue: 2, look: cold, fade: 2s, follow: 4s}
  - {cue: "2.10", look: warm, fade: 1s}
panic: {look: {par: {color: white, level: 30%}}, fade: 1s}
faults:
  tint: {kind: colour-shift, zone: stage, share: 50%, amount: 0.8, for: 10s}
recoveries:
  seam:
    when: {kind: colour-shift}
    mode: ask
    phases: [{hold: 500ms}, {embrace: 1s}, {seam: 1s}, {mend: 2s}]
"""


def small_show(text: str = SMALL) -> Show:
    """Read the small show, or a variant of it."""
    show, problems = check_show(text, file="small.show.yaml", profiles=load_profiles())
    assert show is not None, render_all(problems, text)
    return show
