"""Grand master, submasters, zone levels, flash, solo and blackout."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model.naming import unknown
from controller.model.replaced import replace
from controller.model.selector import SelectorError, select
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.submaster import Fader, Flash, Solo, ZoneFader, standing_level
from controller.model.units import ticks
from controller.show import director
from controller.show.reducers.outcome import Outcome, Reducer, SourcedReducer, refused

LONGEST_HOLD_S: Final = 60.0
"""However long a holder says, a flash ends after so many seconds unless it is held anew."""
MOST_FLASHES: Final = 256


def end_lost_flashes(state: ShowState, tick: int) -> tuple[ShowState, tuple[str, ...]]:
    """Let go what nobody has held on to.

    Returns:
        The state, and a sentence for each flash that ended.
    """
    lost = tuple(flash for flash in state.flashes if flash.ends_tick <= tick)
    if not lost:
        return state, ()
    kept = tuple(flash for flash in state.flashes if flash.ends_tick > tick)
    texts = tuple(f"flash of {flash.submaster} ended: {flash.holder} no longer holds it" for flash in lost)
    return replace(state, flashes=kept), texts


def _grand_master(_show: Show, state: ShowState, intent: intents.GrandMaster) -> Outcome:
    if not 0 <= intent.level <= 1:
        return refused(state, f"grand master {intent.level!r} is out of range; it is between 0 and 1")
    return Outcome(replace(state, grand_master=intent.level), f"grand master at {intent.level:.0%}")


def _submaster(show: Show, state: ShowState, intent: intents.SetSubmaster) -> Outcome:
    spec = show.submasters.get(intent.submaster)
    if spec is None:
        return _no_submaster(show, state, intent.submaster)
    if not 0 <= intent.level <= 1:
        return refused(state, f"submaster {spec.id}: {intent.level!r} is out of range; a level is between 0 and 1")
    now = standing_level(spec, state.submasters, state.tick)
    moved = Fader(spec.id, intent.level, now, state.tick, ticks(spec.fade_s, show.fps))
    others = tuple(fader for fader in state.submasters if fader.id != spec.id)
    return Outcome(replace(state, submasters=(*others, moved)), f"submaster {spec.id} at {intent.level:.0%}")


def _flash(show: Show, state: ShowState, intent: intents.FlashSubmaster, source: str) -> Outcome:
    if intent.submaster not in show.submasters:
        return _no_submaster(show, state, intent.submaster)
    if not 0 < intent.hold_s <= LONGEST_HOLD_S:
        return refused(state, f"hold {intent.hold_s!r} is out of range; it is above 0 and at most {LONGEST_HOLD_S:g} s")
    mine = (intent.submaster, source)
    others = tuple(flash for flash in state.flashes if (flash.submaster, flash.holder) != mine)
    if not intent.on:
        return Outcome(replace(state, flashes=others), f"flash of {intent.submaster} let go")
    if len(others) >= MOST_FLASHES:
        return refused(state, f"{MOST_FLASHES} flashes are held already; let one go first")
    held = Flash(intent.submaster, source, state.tick + max(1, ticks(intent.hold_s, show.fps)))
    return Outcome(replace(state, flashes=(*others, held)), f"flash of {intent.submaster}")


def _let_go(show: Show, state: ShowState, _intent: intents.LetGo, source: str) -> Outcome:
    kept = tuple(flash for flash in state.flashes if flash.holder != source)
    after, ended = director.without(show, replace(state, flashes=kept), source)
    told = f"{source} is gone; its faults ended: {', '.join(ended)}" if ended else f"{source} is gone"
    return Outcome(after, told, quiet=not ended and len(kept) == len(state.flashes))


def _no_submaster(show: Show, state: ShowState, name: str) -> Outcome:
    return refused(state, unknown("submaster", name, show.submasters))


def _zone_level(show: Show, state: ShowState, intent: intents.ZoneLevel) -> Outcome:
    if intent.zone not in show.rig.zones:
        return refused(state, unknown("zone", intent.zone, show.rig.zones))
    if not 0 <= intent.level <= 1:
        return refused(state, f"zone {intent.zone}: {intent.level!r} is out of range; a level is between 0 and 1")
    others = tuple(fader for fader in state.zone_levels if fader.zone != intent.zone)
    moved = () if intent.level == 1 else (ZoneFader(intent.zone, intent.level),)
    return Outcome(replace(state, zone_levels=(*others, *moved)), f"zone {intent.zone} at {intent.level:.0%}")


def _solo(show: Show, state: ShowState, intent: intents.SetSolo) -> Outcome:
    if not 0 <= intent.level <= 1:
        return refused(state, f"solo: {intent.level!r} is out of range; a level is between 0 and 1")
    try:
        cells = select(show.rig, intent.selector)
    except SelectorError as error:
        return refused(state, f"solo: {error}")
    if not show.rig.reachable[cells].any():
        return refused(state, f"solo: {intent.selector} has no fixture of class show; solo dims no others")
    rest = f", all others at {intent.level:.0%}" if intent.level else ""
    return Outcome(replace(state, solo=Solo(intent.selector, intent.level)), f"solo: {intent.selector}{rest}")


def _end_solo(_show: Show, state: ShowState, _intent: intents.EndSolo) -> Outcome:
    return Outcome(replace(state, solo=None), "solo ended", quiet=state.solo is None)


def _blackout(_show: Show, state: ShowState, intent: intents.Blackout) -> Outcome:
    on = (not state.blackout) if intent.on is None else intent.on
    return Outcome(replace(state, blackout=on), "BLACKOUT" if on else "blackout lifted")


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        intents.GrandMaster: _grand_master,
        intents.SetSubmaster: _submaster,
        intents.ZoneLevel: _zone_level,
        intents.SetSolo: _solo,
        intents.EndSolo: _end_solo,
        intents.Blackout: _blackout,
    }
)
SOURCED: Final[Mapping[type, SourcedReducer]] = MappingProxyType(
    {intents.FlashSubmaster: _flash, intents.LetGo: _let_go}
)
