"""Bindings: every cue, fault and recovery that a pad calls is found in the show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model import visits
from controller.model.binding import (
    Action,
    AnyBinding,
    Binding,
    Decide,
    Do,
    HoldFlash,
    OscAddress,
    SetLevel,
    SurfaceBinding,
    Trigger,
)
from controller.model.cue import CueList
from controller.model.fault import FaultSpec
from controller.model.intent import Intent
from controller.model.paint import Painting
from controller.model.recovery import RecoverySpec
from controller.model.rig import Cells
from controller.model.story import Story
from controller.model.submaster import Submaster
from controller.model.vote import Vote
from controller.showfile.document.bindings import VERBS, BindingBlock, Deed, Fader
from controller.showfile.report import Report
from controller.showfile.resolve.cues import MAIN
from controller.showfile.tree import Path

_PLAIN: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "blackout": Do(intents.Blackout()),
        "panic": Do(intents.Panic()),
        "halt": Do(intents.Halt()),
        "approve": Decide("approve"),
        "dismiss": Decide("dismiss"),
        "mend": Do(intents.Mend()),
        "clear paint": Do(visits.ClearPaint()),
        "clear story": Do(visits.ClearStory()),
        "show tale": Do(visits.ShowTale()),
        "refuse tale": Do(visits.RefuseTale()),
        "hide tale": Do(visits.HideTale()),
    }
)
_OF_LIST: Final[Mapping[str, Callable[[str], Intent]]] = MappingProxyType(
    {
        "go": intents.Go,
        "back": intents.Back,
        "pause": intents.Pause,
        "resume": intents.Resume,
        "release": intents.Release,
    }
)
_NAMED: Final[Mapping[str, Callable[[str], Action]]] = MappingProxyType(
    {
        "inject": lambda name: Do(intents.Inject(name)),
        "clear": lambda name: Do(intents.Clear(name)),
        "recover": lambda name: Do(intents.Recover(name)),
        "flash": HoldFlash,
        "open vote": lambda name: Do(visits.OpenVote(name)),
        "close vote": lambda name: Do(visits.CloseVote(name)),
        "cancel vote": lambda name: Do(visits.CancelVote(name)),
        "open paint": lambda name: Do(visits.OpenPaint(name)),
        "close paint": lambda name: Do(visits.ClosePaint(name)),
        "open story": lambda name: Do(visits.OpenStory(name)),
        "close story": lambda name: Do(visits.CloseStory(name)),
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class Faders:
    """Everything that has a level of its own beside the grand master."""

    submasters: Mapping[str, Submaster]
    zones: Mapping[str, Cells]


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """Everything that a binding can name."""

    lists: Mapping[str, CueList]
    faults: Mapping[str, FaultSpec]
    recoveries: Mapping[str, RecoverySpec]
    submasters: Mapping[str, Submaster]
    zones: Mapping[str, Cells]
    votes: Mapping[str, Vote]
    paintings: Mapping[str, Painting]
    stories: Mapping[str, Story]


def build_bindings(
    blocks: Sequence[BindingBlock],
    report: Report,
    names: Names,
) -> tuple[AnyBinding, ...]:
    """Build the bindings, in the order of the file.

    Args:
        blocks: as written.
        report: takes names that are not known, and triggers that stand twice.
        names: what a binding can name.
    """
    finder = _Finder(report, names)
    built: list[AnyBinding] = []
    first: dict[tuple[Trigger, str], int] = {}
    for index, block in enumerate(blocks):
        path: Path = ("bindings", index)
        if block.surface is not None:
            built.append(SurfaceBinding(block.surface, block.device))
            continue
        trigger, action = _trigger(block), finder.action(path, block)
        if trigger is None or action is None:
            continue
        other = first.setdefault((trigger, (block.device or "").casefold()), index)
        if other != index and block.timecode is None:
            where = report.where(("bindings", other))
            report.error(path, f"{trigger} is bound already, on {where}; take one of them out")
        built.append(Binding(trigger, action, block.device))
    return tuple(built)


def find_level(path: Path, fader: Fader, names: Faders, report: Report) -> SetLevel | None:
    """Find a level by what is written; one that the show does not have is reported."""
    if fader.of == "grand-master":
        return SetLevel()
    known: Mapping[str, object] = names.submasters if fader.of == "submaster" else names.zones
    if fader.name in known:
        return SetLevel(fader.of, fader.name)
    has = f"; there is {', '.join(list(known)[:8])}" if known else "; there is none"
    said = f"there is no {fader.of} '{fader.name[:60]}'{has}"
    report.error(path, said, wanted=fader.name[:60], known=known)
    return None


def _trigger(block: BindingBlock) -> Trigger | None:
    if block.at is not None or block.timecode is not None:
        return block.at or block.timecode
    if block.osc is not None:
        return OscAddress(block.osc)
    slot = block.sacn or block.artnet
    if slot is not None:
        return slot
    return None if block.midi is None else replace(block.midi, channel=block.channel)


class _Finder:
    """Finds what bindings name."""

    def __init__(self, report: Report, names: Names) -> None:
        self._report = report
        self._lists = names.lists
        self._faders = Faders(names.submasters, names.zones)
        self._names: Mapping[str, Mapping[str, object]] = {
            "fault": names.faults,
            "recovery": names.recoveries,
            "submaster": names.submasters,
            "vote": names.votes,
            "paint": names.paintings,
            "story": names.stories,
        }

    def action(self, path: Path, block: BindingBlock) -> Action | None:
        """Turn what is written into an action, or None if a name in it is not known."""
        if block.do is None:
            return find_level((*path, "to"), block.to or Fader("grand-master", ""), self._faders, self._report)
        deed, where = block.do, (*path, "do")
        match VERBS[deed.verb]:
            case "none":
                return _PLAIN[deed.verb]
            case "list" | "cue":
                return self._of_list(path, block.list, deed)
            case "fault" | "recovery" | "submaster" | "vote" | "paint" | "story" as what:
                known = self._names[what]
                is_known = deed.name in known or self._miss(
                    where, f"there is no {what} '{deed.name[:60]}'", deed, known
                )
                return _NAMED[deed.verb](deed.name) if is_known else None

    def _of_list(self, path: Path, name: str | None, deed: Deed) -> Action | None:
        chosen = name if name is not None else MAIN if MAIN in self._lists else next(iter(self._lists), MAIN)
        cue_list = self._lists.get(chosen)
        if cue_list is None:
            said = f"there is no cue list '{chosen[:60]}'; name it under 'lists:'"
            self._report.error((*path, "list"), said, wanted=chosen[:60], known=self._lists)
            return None
        if deed.verb != "cue":
            return Do(_OF_LIST[deed.verb](chosen))
        if cue_list.position(deed.name) is None:
            known = [cue.number for cue in cue_list.cues]
            self._miss((*path, "do"), f"there is no cue '{deed.name[:60]}' in the list {chosen}", deed, known)
            return None
        return Do(intents.Goto(deed.name, chosen))

    def _miss(self, path: Path, said: str, deed: Deed, known: Sequence[str] | Mapping[str, object]) -> bool:
        """Report a name that is not known, at the name."""
        names = list(known)
        has = f"; there is {', '.join(names[:8])}{' …' if len(names) > 8 else ''}" if names else "; there is none"
        self._report.error(
            path, said + has, offset=len(deed.verb) + 1, length=len(deed.name), wanted=deed.name[:60], known=names
        )
        return False
