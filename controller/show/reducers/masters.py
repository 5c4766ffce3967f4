"""Grand master and blackout."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _grand_master(_show: Show, state: ShowState, intent: intents.GrandMaster) -> Outcome:
    if not 0 <= intent.level <= 1:
        return refused(state, f"grand master {intent.level!r} is out of range; it is between 0 and 1")
    return Outcome(replace(state, grand_master=intent.level), f"grand master at {intent.level:.0%}")


def _blackout(_show: Show, state: ShowState, intent: intents.Blackout) -> Outcome:
    on = (not state.blackout) if intent.on is None else intent.on
    return Outcome(replace(state, blackout=on), "BLACKOUT" if on else "blackout lifted")


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {intents.GrandMaster: _grand_master, intents.Blackout: _blackout}
)
