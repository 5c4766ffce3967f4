"""What a scenario is made of: somebody does something at a time, and at a time something is expected.

Facts only, with every name already found in the show. Cells, texts and flashes are asked of the far end; cues, faults
and incidents of the snapshot that people are shown.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.binding import MidiControl, MidiNote
from controller.model.cue import CueList
from controller.model.incident import IncidentState
from controller.model.intent import Goto, Intent
from controller.model.recovery import OperatorName
from controller.model.show import Show
from controller.model.units import Color

Gesture: TypeAlias = Literal["press", "hold", "let-go", "move"]
"""What a hand does; ``press`` lets go again."""
Health: TypeAlias = Literal["unknown", "ok", "late", "silent", "returned"]
"""As in ``NodeView.state``."""
Relation: TypeAlias = Literal[">=", "<=", ">", "<", "+-"]

PAUSE_S = 2.0
"""How long ``walk_through`` looks at each cue after its fade."""
ROUNDING = 1e-6
"""Light comes as float32: what is within a millionth of a bound has reached it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a number should be.

    Attributes:
        relation: ``+-`` means as near to ``value`` as ``slack`` says.
        words: as written.
    """

    relation: Relation
    value: float
    slack: float
    words: str

    def holds(self, seen: float) -> bool:
        """Whether a number is as it should be."""
        match self.relation:
            case ">=":
                return seen >= self.value - ROUNDING
            case "<=":
                return seen <= self.value + ROUNDING
            case ">":
                return seen > self.value
            case "<":
                return seen < self.value
            case "+-":
                return abs(seen - self.value) <= self.slack + ROUNDING


@dataclass(frozen=True, slots=True)
class LevelCheck:
    """How bright some cells are: the mean over them of the brightest of red, green and blue, as a part of ``full``.

    Attributes:
        target: whose cells, in words.
        cells: their numbers.
        full: the brightest component of the colour that is expected beside the level, linear; 1 without one.
        bound: of the level, 0..1.
    """

    target: str
    cells: tuple[int, ...]
    full: float
    bound: Bound


@dataclass(frozen=True, slots=True)
class ColorCheck:
    """Which colour some cells give together, however bright.

    Attributes:
        color: linear RGB.
        slack: 0..1, the furthest that red, green or blue may be off once both colours are turned up to full.
        words: as written.
    """

    target: str
    cells: tuple[int, ...]
    color: Color
    slack: float
    words: str


@dataclass(frozen=True, slots=True)
class TextCheck:
    """The words that a fixture shows, empty = none."""

    fixture: str
    text: str


@dataclass(frozen=True, slots=True)
class CueCheck:
    """The current or the standby cue of a list; None = there is none."""

    list: str
    place: Literal["cue", "standby"]
    number: str | None


@dataclass(frozen=True, slots=True)
class IncidentCheck:
    """Where the newest incident of a fault stands; None = there was no incident of it tonight."""

    fault: str
    state: IncidentState | None


@dataclass(frozen=True, slots=True)
class PhaseCheck:
    """Which movement of its recovery the newest incident of a fault is in."""

    fault: str
    phase: OperatorName


@dataclass(frozen=True, slots=True)
class FaultCheck:
    """Whether a fault acts."""

    fault: str
    active: bool


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """How a node is, as people are shown it."""

    node: str
    health: Health


@dataclass(frozen=True, slots=True)
class FlashCheck:
    """How many flashes the worst second had so far, wherever that was."""

    bound: Bound


Check: TypeAlias = (
    LevelCheck | ColorCheck | TextCheck | CueCheck | IncidentCheck | PhaseCheck | FaultCheck | NodeCheck | FlashCheck
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Approve or dismiss the newest open incident of a fault: which one that is shows when it is done."""

    verb: Literal["approve", "dismiss"]
    fault: str


@dataclass(frozen=True, slots=True)
class Touch:
    """Touch a pad or fader of a MIDI device; what that means, the show's bindings say.

    Attributes:
        level: where a fader is moved to, 0..1.
    """

    gesture: Gesture
    played: MidiNote | MidiControl
    level: float = 1.0


@dataclass(frozen=True, slots=True)
class Outage:
    """Something happens to a simulated node, out there, where no engine can see it.

    Attributes:
        what: ``kill`` takes its power, ``revive`` gives it back, ``delay`` lets everything reach it later.
        seconds: of the delay.
    """

    what: Literal["kill", "revive", "delay"]
    node: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Speech:
    """A sensor says the same from now on, ten times a second; None = it falls silent."""

    sensor: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Film:
    """A time code runs from a place in seconds; None = it stops."""

    place_s: float | None


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something.

    Attributes:
        at_s: seconds of the night.
        words: as written.
        act: what.
        refused: whether the engine is expected to refuse it.
        line: of the scenario file; 0 = it stands in none.
    """

    at_s: float
    words: str
    act: Intent | Decision | Touch | Outage | Speech | Film
    refused: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something is expected; ``line`` as in ``Deed``."""

    at_s: float
    check: Check
    line: int = 0


Step: TypeAlias = Deed | Expectation


@dataclass(frozen=True, slots=True)
class Scenario:
    """One evening, written down.

    Attributes:
        file: where it stands, empty = it was made up.
        for_s: how long it takes.
        steps: in the order of their times.
    """

    name: str
    file: str
    for_s: float
    steps: tuple[Step, ...]


def shortened(scenario: Scenario, for_s: float) -> tuple[Scenario, int]:
    """Play another length: give the scenario, and how many expectations are left out because they lie later."""
    kept = tuple(step for step in scenario.steps if step.at_s <= for_s)
    left_out = sum(isinstance(step, Expectation) for step in scenario.steps) - sum(
        isinstance(step, Expectation) for step in kept
    )
    return Scenario(scenario.name, scenario.file, for_s, kept), left_out


def walk_through(show: Show) -> Scenario:
    """Make up a scenario that plays every cue of every list, one list after the other, and expects nothing of them."""
    steps: list[Step] = []
    at_s = 1.0
    for cue_list in show.lists.values():
        at_s = _walk_list(cue_list, steps, at_s, max(PAUSE_S, 2 * show.policy.go_lockout_s))
    return Scenario(f"{show.name}, cue by cue", "", at_s, tuple(steps))


def _walk_list(cue_list: CueList, steps: list[Step], at_s: float, pause_s: float) -> float:
    """Add a deed for each cue that does not follow by itself; give when the list has been seen."""
    by_itself = False
    for cue in cue_list.cues:
        if not by_itself:
            steps.append(Deed(at_s, f"goto {cue.number}", Goto(cue.number, cue_list.id)))
        by_itself = cue.follow is not None
        if cue.follow is None:
            at_s += cue.fade_s + pause_s
        else:
            at_s += cue.follow.seconds + (cue.fade_s if cue.follow.after == "fade" else 0.0)
    return at_s
