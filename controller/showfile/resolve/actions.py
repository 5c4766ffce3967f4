"""What cues, recoveries and votes do: whatever an action names, from a list to a node, is found in the show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model import visits
from controller.model.action import CueAction, MidiMessage, OscMessage
from controller.model.cue import CueList
from controller.model.intent import Intent
from controller.model.patch import Node
from controller.model.recovery import RecoverySpec
from controller.showfile.document.actions import CUE_VERBS, Actions, CueDeed, Played, SendBlock
from controller.showfile.document.whole import Document
from controller.showfile.report import Report
from controller.showfile.resolve.circles import circles
from controller.showfile.tree import Path

_OF_LIST: Final[Mapping[str, Callable[[str], Intent]]] = MappingProxyType(
    {
        "go": intents.Go,
        "back": intents.Back,
        "pause": intents.Pause,
        "resume": intents.Resume,
        "release": intents.Release,
    }
)
_NAMED: Final[Mapping[str, Callable[[str], Intent]]] = MappingProxyType(
    {
        "inject": intents.Inject,
        "clear": intents.Clear,
        "recover": intents.Recover,
        "open vote": visits.OpenVote,
        "close vote": visits.CloseVote,
        "cancel vote": visits.CancelVote,
        "open paint": visits.OpenPaint,
        "close paint": visits.ClosePaint,
        "open story": visits.OpenStory,
        "close story": visits.CloseStory,
    }
)


_PLAIN: Final[Mapping[str, Intent]] = MappingProxyType(
    {
        "halt": intents.Halt(),
        "clear paint": visits.ClearPaint(),
        "clear story": visits.ClearStory(),
        "hide tale": visits.HideTale(),
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """What actions may name, each by its name."""

    lists: Mapping[str, CueList]
    nodes: Mapping[str, Node]
    faults: Mapping[str, object]
    recoveries: Mapping[str, object]
    votes: Mapping[str, object]
    paintings: Mapping[str, object]
    stories: Mapping[str, object]


def with_actions(document: Document, known: Known, report: Report, *, main: str) -> dict[str, CueList]:
    """Give the cue lists with what their cues do.

    Args:
        document: as written.
        known: what may be named.
        report: takes names that are not known.
        main: the list of a plain ``cues:``.
    """
    finder = ActionFinder(known, report)
    lists = dict(known.lists)
    paths: dict[str, Path] = {}
    for name, cue_list in known.lists.items():
        is_main = name == main and document.cues is not None
        blocks = document.cues if is_main else document.lists[name].cues if name in document.lists else None
        path: Path = ("cues",) if is_main else ("lists", name, "cues")
        paths[name] = path
        cues = [
            replace(cue, actions=tuple(finder.actions((*path, i, "do"), block.do, cue_list)))
            if block.do is not None
            else cue
            for i, (cue, block) in enumerate(zip(cue_list.cues, blocks or [], strict=True))
        ]
        lists[name] = replace(cue_list, cues=tuple(cues))
    _tell_circles(lists, paths, report)
    return lists


def with_phase_actions(
    document: Document, recoveries: Mapping[str, RecoverySpec], known: Known, report: Report, *, main: str
) -> dict[str, RecoverySpec]:
    """Give the recoveries with what their phases do; a cue without a list is one of the list ``main``."""
    finder = ActionFinder(known, report)
    given = dict(recoveries)
    for name, block in document.recoveries.items():
        if name not in given or all(phase.do is None for phase in block.phases):
            continue
        path = ("recoveries", name, "phases")
        phases = tuple(
            phase if each.do is None else replace(phase, actions=tuple(finder.actions((*path, i, "do"), each.do, main)))
            for i, (phase, each) in enumerate(zip(given[name].phases, block.phases, strict=False))
        )
        rest = given[name].phases[len(phases) :]
        given[name] = replace(given[name], phases=(*phases, *rest))
    return given


def _tell_circles(lists: Mapping[str, CueList], paths: Mapping[str, Path], report: Report) -> None:
    """Report cues that start each other at one moment, for ever."""
    for circle in circles(lists):
        name, number = circle[-1]
        said = " → ".join(f"cue {cue} of {of}" for of, cue in (circle[-1], *circle))
        place = (*paths[name], lists[name].position(number) or 0, "do")
        report.error(place, f"these cues start each other without end: {said}; take one step out, or give one a wait")


class ActionFinder:
    """Finds what actions name."""

    def __init__(self, known: Known, report: Report) -> None:
        self._known = known
        self._report = report
        self._numbers: dict[str, dict[str, None]] = {}

    def actions(self, path: Path, do: Actions, own: CueList | str) -> Iterator[CueAction]:
        """Build the actions of one cue of a list, or of a phase, of which ``own`` is the name of the usual list.

        What cannot be found is reported and left out.
        """
        written = do if isinstance(do, list) else [do]
        for index, each in enumerate(written):
            where = (*path, index) if isinstance(do, list) else path
            action = self._send(where, each) if isinstance(each, SendBlock) else self._deed(where, each, own)
            if action is not None:
                yield action

    def _deed(self, path: Path, deed: CueDeed | None, own: CueList | str) -> Intent | None:
        if deed is None:
            return None
        match CUE_VERBS[deed.verb]:
            case "none":
                return _PLAIN[deed.verb]
            case "list":
                return self._of_list(path, deed, own)
            case "cue":
                return self._of_cue(path, deed, own)
            case "fault":
                found = self._has(
                    path, f"there is no fault '{deed.name[:60]}'", deed.name, self._known.faults, "faults"
                )
            case "recovery":
                found = self._has(
                    path, f"there is no recovery '{deed.name[:60]}'", deed.name, self._known.recoveries, "recoveries"
                )
            case "vote":
                found = self._has(path, f"there is no vote '{deed.name[:60]}'", deed.name, self._known.votes, "votes")
            case "paint":
                found = self._has(
                    path, f"there is no paint '{deed.name[:60]}'", deed.name, self._known.paintings, "paint"
                )
            case "story":
                found = self._has(
                    path, f"there is no story '{deed.name[:60]}'", deed.name, self._known.stories, "stories"
                )
        return _NAMED[deed.verb](deed.name) if found else None

    def _of_list(self, path: Path, deed: CueDeed, own: CueList | str) -> Intent | None:
        if not self._has(path, f"there is no cue list '{deed.name[:60]}'", deed.name, self._known.lists, "lists"):
            return None
        if not isinstance(own, str) and deed.name == own.id and deed.verb in {"go", "back"}:
            said = f"a cue does not {deed.verb.upper()} its own list; use follow: 0s, or loop"
            self._report.error(path, said)
            return None
        return _OF_LIST[deed.verb](deed.name)

    def _of_cue(self, path: Path, deed: CueDeed, own: CueList | str) -> Intent | None:
        name = deed.list or (own if isinstance(own, str) else own.id)
        if not self._has(path, f"there is no cue list '{name[:60]}'", name, self._known.lists, "lists"):
            return None
        if name not in self._numbers:
            self._numbers[name] = {cue.number: None for cue in self._known.lists[name].cues}
        numbers = self._numbers[name]
        if not self._has(path, f"there is no cue '{deed.name[:60]}' in the list {name}", deed.name, numbers):
            return None
        return intents.Goto(deed.name, name) if deed.verb == "cue" else intents.Load(deed.name, name)

    def _send(self, path: Path, block: SendBlock) -> OscMessage | MidiMessage | None:
        if not self._report.is_whole(path):
            return None
        if (block.osc is None) == (block.midi is None):
            self._report.error(path, "a message is exactly one of osc and midi; write each as an item of its own")
            return None
        return self._osc(path, block) if block.midi is None else self._midi(path, block, block.midi)

    def _midi(self, path: Path, block: SendBlock, played: Played) -> MidiMessage | None:
        if not (block.device or "").strip():
            self._report.error(path, "say to which device it goes: device: part of its name")
            return None
        return MidiMessage(block.device or "", played.what, played.number, block.value, block.channel)

    def _osc(self, path: Path, block: SendBlock) -> OscMessage | None:
        if block.to is None:
            self._report.error(path, "say where the message goes: to: an OSC node of the show, or host:port")
            return None
        host, port = block.to.host, block.to.port
        if block.to.node:
            nodes = {name: node for name, node in self._known.nodes.items() if node.protocol == "osc"}
            where = (*path, "to")
            if not self._has(where, f"there is no OSC node '{block.to.node}'", block.to.node, nodes, "nodes"):
                return None
            host, port = nodes[block.to.node].host, nodes[block.to.node].port
        return OscMessage(host, port, block.osc or "", block.args)

    def _has(
        self, path: Path, said: str, name: str, known: Mapping[str, object] | Sequence[str], section: str = ""
    ) -> bool:
        """Whether a name is known; one that is not is reported, unless it stands in its section with a mistake."""
        if name in known:
            return True
        if self._report.is_written(section, name) and not self._report.is_whole((section, name)):
            return False
        names = ", ".join(islice(known, 8))
        has = f"; there is {names}{' …' if len(known) > 8 else ''}" if names else "; there is none"
        self._report.error(path, said + has, wanted=name[:60], known=known)
        return False
