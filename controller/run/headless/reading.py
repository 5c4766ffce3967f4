"""Scenario text → scenario, every mistake at its place, every name found in the show it plays."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, get_args

from controller.model import facts, visits
from controller.model import intent as intents
from controller.model.binding import MidiControl, MidiNote, has_midi
from controller.model.incident import IncidentState
from controller.model.intent import Intent
from controller.model.show import Show
from controller.model.signs import plain
from controller.model.timecode import TimecodeAt
from controller.model.units import parse_duration, parse_level
from controller.run.headless.document import NOTHING, OFF, VERBS, ExpectBlock, ScenarioBlock, Spoken, StepBlock
from controller.run.headless.scenario import (
    Check,
    ColorCheck,
    CueCheck,
    Decision,
    Deed,
    Expectation,
    FaultCheck,
    Film,
    FlashCheck,
    Gesture,
    IncidentCheck,
    LevelCheck,
    NodeCheck,
    Outage,
    PhaseCheck,
    Scenario,
    Speech,
    Step,
    TextCheck,
    Touch,
)
from controller.run.headless.voices import RATE
from controller.showfile.document.kind import shown, spell
from controller.showfile.document.timecode import FRAME
from controller.showfile.problem import Problem
from controller.showfile.reading import FileKind, read_tree
from controller.showfile.report import Report
from controller.showfile.tree import Path, Scalar, find
from controller.showfile.validate import read_blocks

KIND: Final = FileKind("a scenario", "'scenario:', 'show:' and 'steps:'")
VOICES: Final = ("sense", "silence", "timecode")
AFTER_S: Final = 1.0
"""How long a scenario without ``for`` goes on after its last step."""
MAIN: Final = "main"

_PLAIN: Final[Mapping[str, Intent]] = MappingProxyType(
    {
        "go": intents.Go(),
        "back": intents.Back(),
        "pause": intents.Pause(),
        "resume": intents.Resume(),
        "release": intents.Release(),
        "panic": intents.Panic(),
        "halt": intents.Halt(),
        "mend": intents.Mend(),
        "clear-paint": visits.ClearPaint(),
        "clear-story": visits.ClearStory(),
        "show-tale": visits.ShowTale(),
        "refuse-tale": visits.RefuseTale(),
        "hide-tale": visits.HideTale(),
        "rehearse": facts.Breakable(facts.BREAKABLE_IN_PROCESSES),
        "stop": intents.Exit(),
    }
)
_NAMED: Final[Mapping[str, Callable[[str], Intent | Decision]]] = MappingProxyType(
    {
        "goto": intents.Goto,
        "inject": intents.Inject,
        "clear": intents.Clear,
        "recover": intents.Recover,
        "approve": lambda fault: Decision("approve", fault),
        "dismiss": lambda fault: Decision("dismiss", fault),
    }
)

_ASKED: Final[Mapping[str, str]] = MappingProxyType({"ballots": "vote", "strokes": "paint", "tales": "story"})
"""What visitors answer, by what they do."""
_OF_VISITORS: Final[Mapping[str, Callable[[str], Intent]]] = MappingProxyType(
    {
        "open-vote": visits.OpenVote,
        "close-vote": visits.CloseVote,
        "cancel-vote": visits.CancelVote,
        "open-paint": visits.OpenPaint,
        "close-paint": visits.ClosePaint,
        "open-story": visits.OpenStory,
        "close-story": visits.CloseStory,
    }
)


def named_show(text: str) -> str | None:
    """Find the show that a scenario names, or None; mistakes are left to ``check_scenario``."""
    tree, _ = read_tree(text, "", KIND)
    node = find(tree, ("show",)) if tree is not None else None
    return node.text if isinstance(node, Scalar) and node.text else None


def check_scenario(text: str, *, file: str, show: Show | None) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Read a scenario and find every mistake in it; never raises, whatever the text.

    Args:
        text: the whole file.
        file: its name, for the problems.
        show: what it plays; None = not known, then only the shape is checked and there is no scenario.

    Returns:
        The scenario, or None if there is an error; and the problems in the order of the file.
    """
    tree, problems = read_tree(text, file, KIND)
    if tree is None:
        return None, problems
    report = Report(file, tree)
    report.add(problems)
    block = read_blocks(report, ScenarioBlock)
    if block is None or show is None:
        return None, report.problems()
    builder = _Builder(show, report)
    steps = tuple(step for index, each in enumerate(block.steps) for step in builder.steps(("steps", index), each))
    length = _length(block, report)
    if report.failed:
        return None, report.problems()
    return Scenario(block.scenario, file, length, steps), report.problems()


