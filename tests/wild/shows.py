"""Shows nobody should write, drawn by chance: any rig, any faults, pictures made to get past a guard.

Everything is text of show files and intents: what people and programs can do, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from hypothesis import strategies as st
from numpy.random import Generator

from controller.model.facts import BREAKABLE_IN_PROCESSES, Breakable, Sense
from controller.model.fault import INJECTABLE, PROCESS_KINDS, FaultKind
from controller.model.intent import Blackout, Go, Grab, GrandMaster, Halt, Inject, Intent, Ungrab, ZoneLevel
from controller.model.show import Show
from controller.model.visits import (
    ClearPaint,
    HideTale,
    OpenPaint,
    OpenStory,
    RefuseTale,
    ShowTale,
    Strokes,
    Tales,
)
from controller.showfile.load import check_show
from controller.showfile.resolve.faults import MEANINGLESS
from tests.shows import PROFILES, show_of

FPS = 44
STORM_S = 3.0
"""For so long everybody does their worst; then the last cue comes and the operator's hands rest."""
PLAIN = ("dimmer", "rgb", "rgbw", "rgb-16bit", "dimmer-16bit", "rgbw-par", "rgb-dimmer")
STRIPS = ("rgb", "rgbw", "dimmer")
PROTOCOLS = ("sacn", "artnet", "ddp", "osc", "websocket")
COLORS = ("red", "white", "blue", '"#ff2800"', "green", '"#800000"', "cyan")
LAST_S = 16.0
"""So long the sensor goes on to say that all is well."""
SOURCES = "sensors: {eye: {to: zone all level}}\ntimecode: {from: osc}"
STORY = "stories: {wild: {on: screen, shows: 3s, every: 5s}}"
SCREENS = "screen: {profile: generic/projector, count: 2, at: wall}"
TARGETS: tuple[Mapping[str, str], ...] = (
    {"zone": "all"},
    {"zone": "screen"},
    {"sensor": "eye"},
    {"node": "NODE"},
    {"nodes": "[NODES]"},
    {"parts": "[{fault: plain}, {fault: plain, at: 700ms}]"},
    {},
)
"""What a fault may be aimed at; the first that its kind takes is taken."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fixtures of one kind: one line of a show file."""

    name: str
    node: str
    line: str
    fixtures: tuple[str, ...]


class Wild:
    """A show, and what is done to it: tick → intents; ``drawn`` is what ``wild_show`` made it of."""

    def __init__(self, drawn: tuple[object, ...], show: Show, deeds: Mapping[int, list[Intent]]) -> None:
        self.drawn, self.show, self.deeds = drawn, show, deeds

    def __repr__(self) -> str:
        return f"wild_show{self.drawn!r}"


@st.composite
def wild_shows(draw: st.DrawFn) -> Wild:
    """Draw a show with what is done to it."""
    protocols = draw(st.lists(st.sampled_from(PROTOCOLS), min_size=1, max_size=3))
    losses = [draw(st.sampled_from(["hold", "black 0s", "black 100ms", "black 1s", "black 2.5s"])) for _ in protocols]
    kinds = draw(st.lists(st.sampled_from(INJECTABLE), max_size=4, unique=True))
    hands = draw(st.sampled_from(["none", "some", "all"]))
    return wild_show(protocols, losses, kinds, (hands, draw(st.integers(0, 2**32 - 1))))


def wild_show(protocols: list[str], losses: list[str], kinds: list[FaultKind], rest: tuple[str, int]) -> Wild:
    """Write a show and choose what is done to it; ``rest``: whose hands are on it, and the seed of everything else."""
    hands, seed = rest
    chance = np.random.default_rng(seed)
    nodes = {f"n{number}": protocol for number, protocol in enumerate(protocols)}
    groups = [group for node, protocol in nodes.items() for group in _groups(node, protocol, chance)]
    has_screens = any(target_of(kind).get("zone") == "screen" for kind in kinds)
    if has_screens:
        groups.append(Group("screen", "wall", SCREENS, ("screen-1", "screen-2")))
    zones = {"all": [group.name for group in groups], **_zones(groups, chance)}
    rig = [
        f"show: {{name: Wild, fps: {FPS}, seed: {seed % 1000}}}",
        "nodes:",
        *(
            f"  {node}: {_node(number, protocol, loss)}"
            for number, ((node, protocol), loss) in enumerate(zip(nodes.items(), losses, strict=True))
        ),
        *["  wall: {protocol: websocket}"][: groups[-1].name == "screen"],
        "fixtures:",
        *(f"  {group.line}" for group in groups),
        SOURCES,
        "zones:",
        *(f"  {zone}: [{', '.join(members)}]" for zone, members in zones.items()),
    ]
    painted = [group.name for group in groups if "generic/rgb" in group.line]
    text = "\n".join(
        [
            *rig,
            *_cues(groups, chance),
            *_faults(kinds, nodes, chance),
            *_paint(painted),
            STORY if has_screens else "",
            "",
        ]
    )
    show = show_of(text)
    deeds = _deeds(show, groups, hands, chance)
    if painted and hands != "all":
        _visitors(deeds, chance)
    if has_screens:
        _tellers(deeds, chance)
    return Wild((protocols, losses, [str(kind) for kind in kinds], rest), show, deeds)


