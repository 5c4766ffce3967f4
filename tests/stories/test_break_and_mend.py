"""An evening of breaking and mending: a storm on purpose, a dead node, the storm again, the operator's hand, HALT."""

import numpy as np

from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Approve, Dismiss, Grab, Halt, Inject
from tests.shows import Played

SHOW = """
show: {name: Evening, fps: 40, seed: 3, on_exit: fade 1s}
nodes:
  mosaic: {protocol: sacn, to: 127.0.1.2}
  stage: {protocol: artnet, to: 127.0.1.3}
fixtures:
  tile: {profile: generic/rgb, count: 36, layout: {grid: [6, 6], spacing: 0.5}, at: mosaic 1/1}
  wash: {profile: generic/rgb, count: 4, layout: {line: 2}, at: stage 0/1}
zones: {wall: tile, floor: wash}
cues:
  - {cue: 1, look: {wall: {color: "#4060a0", level: 70%}, floor: {color: "#a06040", level: 60%}}, fade: 1s}
faults:
  storm: {kind: colour-shift, zone: wall, share: 40%, amount: 0.9, for: 60s}
recoveries:
  golden: {when: {zone: wall}, again: auto, phases: [{embrace: 1s}, {seam: 2s}, {mend: 2s}]}
  neighbours: {when: {kind: node-silent, zone: floor}, mode: auto, phases: [{ripple: {reach: 3}, for: 1s}, {mend: 1s}]}
"""


def test_an_evening_of_breaking_and_mending_is_told_in_order() -> None:
    played = Played(SHOW)
    played.go()
    played.run(1.5)
    healthy = played.light.copy()

    played.give(Inject("storm"))
    played.run(1)
    played.give(Approve("i1"))
    played.run(5.1)
    assert np.allclose(played.light, healthy, atol=1 / 255), "the storm was mended"

    played.give(NodeSilent("stage"))
    played.run(2)
    wall = np.abs(played.light - healthy)[:36].max()
    assert wall > 0.02, "the wall carries the picture of the node that is gone"
    played.give(NodeReturned("stage"))
    played.run(1.2)
    assert np.allclose(played.light, healthy, atol=1 / 255)

    played.give(Inject("storm"))
    assert played.incident.state == "recovering", "it is known by now"
    played.run(1)
    played.give(Grab("tile", {"level": 1.0, "color": "#ffffff"}))
    played.run(0.5)
    assert (played.light[:36] > 0.95).all(), "what is in the operator's hand is not the director's"
    played.give(Halt())
    assert not played.state.faults
    played.run(2.2)
    assert not [incident for incident in played.state.incidents if incident.state != "closed"]

    told = [(record.source, record.text) for record in played.records if record.what != "go"]
    assert [text for _, text in told if "incident" in text or "HALT" in text] == [
        "fault storm injected for 60 s: incident i1; golden proposed",
        "recovery golden runs on incident i1",
        "incident i1 mends",
        "incident i1 closed: mended by golden",
        "node stage is silent: incident i2; neighbours recovering",
        "incident i2: neighbours waits for the end of its trouble",
        "incident i2 closed: mended by neighbours",
        "fault storm injected for 60 s: incident i3; golden recovering",
        "test holds tile: level 1.0, color #ffffff; incident i3 leaves 15 cells to this hand",
        "HALT: 1 fault ended",
        "incident i3 closed: mended by golden",
    ]
    assert {source for source, _ in told} == {"test", "show"}
    assert played.report().flashes() <= 3


def test_an_approval_after_a_dismissal_is_refused_and_changes_nothing() -> None:
    played = Played(SHOW)
    played.go()
    played.give(Inject("storm"))
    played.give(Dismiss("i1"))
    record = played.give(Approve("i1"))
    assert (record.ok, record.text) == (False, "incident i1 is closed; there is nothing to approve")