def _level(words: str) -> float:
    return parse_level(words if "%" in words else float(words))


def _length(block: ScenarioBlock, report: Report) -> float:
    """Find the length, and steps that stand before an earlier one or after the end."""
    latest = 0.0
    for index, step in enumerate(block.steps):
        path: Path = ("steps", index, "at")
        if step.at < latest:
            said = f"this step comes before the one above it ({spell(latest)}); put steps in the order of their times"
            report.error(path, said)
        if block.length is not None and step.at > block.length:
            said = f"this step comes after the end: the scenario takes {spell(block.length)}; make 'for:' longer"
            report.error(path, said)
        latest = max(latest, step.at)
    return block.length if block.length is not None else latest + AFTER_S


class _Builder:
    """Finds the names of steps in one show."""

    def __init__(self, show: Show, report: Report) -> None:
        self._show = show
        self._report = report
        main = show.lists[MAIN].cues if MAIN in show.lists else ()
        self._known: Mapping[str, tuple[str, ...]] = {
            "cue": tuple(cue.number for cue in main),
            "fault": tuple(show.faults),
            "trouble": (*show.faults, *show.found),
            "node": tuple(show.patch.nodes),
            "recovery": tuple(show.recoveries),
            "sensor": tuple(show.sensors),
            "vote": tuple(show.votes),
            "paint": tuple(show.paintings),
            "story": tuple(show.stories),
        }

    def steps(self, path: Path, block: StepBlock) -> Iterator[Step]:
        """Give what one step of the file asks for; one ``expect`` may hold several expectations."""
        line = self._report.line(path)
        if block.do is not None:
            act = self._act((*path, "do"), block.do)
            if act is not None:
                words = " ".join(part for part in (block.do.verb, block.do.argument) if part)
                yield Deed(block.at, words, act, block.refused, line)
        if block.expect is not None:
            where = (*path, "expect")
            checks = (*self._light(where, block.expect), *self._facts(where, block.expect))
            yield from (Expectation(block.at, check, line) for check in checks)

    def _act(self, path: Path, spoken: Spoken) -> Intent | Decision | Touch | Outage | Speech | Film | None:
        """Turn words into what is done; None where a name is not known, which is then reported."""
        verb, name = spoken.verb, spoken.argument
        match VERBS[verb]:
            case "none":
                return _PLAIN[verb]
            case "latch":
                return intents.Blackout({"on": True, "off": False}.get(name))
            case "level":
                return intents.GrandMaster(_level(name))
            case "cue" | "fault" | "recovery" as what:
                known = self._known["trouble" if verb in {"approve", "dismiss"} else what]
                return _NAMED[verb](name) if self._knows(path, what, name, known, after=verb) else None
            case "node" | "delay" | "value" | "sensor" | "frame":
                say = self._voice if verb in VOICES else self._outage
                return say(path, verb, name)
            case "vote" | "ballots" | "paint" | "strokes" | "story" | "tales" | "pad" | "fader":
                ask = self._touch if VERBS[verb] in {"pad", "fader"} else self._of_visitors
                return ask(path, verb, name)

    def _of_visitors(self, path: Path, verb: str, words: str) -> Intent | None:
        """Turn words into what hands and visitors do to what they are asked; every step's visitors are new ones."""
        name, *rest = words.split(maxsplit=2)
        has_visitors = verb in {"ballots", "strokes", "tales"}
        name, what = name if has_visitors else words, _ASKED.get(verb, VERBS[verb])
        if not self._knows(path, what, name, self._known[what], after=verb):
            return None
        if not has_visitors:
            return _OF_VISITORS[verb](name)
        number, label = rest
        visitors = [f"visitor {each} of step {path[1]}" for each in range(int(number))]
        if verb == "tales":
            return visits.Tales(name, dict.fromkeys(visitors, plain(label)))
        is_vote = verb == "ballots"
        labels = self._show.votes[name].labels if is_vote else self._show.paintings[name].labels
        if not self._knows(path, "option" if is_vote else "colour", label, labels, after=verb):
            return None
        chosen = dict.fromkeys(visitors, label)
        return visits.Ballots(name, chosen) if is_vote else visits.Strokes(name, chosen)

    def _outage(self, path: Path, verb: str, words: str) -> Outage | None:
        """Turn words into what happens to a node."""
        node, _, late = words.rpartition(" ") if verb == "delay" else (words, "", "")
        if not self._knows(path, "node", node, self._known["node"], after=verb):
            return None
        if verb == "delay":
            return Outage("delay", node, parse_duration(late))
        return Outage("kill" if verb == "kill" else "revive", node)

    def _voice(self, path: Path, verb: str, words: str) -> Speech | Film | None:
        """Turn words into what a sensor or a time code says."""
        if verb == "timecode":
            if self._show.timecode is None:
                self._report.error(path, "the show follows no time code; write timecode: {from: artnet} in it")
                return None
            frame = None if words == OFF else FRAME.checked(words)
            return Film(frame.position(RATE) if isinstance(frame, TimecodeAt) else None)
        sensor, _, value = words.rpartition(" ") if verb == "sense" else (words, "", "")
        if not self._knows(path, "sensor", sensor, self._known["sensor"], after=verb):
            return None
        return Speech(sensor, float(value) if value else None)

    def _touch(self, path: Path, verb: str, name: str) -> Touch | None:
        """Turn words into what a hand does, in a show that hears hands."""
        if not has_midi(self._show.bindings):
            said = "the show hears no MIDI; bind a device under 'bindings:', for example {surface: apc-mini-mk2}"
            self._report.error(path, said)
            return None
        kind, number, *level = name.split()
        played = MidiNote(int(number)) if kind == "note" else MidiControl(int(number))
        for gesture in get_args(Gesture):
            if gesture == verb:
                return Touch(gesture, played, _level(level[0]) if level else 1.0)
        return None

    def _light(self, path: Path, block: ExpectBlock) -> Iterator[Check]:
        """Give what is expected of light and text."""
        cells = self._cells(path, block)
        target = f"fixture {block.fixture}" if block.fixture is not None else f"zone {block.zone}"
        if block.level is not None and cells:
            full = max(block.color.color) if block.color is not None else 0.0
            yield LevelCheck(target, cells, full or 1.0, block.level)
        if block.color is not None and cells:
            yield ColorCheck(target, cells, block.color.color, block.color.slack, block.color.words)
        if block.text is not None and block.fixture is not None and cells:
            yield from self._text((*path, "text"), block.fixture, block.text)

    def _cells(self, path: Path, block: ExpectBlock) -> tuple[int, ...]:
        """Find the cells of a target; none where it is not known, which is then reported."""
        rig = self._show.rig
        ids, groups = {fixture.id for fixture in rig.fixtures}, {fixture.group for fixture in rig.fixtures}
        if block.zone is not None and self._knows((*path, "zone"), "zone", block.zone, rig.zones, others=ids | groups):
            return tuple(int(cell) for cell in rig.zones[block.zone])
        fixture = block.fixture
        if fixture is None:
            return ()
        if not self._knows((*path, "fixture"), "fixture", fixture, (*groups, *sorted(ids)), others=rig.zones):
            return ()
        chosen = [each for each in rig.fixtures if fixture in {each.id, each.group}]
        return tuple(cell for each in chosen for cell in range(each.first_cell, each.first_cell + each.cell_count))

    def _text(self, path: Path, fixture: str, text: str) -> Iterator[Check]:
        """Find the one fixture whose text is meant, and whether it can ever show it."""
        chosen = [each for each in self._show.rig.fixtures if fixture in {each.id, each.group}]
        told = {int(cell) for story in self._show.stories.values() for cell in story.cells}
        writers = sorted({each.id for each in self._show.rig.fixtures if each.texts or each.first_cell in told})
        if len(chosen) == 1 and chosen[0].first_cell in told:
            yield TextCheck(chosen[0].id, text)
        elif len(chosen) != 1 or not chosen[0].texts:
            said = f"fixture '{fixture}' shows no text; those that do are {', '.join(writers) or 'none'}"
            self._report.error((*path[:-1], "fixture"), said, wanted=fixture, known=writers)
        elif text and text not in chosen[0].texts:
            said = f"fixture '{fixture}' never shows this text; its looks say {', '.join(map(shown, chosen[0].texts))}"
            self._report.error(path, said, wanted=text, known=chosen[0].texts)
        else:
            yield TextCheck(chosen[0].id, text)

    def _facts(self, path: Path, block: ExpectBlock) -> Iterator[Check]:
        """Give what is expected of cues, incidents, faults and flashes."""
        known = self._knows((*path, "list"), "cue list", block.list, self._show.lists)
        if block.cue is not None and known:
            yield from self._cue(path, block.list, "cue")
        if block.standby is not None and known:
            yield from self._cue(path, block.list, "standby")
        fault = block.incident
        if fault is not None and self._knows((*path, "incident"), "fault", fault, self._known["trouble"]):
            if block.state is not None:
                yield IncidentCheck(fault, None if block.state == NOTHING else IncidentState(block.state))
            if block.phase is not None:
                yield PhaseCheck(fault, block.phase)
        if block.fault is not None and self._knows((*path, "fault"), "fault", block.fault, self._show.faults):
            yield FaultCheck(block.fault, active=bool(block.active))
        if block.node is not None and self._knows((*path, "node"), "node", block.node, self._known["node"]):
            yield NodeCheck(block.node, block.health or "ok")
        if block.flashes is not None:
            yield FlashCheck(block.flashes)

    def _cue(self, path: Path, cue_list: str, place: str) -> Iterator[Check]:
        """Find a cue by its number as it was written: 2.10 is not turned into 2.1."""
        node = find(self._report.tree, (*path, place))
        number = node.text if isinstance(node, Scalar) else ""
        known = [cue.number for cue in self._show.lists[cue_list].cues]
        if number == NOTHING or self._knows((*path, place), "cue", number, known):
            yield CueCheck(cue_list, "cue" if place == "cue" else "standby", None if number == NOTHING else number)

    def _knows(
        self, path: Path, what: str, name: str, known: Iterable[str], *, others: Iterable[str] = (), after: str = ""
    ) -> bool:
        """Whether a name is known; if not, that is reported.

        Args:
            path: where it stands.
            what: it should be.
            name: as written.
            known: the names there are.
            others: names that are something else, and would be found under the other key.
            after: the word before it in the same text.
        """
        names = list(known)
        if name in names:
            return True
        if name in others:
            other = "a zone; write zone" if what == "fixture" else "a fixture; write fixture"
            self._report.error(path, f"'{name}' is {other}: {name}", key=True)
            return False
        has = f"; it has {', '.join(names[:8])}{' …' if len(names) > 8 else ''}" if names else ""
        said = f"the show has no {what} '{name[:60]}'{has}"
        offset = len(after) + 1 if after else 0
        self._report.error(
            path, said, offset=offset, length=len(name) if after else None, wanted=name[:60], known=names
        )
        return False