def _node(number: int, protocol: str, loss: str) -> str:
    kind, _, after = loss.partition(" ")
    to = {"osc": f", to: '127.0.9.{number + 1}:7000'", "websocket": ""}.get(protocol, f", to: 127.0.9.{number + 1}")
    return f"{{protocol: {protocol}{to}, on_loss: {kind}{f', dark_after: {after}' if after else ''}}}"


def _groups(node: str, protocol: str, chance: Generator) -> list[Group]:
    """Hang up to three kinds of fixtures on a node."""
    found = []
    for number in range(int(chance.integers(1, 4))):
        name, count = f"{node}{'abc'[number]}", int(chance.integers(1, 4))
        strip = protocol in {"sacn", "artnet", "ddp"} and chance.random() < 0.3
        profile = "osc-rgb" if protocol == "osc" else str(chance.choice(STRIPS if strip else PLAIN))
        cells = f", cells: {int(chance.integers(2, 6))}" if strip else ""
        at = node if protocol in {"osc", "websocket", "ddp"} else f"{node} {1 + int(node[1:])}/{1 + 60 * number}"
        line = f"{name}: {{profile: generic/{profile}, count: {count}{cells}, at: {at}}}"
        found.append(Group(name, node, line, tuple(f"{name}-{each}" for each in range(1, count + 1))))
    return found


def _zones(groups: list[Group], chance: Generator) -> dict[str, list[str]]:
    fixtures = [fixture for group in groups for fixture in group.fixtures]
    return {
        f"z{number}": [fixture.replace("-", " ") for fixture in fixtures if chance.random() < 0.5] or [groups[0].name]
        for number in range(int(chance.integers(0, 3)))
    }


def _paint(groups: list[str]) -> list[str]:
    """Let visitors change colours as fast as it can be written."""
    if not groups:
        return []
    colors = ", ".join(f"{number}: {color}" for number, color in enumerate(COLORS))
    how = "every: 250ms, fade: 250ms, keeps: 1s"
    return [f"paint: {{wild: {{zone: '{', '.join(groups)}', colors: {{{colors}}}, {how}}}}}"]


def _visitors(deeds: dict[int, list[Intent]], chance: Generator) -> None:
    """Let visitors paint, all at once or each for themselves, until the storm is over."""
    end = round(STORM_S * FPS)
    deeds[2].append(OpenPaint("wild"))
    everybody, together = [f"v{number}" for number in range(40)], chance.random() < 0.5
    for tick in range(3, end, int(chance.integers(4, 12))):
        colors = chance.integers(0, len(COLORS), len(everybody))
        laid = {each: str(colors[0 if together else number]) for number, each in enumerate(everybody)}
        deeds[tick].append(Strokes("wild", laid))
    deeds[end + 1].append(ClearPaint())


def _tellers(deeds: dict[int, list[Intent]], chance: Generator) -> None:
    """Let visitors tell, and somebody let through, refuse and take off what comes to hand."""
    deeds[2].append(OpenStory("wild"))
    count = 0
    for tick in range(3, round(STORM_S * FPS), int(chance.integers(8, 20))):
        deeds[tick].append(
            Tales("wild", {f"v{number}": f"Tale {number} \u2192 <b>" for number in range(count, count + 4)})
        )
        deeds[tick].append((ShowTale(count + 1), ShowTale(), RefuseTale(), HideTale())[int(chance.integers(0, 4))])
        count += 4


