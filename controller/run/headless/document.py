"""The blocks of a scenario file, and the kinds of values that only stand there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field, model_validator

from controller.model.binding import MidiControl
from controller.model.incident import IncidentState
from controller.model.recovery import OperatorName
from controller.model.units import Color
from controller.run.headless.scenario import Bound, Health, Relation
from controller.showfile.document.base import Block
from controller.showfile.document.bindings import PLAYED
from controller.showfile.document.kind import (
    LABEL,
    Kind,
    Schema,
    Words,
    WrongError,
    choice,
    shown,
    text_up_to,
    time_between,
)
from controller.showfile.document.timecode import FRAME
from controller.showfile.document.values import COLOR, CUE, FLAG, LEVEL, NAME

Argument: TypeAlias = Literal[
    "none",
    "cue",
    "fault",
    "recovery",
    "level",
    "latch",
    "pad",
    "fader",
    "node",
    "delay",
    "value",
    "sensor",
    "frame",
    "vote",
    "ballots",
    "paint",
    "strokes",
    "story",
    "tales",
]

VERBS: Final[Mapping[str, Argument]] = MappingProxyType(
    {
        "go": "none",
        "back": "none",
        "pause": "none",
        "resume": "none",
        "release": "none",
        "goto": "cue",
        "blackout": "latch",
        "panic": "none",
        "halt": "none",
        "inject": "fault",
        "clear": "fault",
        "approve": "fault",
        "dismiss": "fault",
        "mend": "none",
        "recover": "recovery",
        "grandmaster": "level",
        "rehearse": "none",
        "stop": "none",
        "press": "pad",
        "hold": "pad",
        "let-go": "pad",
        "move": "fader",
        "kill": "node",
        "revive": "node",
        "delay": "delay",
        "sense": "value",
        "silence": "sensor",
        "timecode": "frame",
        "open-vote": "vote",
        "close-vote": "vote",
        "cancel-vote": "vote",
        "ballots": "ballots",
        "open-paint": "paint",
        "close-paint": "paint",
        "clear-paint": "none",
        "strokes": "strokes",
        "open-story": "story",
        "close-story": "story",
        "clear-story": "none",
        "tales": "tales",
        "show-tale": "none",
        "refuse-tale": "none",
        "hide-tale": "none",
    }
)
"""What can be done, and what stands after it."""

_EXAMPLES: Final[Mapping[Argument, str]] = MappingProxyType(
    {
        "cue": "goto 3",
        "fault": "inject colour-storm",
        "recovery": "recover golden-seam",
        "level": "grandmaster 50%",
        "latch": "blackout on",
        "pad": "press note 56",
        "fader": "move cc 56 40%",
        "node": "kill stage",
        "delay": "delay stage 500ms",
        "value": "sense door 40",
        "sensor": "silence door",
        "frame": "timecode 01:00:00:00",
        "vote": "open-vote encore",
        "ballots": "ballots encore 3 Once more",
        "paint": "open-paint tiles",
        "strokes": "strokes tiles 3 Gold",
        "story": "open-story memories",
        "tales": "tales memories 3 I mended a cup",
    }
)
MOST_BALLOTS: Final = 1000
"""So many visitors choose in one step at most."""
OFF: Final = "off"
"""After ``timecode``: it stops."""
_BOUND: Final = re.compile(r"(>=|<=|>|<|=)?\s*([^\s+±]+?)\s*(?:(?:\+-|\+/-|±)\s*(\S+))?")
_NEAR_LEVEL: Final = 0.01
_NEAR_COLOR: Final = 0.1
_MOST_FLASHES: Final = 100


@dataclass(frozen=True, slots=True)
class Spoken:
    """A deed as it was written: its verb and what stands after it, empty = nothing."""

    verb: str
    argument: str


@dataclass(frozen=True, slots=True)
class NearColor:
    """A colour as it was written, and how far off it may be."""

    color: Color
    slack: float
    words: str


def _spoken(value: object) -> Spoken:
    if not isinstance(value, str) or not value.strip():
        raise WrongError(f"{shown(value)} cannot be done; write a word such as go, or go on: inject colour-storm")
    verb, _, rest = " ".join(value.split()).partition(" ")
    wants = VERBS.get(verb)
    if wants is None:
        said = f"nobody can do {shown(verb)}; write {', '.join(VERBS)}"
        raise WrongError(said, known=tuple(VERBS), wanted=verb[:64])
    if wants == "none" and rest:
        raise WrongError(f"nothing stands after {verb}; take {shown(rest)} out")
    if wants == "ballots":
        _check_visitors(rest, wants, "a vote", "vote")
    elif wants == "strokes":
        _check_visitors(rest, wants, "a paint", "paint")
    elif wants == "tales":
        _check_visitors(rest, wants, "a story", "tell")
    elif wants not in {"none", "latch"} and not rest:
        raise WrongError(f"{verb} needs a {wants} after it: {_EXAMPLES[wants]}")
    _check_argument(wants, verb, rest)
    return Spoken(verb, rest)


def _check_visitors(rest: str, wants: Argument, what: str, deed: str) -> None:
    parts = rest.split(maxsplit=2)
    if len(parts) <= 2 or not parts[1].isdecimal():
        said = f"{wants} needs {what}, how many visitors choose, and what they choose after it"
        raise WrongError(f"{said}: {_EXAMPLES[wants]}")
    if not 1 <= int(parts[1][:9]) <= MOST_BALLOTS:
        raise WrongError(f"{shown(parts[1])} visitors cannot {deed} in one step; write 1 to {MOST_BALLOTS}")


def _check_argument(wants: Argument, verb: str, rest: str) -> None:
    """Refuse what cannot stand after a verb; names are looked up later, in the show.

    Raises:
        WrongError: with what to write.
    """
    last = rest.rpartition(" ")
    match wants:
        case "latch" if rest not in {"", "on", "off"}:
            raise WrongError(f"{shown(rest)} cannot stand after {verb}; write on, off, or nothing to change it")
        case "level":
            LEVEL.checked(_number(rest))
        case "pad":
            PLAYED.checked(rest)
        case "fader":
            if not isinstance(PLAYED.checked(last[0]), MidiControl):
                raise WrongError(f"{shown(last[0])} is no fader; write {_EXAMPLES[wants]}")
            LEVEL.checked(_number(last[2]))
        case "value" if not last[0] or not isinstance(_number(last[2]), float):
            raise WrongError(f"{verb} needs a sensor and a number after it: {_EXAMPLES[wants]}")
        case "frame" if rest != OFF:
            FRAME.checked(rest)
        case "delay" if not last[0]:
            raise WrongError(f"{verb} needs a node and a time after it: {_EXAMPLES[wants]}")
        case "delay":
            DELAY.checked(_number(last[2]))


def _bound(value: object, *, read: Kind, near: float) -> Bound:
    words = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    match = _BOUND.fullmatch(words)
    if match is None or (match[1] and match[3]):
        raise WrongError(f"{shown(value)} is not a bound; write e.g. '>= 20%', '< 3' or '40% +- 2%'")
    relation: Relation = "+-"
    for known in get_args(Relation):
        relation = known if match[1] == known else relation
    slack = near if match[3] is None else _float(read.checked(_number(match[3])))
    return Bound(relation, _float(read.checked(_number(match[2]))), slack, words)


def _level_bound(value: object) -> Bound:
    return _bound(value, read=LEVEL, near=_NEAR_LEVEL)


def _flashes_bound(value: object) -> Bound:
    return _bound(value, read=_COUNT, near=0.0)


def _near_color(value: object) -> NearColor:
    words = " ".join(str(value).split())
    color, slack = words, None
    for sign in ("+-", "+/-", "±"):
        if sign in words:
            color, _, slack = (part.strip() for part in words.partition(sign))
            break
    read = COLOR.checked(color if isinstance(value, str) else value)
    if not isinstance(read, tuple):
        raise WrongError(f"{shown(value)} is not a colour")
    return NearColor(read, _NEAR_COLOR if slack is None else _float(LEVEL.checked(_number(slack))), words)


def _count(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= _MOST_FLASHES:
        raise WrongError(f"{shown(value)} is not a number of flashes; write e.g. <= 3")
    return float(value)


def _number(text: str) -> object:
    """Read a word as YAML would."""
    try:
        return float(text)
    except ValueError:
        return text


def _float(value: object) -> float:
    if not isinstance(value, float):
        raise WrongError(f"{shown(value)} is not a number")
    return value


DELAY: Final = time_between(0, 60)
_TEXT_OR_NUMBER: Final[Schema] = {"type": ["string", "number"]}
_COUNT: Final = Kind("a number of flashes", '"<= 3"', _count, _TEXT_OR_NUMBER)
SPOKEN: Final = Kind(
    ", ".join(
        f"`{verb} {_EXAMPLES[wants].partition(' ')[2]}`" if wants in _EXAMPLES else f"`{verb}`"
        for verb, wants in VERBS.items()
    ),
    "go",
    _spoken,
    {"type": "string", "pattern": f"^({'|'.join(VERBS)})( .*)?$"},
)
LEVEL_BOUND: Final = Kind(
    'a level: `">= 20%"`, `"< 0.05"`, `"40% +- 2%"`; `40%` alone means +- 1%', '">= 20%"', _level_bound, _TEXT_OR_NUMBER
)
FLASH_BOUND: Final = Kind('a number of flashes: `"<= 3"`', '"<= 3"', _flashes_bound, _TEXT_OR_NUMBER)
NEAR_COLOR: Final = Kind(
    'a colour: `gold` or `"#203050 +- 20%"`; alone it means +- 10%',
    'gold or "#203050"',
    _near_color,
    {"type": "string"},
)
TIME: Final = time_between(0, 24 * 3600)
NOTHING: Final = "none"
STATES: Final = (*(state.value for state in IncidentState), NOTHING)


class ExpectBlock(Block):
    """What is expected: of some light, of a cue list, of an incident, of a fault, or of the flashes."""

    zone: Annotated[str | None, NAME] = Field(default=None, description="A zone of the show: whose light is judged.")
    fixture: Annotated[str | None, NAME] = Field(
        default=None, description="A fixture, `wash-3`, or all of a name, `wash`: whose light or text is judged."
    )
    level: Annotated[Bound | None, LEVEL_BOUND] = Field(
        default=None,
        description="How bright: the brightest of red, green and blue, the mean over all cells; beside a `color` it is "
        "a part of that colour, as in a look.",
    )
    color: Annotated[NearColor | None, NEAR_COLOR] = Field(
        default=None, description="Which colour they give together, however bright."
    )
    text: Annotated[str | None, text_up_to(500)] = Field(
        default=None, description='The words that the fixture shows; `""` for none.'
    )
    cue: Annotated[str | None, CUE] = Field(default=None, description="Number of the current cue, or `none`.")
    standby: Annotated[str | None, CUE] = Field(default=None, description="Number of the next cue, or `none`.")
    list: Annotated[str, NAME] = Field(default="main", description="The cue list that `cue` and `standby` speak of.")
    incident: Annotated[str | None, NAME] = Field(
        default=None,
        description="A fault, or found trouble such as `silent:stage`: its newest incident is judged by `state`, "
        "`phase` or both.",
    )
    state: Annotated[str | None, choice(*STATES)] = Field(
        default=None, description="Where the incident stands; `none`: there was none tonight."
    )
    phase: Annotated[OperatorName | None, choice(*get_args(OperatorName))] = Field(
        default=None, description="The movement that its recovery is in."
    )
    fault: Annotated[str | None, NAME] = Field(default=None, description="A fault, with `active`.")
    active: Annotated[bool | None, FLAG] = Field(default=None, description="Whether the fault acts.")
    node: Annotated[str | None, NAME] = Field(default=None, description="A node, with `health`.")
    health: Annotated[Health | None, choice(*get_args(Health))] = Field(
        default=None, description="How the node is, as the console shows it."
    )
    flashes: Annotated[Bound | None, FLASH_BOUND] = Field(
        default=None, description="Flashes in the worst second so far, of any fixture, zone or the whole."
    )

    @model_validator(mode="after")
    def _one_thing(self) -> "ExpectBlock":
        light = self.level is not None or self.color is not None or self.text is not None
        mistakes = {
            "zone and fixture are two targets; write two steps": self.zone is not None and self.fixture is not None,
            "level, color and text need a zone or a fixture": light and self.zone is None and self.fixture is None,
            "a zone or a fixture needs level, color or text: what should be seen there": not light
            and (self.zone is not None or self.fixture is not None),
            "text needs a fixture, such as fixture: screen": self.text is not None and self.fixture is None,
            "an incident needs its state or its phase": self.incident is not None
            and self.state is None
            and self.phase is None,
            "state and phase need an incident: the name of its fault": self.incident is None
            and (self.state is not None or self.phase is not None),
            "fault and active belong together: fault: colour-storm, active: true": (self.fault is None)
            != (self.active is None),
            "node and health belong together: node: stage, health: ok": (self.node is None) != (self.health is None),
            "nothing is expected here; write e.g. zone: mosaic, level: 40%": not any(
                wanted is not None
                for wanted in (
                    *(self.zone, self.fixture, self.cue, self.standby),
                    *(self.incident, self.fault, self.node, self.flashes),
                )
            ),
        }
        for said, wrong in mistakes.items():
            if wrong:
                raise ValueError(said)
        return self


class StepBlock(Block):
    """One step: a time, and either `do` or `expect`."""

    at: Annotated[float, TIME] = Field(description="When, from the beginning of the night.")
    do: Annotated[Spoken | None, SPOKEN] = Field(default=None, description="What somebody does.")
    refused: Annotated[bool, FLAG] = Field(
        default=False, description="True: the engine is expected to refuse it; else a refusal is a failure."
    )
    expect: ExpectBlock | None = Field(default=None, description="What should be seen after this time's frame.")

    @model_validator(mode="after")
    def _one_thing(self) -> "StepBlock":
        if (self.do is None) == (self.expect is None):
            raise ValueError("a step is exactly one of do or expect; write each as an item of its own")
        if self.refused and self.do is None:
            raise ValueError("only what somebody does can be refused; take refused out")
        return self


class ScenarioBlock(Block):
    """A whole scenario file."""

    scenario: Annotated[str, LABEL] = Field(description="Its name, for people.")
    show: Annotated[str | None, text_up_to(1000)] = Field(
        default=None, description="The show it plays: a path from this file, or the name of a show that comes along."
    )
    length: Annotated[float | None, TIME] = Field(
        default=None, alias="for", description="How long it takes; left out, to one second after the last step."
    )
    steps: Annotated[list[StepBlock], Words("a list of steps, in the order of their times")] = Field(
        description="What happens and what is expected."
    )
