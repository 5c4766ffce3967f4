"""Trouble that nobody declared: nodes that fall silent, what detectors find, and what an operator points at."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import facts
from controller.model import intent as intents
from controller.model.cells import is_within
from controller.model.fault import ActiveFault, FaultKind
from controller.model.found import FLAGGED, SILENT
from controller.model.selector import SelectorError, select
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show import director
from controller.show.incidents.struck import struck
from controller.show.reducers.outcome import Outcome, Reducer, refused

MOST_FLAGS: Final = 64
"""Flags that may stand at the same time."""


def _node_silent(show: Show, state: ShowState, intent: facts.NodeSilent) -> Outcome:
    state, text = _found(show, state, f"{SILENT}{intent.node}", "")
    said = f"node {intent.node} is silent"
    if not text:
        return Outcome(state, said, quiet=True)
    single = _of_node(show, state, intent.node)
    state = director.end_together(show, state, single, state.tick) if single else state
    return Outcome(state, f"{said}: {text}")


def _of_node(show: Show, state: ShowState, node: str) -> tuple[ActiveFault, ...]:
    """List what was found at single fixtures of a node: when all of it is silent, they are part of that."""
    single = struck(show, state).by_kind.get(FaultKind.FIXTURE_UNCONFIRMED, {})
    return tuple(fault for fault in single.values() if show.found[fault.id].node == node)


def _node_returned(show: Show, state: ShowState, intent: facts.NodeReturned) -> Outcome:
    state, _text = _over(show, state, f"{SILENT}{intent.node}")
    return Outcome(state, f"node {intent.node} answers again")


def _trouble_found(show: Show, state: ShowState, intent: facts.TroubleFound) -> Outcome:
    state, text = _found(show, state, intent.trouble, intent.why)
    return Outcome(state, f"{intent.why}: {text}" if text else intent.why, quiet=not text)


def _trouble_over(show: Show, state: ShowState, intent: facts.TroubleOver) -> Outcome:
    state, was_there = _over(show, state, intent.trouble)
    return Outcome(state, intent.why, quiet=not was_there)


def _found(show: Show, state: ShowState, trouble: str, why: str) -> tuple[ShowState, str]:
    """Let trouble begin that is not known yet; no words where it is known already, or no matter of this show."""
    spec = show.found.get(trouble)
    if spec is None or trouble in struck(show, state).by_id:
        return state, ""
    return director.found(show, state, spec, why)


def _over(show: Show, state: ShowState, trouble: str) -> tuple[ShowState, bool]:
    """Let trouble end, if it acts."""
    fault = struck(show, state).by_id.get(trouble)
    return (state, False) if fault is None else (director.end_fault(show, state, fault, state.tick), True)


def _flag(show: Show, state: ShowState, intent: intents.Flag) -> Outcome:
    selector = intent.selector.strip()
    try:
        select(show.rig, selector)
    except SelectorError as error:
        return refused(state, str(error))
    trouble = f"{FLAGGED}{selector}"
    if any(fault.id == trouble for fault in state.faults):
        return refused(state, f"{selector} is flagged already; unflag it first")
    if len(_flags(state)) >= MOST_FLAGS:
        return refused(state, f"{MOST_FLAGS} flags stand already; unflag what is well again first")
    said = f"{selector} is flagged" + (f": {intent.word}" if intent.word else "")
    state, text = director.found(show, state, show.found[trouble], said)
    return Outcome(state, f"{said}: {text}")


def _unflag(show: Show, state: ShowState, intent: intents.Unflag) -> Outcome:
    ended = _flags(state)
    if intent.selector is not None:
        selector = intent.selector.strip()
        try:
            cells = select(show.rig, selector)
        except SelectorError as error:
            return refused(state, str(error))
        ended = tuple(fault for fault in ended if is_within(show.found[fault.id].cells, cells))
    if not ended:
        flags = ", ".join(fault.id.removeprefix(FLAGGED) for fault in _flags(state)) or "nothing"
        return refused(state, f"{intent.selector or 'nothing'} is not flagged; flagged is {flags}"[:400])
    for fault in ended:
        state = director.end_fault(show, state, fault, state.tick)
    names = ", ".join(fault.id.removeprefix(FLAGGED) for fault in ended)
    return Outcome(state, f"no longer flagged: {names}")


def _flags(state: ShowState) -> tuple[ActiveFault, ...]:
    return tuple(fault for fault in state.faults if fault.id.startswith(FLAGGED))


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        facts.NodeSilent: _node_silent,
        facts.NodeReturned: _node_returned,
        facts.TroubleFound: _trouble_found,
        facts.TroubleOver: _trouble_over,
        intents.Flag: _flag,
        intents.Unflag: _unflag,
    }
)