def _cues(groups: list[Group], chance: Generator) -> list[str]:
    """Write cues that follow each other as fast as they like, and one at the end that stands."""
    lines, number, left = ["cues:"], 0, STORM_S
    style = chance.choice(["snaps", "halves", "swings", "steps", "mixed"])
    step, base = chance.uniform(0.06, 0.14), chance.uniform(0, 0.8)
    while left > 0:
        number += 1
        length = float(chance.uniform(0.03, 0.35))
        left -= length
        levels = {
            group.name: _level(str(style), place + number, (float(base), float(step)), chance)
            for place, group in enumerate(groups)
            if style != "mixed" or chance.random() < 0.7
        }
        fade = length if style == "swings" or (style == "mixed" and chance.random() < 0.3) else 0.0
        look = ", ".join(
            f"{name}: {{level: {level:.3f}{_color(name, groups, chance)}}}" for name, level in levels.items()
        )
        effect = _effect(chance) if chance.random() < 0.15 else ""
        lines.append(f"  - {{cue: {number}, look: {{{look}}}, fade: {fade:.3f}s, follow: {length:.3f}s{effect}}}")
    calm = ", ".join(f"{group.name}: {{level: {chance.uniform(0, 1):.2f}}}" for group in groups)
    lines.append(f"  - {{cue: {number + 1}, look: {{{calm}}}, fade: {chance.choice([0.0, 0.4])}s}}")
    return lines


def _level(style: str, turn: int, step: tuple[float, float], chance: Generator) -> float:
    if style == "halves":
        return float(turn % 2)
    if style == "steps":
        return min(1.0, step[0] + step[1] * (turn % 2))
    return float(chance.choice([0.0, 1.0, chance.random()]))


def _color(name: str, groups: list[Group], chance: Generator) -> str:
    dimmers = {group.name for group in groups if "/dimmer" in group.line}
    return "" if name in dimmers or chance.random() < 0.5 else f", color: {chance.choice(COLORS)}"


def _effect(chance: Generator) -> str:
    kind = chance.choice(
        ["wave: {period: 250ms, amount: 100%}", "chase: {period: 300ms}", "breathe: {period: 150ms, amount: 100%}"]
    )
    return f", effect: {{{kind}}}"


def _faults(kinds: list[FaultKind], nodes: Mapping[str, str], chance: Generator) -> list[str]:
    if not kinds:
        return []
    lines = ["faults:", "  plain: {kind: flicker, zone: all, share: 60%, amount: 100%, for: 2s}"]
    for number, kind in enumerate(kinds):
        target = "".join(f", {key}: {value}" for key, value in target_of(kind).items())
        able = [node for node, protocol in nodes.items() if (kind, protocol) not in MEANINGLESS]
        if "NODE" in target and not able:
            continue  # on none of these ways can it happen
        target = target.replace("NODES", ", ".join(nodes)).replace("NODE", str(chance.choice(able or ["-"])))
        lines.append(f"  f{number}: {{kind: {kind}{target}{_strength(kind, chance)}}}")
    movements = ["hold: 200ms", "embrace: 500ms", "ripple: 500ms", "sort: 400ms", "seam: 400ms", "scatter: 300ms"]
    phases = [f"{{{movement}}}" for movement in chance.choice(movements, int(chance.integers(0, 4)), replace=False)]
    mode = chance.choice(["auto", "auto", "ask"])
    keeps = f"{{from: sweep, part: {int(chance.integers(10, 91))}%, rest: keep}}, for: 600ms"
    mend = keeps if chance.random() < 0.4 else "600ms"
    lines.append(f"recoveries: {{heal: {{mode: {mode}, phases: [{', '.join([*phases, f'{{mend: {mend}}}'])}]}}}}")
    return lines


def _strength(kind: FaultKind, chance: Generator) -> str:
    """Say how strong a fault is and how long it acts, if it can be told."""
    own = "" if kind in (FaultKind.STALL, FaultKind.KILL) else f", for: {chance.uniform(0.2, 4):.2f}s"
    if kind in PROCESS_KINDS or kind is FaultKind.STORM:
        return own
    own += f", amount: {chance.choice([0.4, 0.8, 1.0])}"
    if kind is FaultKind.LOSS:
        own += f", burst: {chance.choice([20, 60, 120, 500])}ms"
    if kind is FaultKind.DELAY:
        own += f", delay: {chance.choice([60, 250, 900, 2000])}ms, jitter: {chance.choice([0, 100, 700])}ms"
    return own


