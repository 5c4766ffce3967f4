"""Submasters and the bindings that move them, as they are written."""

from collections.abc import Mapping

import pytest

from controller.model.binding import Binding, HoldFlash, MidiControl, MidiNote, SetLevel
from controller.showfile.load import check_show
from fixtures.profile import Profile

BASE = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  wash: {profile: generic/rgb, count: 4, at: lamps 1/1}
  exit: {profile: generic/dimmer, at: lamps 1/101, class: egress}
zones: {stage: wash}
looks: {dusk: {wash 1-2: {level: 50%}}}
"""


def said(text: str, profiles: Mapping[str, Profile]) -> list[str]:
    _show, problems = check_show(BASE + text, file="test", profiles=profiles)
    return [problem.text for problem in problems]


def test_a_submaster_dims_what_it_is_of_and_adds_what_it_looks(profiles: Mapping[str, Profile]) -> None:
    text = "submasters: {front: {of: wash 1}, glow: {look: dusk, fade: 1s}, dip: {look: dusk, mode: inhibitive}}"
    show, problems = check_show(BASE + text, file="test", profiles=profiles)
    assert show is not None, problems
    found = {name: (s.mode, s.cells.tolist(), s.level, s.fade_s) for name, s in show.submasters.items()}
    assert found == {
        "front": ("inhibitive", [0], 1.0, 0.0),
        "glow": ("additive", [0, 1], 0.0, 1.0),
        "dip": ("inhibitive", [0, 1], 1.0, 0.0),
    }


def test_pads_and_faders_are_bound_to_them(profiles: Mapping[str, Profile]) -> None:
    text = """
submasters: {front: {of: wash}}
bindings:
  - {midi: cc 48, to: sub front}
  - {midi: cc 49, to: zone stage level}
  - {midi: note 1, do: flash front}
"""
    show, problems = check_show(BASE + text, file="test", profiles=profiles)
    assert show is not None, problems
    assert show.bindings == (
        Binding(MidiControl(48), SetLevel("submaster", "front")),
        Binding(MidiControl(49), SetLevel("zone", "stage")),
        Binding(MidiNote(1), HoldFlash("front")),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("submasters: {front: {level: 1}}", "a submaster has exactly one of of and look: of: wash, or look: dusk"),
        ("submasters: {front: {of: wsh}}", "there is no zone or fixture 'wsh'"),
        ("submasters: {front: {look: dsk}}", "there is no look 'dsk'"),
        ("submasters: {front: {of: exit}}", "none of these fixtures is of class show, and no submaster dims others"),
        ("bindings: [{midi: cc 1, to: sub frnt}]", "there is no submaster 'frnt'"),
        ("bindings: [{midi: cc 1, to: zone stge level}]", "there is no zone 'stge'; there is stage"),
        ("bindings: [{midi: cc 1, to: the moon}]", "is no level; write grandmaster, sub front or zone wall level"),
        ("bindings: [{midi: note 1, do: flash moon}]", "there is no submaster 'moon'; there is none"),
    ],
)
def test_mistakes_are_told(text: str, sentence: str, profiles: Mapping[str, Profile]) -> None:
    assert any(sentence in each for each in said(text, profiles)), said(text, profiles)
