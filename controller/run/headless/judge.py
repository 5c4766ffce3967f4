"""Judges what was expected: light, text and flashes by the far end, the rest by the snapshot that people are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.model.snapshot import IncidentView, Snapshot
from controller.model.units import Color
from controller.run.headless.scenario import (
    Bound,
    Check,
    ColorCheck,
    CueCheck,
    FaultCheck,
    FlashCheck,
    IncidentCheck,
    LevelCheck,
    NodeCheck,
    PhaseCheck,
    TextCheck,
)
from fixtures.far_end import FarEnd

DARK = 0.01
"""Light whose brightest colour is below this has no colour that one could name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement.

    Attributes:
        at_s: when.
        what: whose light, which cue …
        expected, seen: in words.
        line: of the scenario file; 0 = it stands in none.
    """

    at_s: float
    what: str
    expected: str
    seen: str
    held: bool
    line: int = 0

    @property
    def text(self) -> str:
        """The judgement in one line."""
        return f"at {self.at_s:g} s: {self.what}: expected {self.expected}, seen {self.seen}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check saw."""

    what: str
    expected: str
    seen: str
    held: bool


def judge(check: Check, far_end: FarEnd, snapshot: Snapshot) -> Seen:  # noqa: PLR0911 - one for each kind of check
    """Judge one check by what is there now."""
    match check:
        case LevelCheck(target, cells, full, bound):
            level = float(far_end.light()[list(cells)].max(axis=1).mean()) / full
            return Seen(f"{target} level", bound.words, f"{level:.1%}", bound.holds(level))
        case ColorCheck():
            return _judge_color(check, far_end)
        case TextCheck(fixture, text):
            words = far_end.texts().get(fixture, "")
            return Seen(f"fixture {fixture} text", repr(text), repr(words), words == text)
        case CueCheck():
            return _judge_cue(check, snapshot)
        case IncidentCheck(fault, state):
            found = _newest(snapshot, fault)
            now = "none" if found is None else found.state.value
            wanted = "none" if state is None else state.value
            return Seen(f"incident of {fault}", wanted, now, now == wanted)
        case PhaseCheck(fault, phase):
            found = _newest(snapshot, fault)
            running = "no recovery" if found is None or not found.phase else found.phase
            return Seen(f"recovery of {fault}", phase, running, running == phase)
        case FaultCheck(fault, active):
            acts = any(each.id == fault for each in snapshot.faults)
            words_of = {True: "active", False: "not active"}
            return Seen(f"fault {fault}", words_of[active], words_of[acts], acts == active)
        case NodeCheck(node, health):
            shown = next((view.state for view in snapshot.nodes if view.id == node), "unknown")
            return Seen(f"node {node}", health, shown, shown == health)
        case FlashCheck(bound):
            return judge_flashes(bound, far_end)


def judge_flashes(bound: Bound, far_end: FarEnd) -> Seen:
    """Judge the worst second so far, and name its place."""
    report = far_end.report().flashes
    flashes = report.flashes()
    seen = f"{flashes:g}"
    if report.worst:
        worst = report.worst[0]
        place = f"{worst.kind} {worst.id}".rstrip()
        seen += f" ({worst.measure}, {place}, at {worst.at_s:.2f} s)"
    return Seen("flashes in any second", bound.words, seen, bound.holds(flashes))


def _judge_color(check: ColorCheck, far_end: FarEnd) -> Seen:
    mean = far_end.light()[list(check.cells)].mean(axis=0).astype(np.float64)
    what = f"{check.target} color"
    if float(mean.max()) < DARK:
        return Seen(what, check.words, f"almost no light ({mean.max():.1%})", held=False)
    full, wanted = _full(mean), _full(check.color)
    off = float(np.abs(full - wanted).max())
    digits = "".join(f"{round(255 * part):02x}" for part in full)
    wanted_digits = "".join(f"{round(255 * part):02x}" for part in wanted)
    said = f"#{digits} turned up to full (wanted #{wanted_digits}, off by {off:.0%})"
    return Seen(what, check.words, said, off <= check.slack)


def _judge_cue(check: CueCheck, snapshot: Snapshot) -> Seen:
    found = next(view for view in snapshot.lists if view.id == check.list)
    number = found.current if check.place == "cue" else found.standby
    what = f"{'current' if check.place == 'cue' else 'standby'} cue of {check.list}"
    return Seen(what, check.number or "none", number or "none", number == check.number)


def _newest(snapshot: Snapshot, fault: str) -> IncidentView | None:
    return next((view for view in snapshot.incidents if view.fault == fault), None)


def _full(color: "Color | NDArray[np.float64] | Sequence[float]") -> NDArray[np.float64]:
    """Turn a linear colour up to full and encode it as sRGB, float64 [3], so that numbers are as far apart as looks."""
    linear = np.asarray(color, np.float64)
    linear = linear / max(float(linear.max()), 1e-9)
    encoded: NDArray[np.float64] = np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0.0) ** (1 / 2.4) - 0.055
    )
    return encoded