@cache
def target_of(kind: FaultKind) -> Mapping[str, str]:
    """Find what a kind of fault is aimed at.

    Raises:
        LookupError: nothing that is known here: say in ``TARGETS`` what it needs.
    """
    for target in TARGETS:
        aim = ", ".join(f"{key}: {value}" for key, value in target.items()).replace("NODES", "a").replace("NODE", "a")
        text = "\n".join(
            [
                "show: {name: Aim}",
                "nodes: {a: {protocol: sacn, to: 127.0.1.2}, wall: {protocol: websocket}}",
                f"fixtures: {{lamp: {{profile: generic/rgb, count: 4, at: a 1/1}}, {SCREENS}}}",
                SOURCES,
                "zones: {all: lamp}",
                "cues: [{cue: 1, look: {all: {level: 1}}}]",
                "faults:",
                "  plain: {kind: flicker, zone: all}",
                f"  it: {{kind: {kind}{', ' * bool(aim)}{aim}}}",
            ]
        )
        show, _ = check_show(text, file="aim.show.yaml", profiles=PROFILES)
        if show is not None:
            return target
    raise LookupError(f"nobody knows what a fault of kind {kind} is aimed at")


def _deeds(show: Show, groups: list[Group], hands: str, chance: Generator) -> dict[int, list[Intent]]:
    """Choose what people, programs and surfaces do, tick by tick."""
    end = round(STORM_S * FPS)
    deeds: dict[int, list[Intent]] = {tick: [] for tick in range(1, end + 2)}
    deeds[2] += [Breakable(BREAKABLE_IN_PROCESSES), Go()]
    for fault in show.faults:
        for tick in chance.integers(3, end, int(chance.integers(1, 4))).tolist():
            deeds[tick].append(Inject(fault))
    if hands != "none":
        held = [f for group in groups for f in group.fixtures if hands == "all" or chance.random() < 0.5]
        _hands(deeds, held, {f for g in groups if "/dimmer" in g.line for f in g.fixtures}, chance)
    if chance.random() < 0.3:
        for tick in chance.integers(3, end, 40).tolist():
            deeds[tick].append(Sense("eye", float(chance.choice([0.0, 1.0, chance.random()]))))
    for tick in range(end, round(LAST_S * FPS), 20):
        deeds.setdefault(tick, []).append(Sense("eye", 1.0))
    for _ in range(int(chance.integers(0, 12)) * (chance.random() < 0.4)):
        deeds[int(chance.integers(3, end))].append(_hammer(list(show.rig.zones), chance))
    deeds[end + 1] += [
        Blackout(on=False),
        GrandMaster(1.0),
        *(ZoneLevel(zone, 1.0) for zone in show.rig.zones),
        Ungrab(fade_s=0.2, who="wild"),
    ]
    return deeds


def _hammer(zones: list[str], chance: Generator) -> Intent:
    anything: tuple[Intent, ...] = (
        Blackout(),
        GrandMaster(float(chance.choice([0.0, 0.5, 1.0]))),
        ZoneLevel(str(chance.choice(zones)), float(chance.choice([0.0, 1.0]))),
        Halt() if chance.random() < 0.2 else Blackout(),
    )
    return anything[int(chance.integers(len(anything)))]


def _hands(deeds: dict[int, list[Intent]], held: list[str], dimmers: set[str], chance: Generator) -> None:
    """Let hands move levels and colours of fixtures, each in one of the ways that a guard must stand."""
    end = round(STORM_S * FPS)
    last: dict[str, tuple[float, str]] = {}
    style = str(chance.choice(["halves", "staggered", "swings", "steps", "noise", "reds"]))
    period = int(chance.integers(2, 16))
    base, step = chance.uniform(0, 0.85), chance.uniform(0.06, 0.14)
    phases = chance.integers(0, 2 * period, max(1, len(held)))
    for tick in range(3, end):
        for place, fixture in enumerate(held):
            beat = (tick + int(phases[place]) * (style == "staggered")) // period
            level = {
                "halves": float((beat + place) % 2),
                "staggered": float(beat % 2),
                "swings": 0.5 - 0.5 * float(np.cos(np.pi * (tick + place) / period)),
                "steps": min(1.0, float(base + step * (beat % 2))),
                "noise": float(chance.random()),
            }.get(style, 1.0)
            color = (
                ("red", "white", '"#ff3010"')[(beat + place) % (2 + place % 2)].strip('"') if style == "reds" else ""
            )
            if fixture in dimmers:
                color = ""
            if last.get(fixture) != (level, color):
                last[fixture] = (level, color)
                values: dict[str, float | str] = {"level": level, **({"color": color} if color else {})}
                deeds[tick].append(Grab(fixture.replace("-", " "), values, who="wild"))
