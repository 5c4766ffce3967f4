"""The time code and what goes at its frames, as they are written."""

from collections.abc import Mapping

import pytest

from controller.model.binding import Binding, Do
from controller.model.intent import Goto, Inject
from controller.model.timecode import TimecodeAt
from controller.showfile.load import check_show
from fixtures.profile import Profile

BASE = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  wash: {profile: generic/rgb, count: 4, at: lamps 1/1}
  exit: {profile: generic/dimmer, count: 2, at: lamps 1/301, class: egress}
cues: [{cue: 1, look: {wash: {level: 50%}}}, {cue: 2, look: {wash: {level: 60%}}}]
"""
MENDED = """
recoveries:
  gold:
    when: {kind: [timecode-loss, timecode-jump, node-silent, engine-late, guard-saturated, flagged]}
    phases: [{mend: 2s}]
"""


def said(text: str, profiles: Mapping[str, Profile]) -> list[str]:
    _show, problems = check_show(BASE + text, file="test", profiles=profiles)
    return [problem.text for problem in problems]


def test_what_goes_at_which_frame_is_put_in_order_for_every_rate(profiles: Mapping[str, Profile]) -> None:
    text = """
timecode: {from: artnet, free: 2s}
faults: {slip: {kind: timecode-jump, leap: -30}}
bindings:
  - {timecode: "01:00:05:12", do: cue 2}
  - {timecode: "1:00:02:00", do: cue 1}
  - {timecode: "01:00:05:12", do: inject slip}
"""
    show, problems = check_show(BASE + text + MENDED, file="test", profiles=profiles)
    assert show is not None, problems
    assert show.timecode is not None
    assert show.bindings[0] == Binding(TimecodeAt(1, 0, 5, 12), Do(Goto("2", "main")))
    assert show.timecode.steps[24.0] == (
        (3602.0, Goto("1", "main")),
        (3605.5, Goto("2", "main")),
        (3605.5, Inject("slip")),
    )
    assert (show.timecode.free_s, show.timecode.timeout_s, show.timecode.cells.tolist()) == (2.0, 1.0, [0, 1, 2, 3])
    assert show.faults["slip"].cells.tolist() == [0, 1, 2, 3]
    assert [problem.text for problem in problems] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('bindings: [{timecode: "01:00:05:12", do: cue 1}]', "nothing says where the time code comes from"),
        ("timecode: {from: artnet}\nbindings: [{timecode: 1, do: cue 1}]", "1 is no time code"),
        ('timecode: {from: artnet}\nbindings: [{timecode: "01:00:05:30", do: cue 1}]', "it runs from 00:00:00:00"),
        ('timecode: {from: artnet}\nbindings: [{timecode: "01:00:05:12", do: approve}]', "approve is for hands"),
        ('timecode: {from: artnet}\nbindings: [{timecode: "01:00:05:12", to: grandmaster}]', "'to' has no meaning"),
        ('timecode: {from: artnet}\nbindings: [{timecode: "01:00:05:12", do: go}]', "cannot find a go again"),
        ("timecode: {from: midi}", "a time code by MIDI comes from a device"),
        ("timecode: {from: osc, device: MTC}", "'device' has no meaning beside from: osc"),
        ("timecode: {}", "from"),
        ("timecode: {from: artnet, zone: exit}", "'exit' is of class egress"),
        ("faults: {f: {kind: timecode-loss}}", "the show follows no time code that could fail"),
        ("faults: {f: {kind: timecode-loss, zone: wash}}", "acts on the time code and has no zone"),
        ("timecode: {from: artnet}", "no recovery answers a time code that stops"),
        ("timecode: {from: artnet}", "no recovery answers a time code that leaps"),
    ],
)
def test_what_is_wrong_is_told(text: str, sentence: str, profiles: Mapping[str, Profile]) -> None:
    assert any(sentence in each for each in said(text, profiles)), said(text, profiles)
