"""Bindings: every cue, fault and recovery that a pad calls is found in the show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model.binding import (
    Action,
    AnyBinding,
    Binding,
    Decide,
    Do,
    OscAddress,
    SetLevel,
    SurfaceBinding,
    Trigger,
)
from controller.model.cue import CueList
from controller.model.fault import FaultSpec
from controller.model.intent import Intent
from controller.model.recovery import RecoverySpec
from controller.showfile.document.bindings import VERBS, BindingBlock, Deed
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
_NAMED: Final[Mapping[str, Callable[[str], Intent]]] = MappingProxyType(
    {"inject": intents.Inject, "clear": intents.Clear, "recover": intents.Recover}
)


def build_bindings(
    blocks: Sequence[BindingBlock],
    report: Report,
    *,
    lists: Mapping[str, CueList],
    faults: Mapping[str, FaultSpec],
    recoveries: Mapping[str, RecoverySpec],
) -> tuple[AnyBinding, ...]:
    """Build the bindings, in the order of the file.

    Args:
        blocks: as written.
        report: takes names that are not known, and triggers that stand twice.
        lists: by name.
        faults: by name.
        recoveries: by name.
    """
    finder = _Finder(report, lists, faults, recoveries)
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
        if other != index:
            where = report.where(("bindings", other))
            report.error(path, f"{trigger} is bound already, on {where}; take one of them out")
        built.append(Binding(trigger, action, block.device))
    return tuple(built)


def _trigger(block: BindingBlock) -> Trigger | None:
    if block.osc is not None:
        return OscAddress(block.osc)
    return None if block.midi is None else replace(block.midi, channel=block.channel)


class _Finder:
    """Finds what bindings name."""

    def __init__(
        self,
        report: Report,
        lists: Mapping[str, CueList],
        faults: Mapping[str, FaultSpec],
        recoveries: Mapping[str, RecoverySpec],
    ) -> None:
        self._report = report
        self._lists = lists
        self._names: Mapping[str, Mapping[str, object]] = {"fault": faults, "recovery": recoveries}

    def action(self, path: Path, block: BindingBlock) -> Action | None:
        """Turn what is written into an action, or None if a name in it is not known."""
        if block.do is None:
            return SetLevel("grand-master")
        deed, where = block.do, (*path, "do")
        match VERBS[deed.verb]:
            case "none":
                return _PLAIN[deed.verb]
            case "list" | "cue":
                return self._of_list(path, block.list, deed)
            case "fault" | "recovery" as what:
                known = self._names[what]
                is_known = deed.name in known or self._miss(
                    where, f"there is no {what} '{deed.name[:60]}'", deed, known
                )
                return Do(_NAMED[deed.verb](deed.name)) if is_known else None

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
