"""The programmer: operators grab fixtures, set their attributes and let them go. Each has a programmer of their own."""

import contextlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from controller.model import intent as intents
from controller.model.attribute import Written
from controller.model.parameter import driven, listed, texts_of
from controller.model.programmer import Hold, LetOut, Value
from controller.model.replaced import replace
from controller.model.rig import Cells
from controller.model.selector import SelectorError, select
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import LONGEST_S, parse_color, parse_level, ticks
from controller.show.incidents.hands import taken_words
from controller.show.reducers.outcome import Outcome, SourcedReducer, refused
from fixtures.profile import FixtureClass

MOST_HOLDS: Final = 256
MOST_LET_OUT: Final = 16
MOST_VALUES: Final = 32


def user_of(source: str) -> str:
    """Name the programmer of a source that does not say whose it means: all consoles share one, all of OSC another."""
    return source.partition(":")[0]


def end_holds(state: ShowState, tick: int) -> ShowState:
    """Forget what no longer shows."""
    if not any(hold.is_over(tick) for hold in state.programmer):
        return state
    kept = tuple(hold for hold in state.programmer if not hold.is_over(tick))
    return replace(state, programmer=kept, revision=state.revision + 1)


def _grab(show: Show, state: ShowState, intent: intents.Grab, source: str) -> Outcome:
    who = intent.who or user_of(source)
    try:
        cells = select(show.rig, intent.selector)
        _check_classes(show, cells)
        values = _values(show, cells, intent)
        fade_ticks = _fade_ticks(show, intent.fade_s)
    except ValueError as error:
        return refused(state, f"{intent.selector}: {error}")
    start = state.tick
    new = tuple(Hold(who, intent.selector, name, value, start, fade_ticks) for name, value in values.items())
    covered = (_covered(show, hold, new, cells) for hold in state.programmer)
    kept = tuple(hold for hold in covered if not hold.is_over(start))
    if len(kept) + len(new) > MOST_HOLDS:
        return refused(state, f"the programmers hold {len(kept)} values already, {MOST_HOLDS} at most; release some")
    said = ", ".join(f"{name} {value}" for name, value in intent.values.items())
    fade = f" over {intent.fade_s:g} s" if intent.fade_s else ""
    left = taken_words(show, state, cells)
    return Outcome(replace(state, programmer=(*kept, *new)), f"{who} holds {intent.selector}: {said}{fade}{left}")


def _ungrab(show: Show, state: ShowState, intent: intents.Ungrab, source: str) -> Outcome:
    who = intent.who or user_of(source)
    try:
        cells = None if intent.selector is None else select(show.rig, intent.selector)
        fade_ticks = _fade_ticks(show, intent.fade_s)
    except ValueError as error:
        return refused(state, f"release: {error}")
    out = LetOut(intent.selector, state.tick, fade_ticks)
    after = tuple(hold if hold.who != who else _let_out(show, hold, out, cells) for hold in state.programmer)
    if all(new is old for new, old in zip(after, state.programmer, strict=True)):
        what = "nothing" if intent.selector is None else f"nothing of {intent.selector}"
        others = ", ".join(sorted({hold.who for hold in state.programmer} - {who}))
        return refused(state, f"{who} holds {what}{f'; there is also {others}' if others else ''}")
    if any(len(hold.let_out) > MOST_LET_OUT for hold in after):
        return refused(state, f"{who} gave back {MOST_LET_OUT} parts of one selection already; release all of it")
    kept = tuple(hold for hold in after if not hold.is_over(state.tick))
    fade = f" over {intent.fade_s:g} s" if intent.fade_s else ""
    return Outcome(replace(state, programmer=kept), f"{who} releases {intent.selector or 'everything'}{fade}")


def _covered(show: Show, hold: Hold, new: tuple[Hold, ...], cells: Cells) -> Hold:
    """Note when a hold is hidden by new ones of the same hand and attribute that reach all of its cells."""
    over = next((each for each in new if (each.who, each.attribute) == (hold.who, hold.attribute)), None)
    if over is None or not (hold.selector == over.selector or _is_within(show, hold.selector, cells)):
        return hold
    end = over.start_tick + over.fade_ticks
    return replace(hold, covered_tick=end if hold.covered_tick is None else min(end, hold.covered_tick))


def _let_out(show: Show, hold: Hold, out: LetOut, cells: Cells | None) -> Hold:
    """Give back what a hold has in common with some cells, None = all of it; the same hold where that is nothing."""
    end = out.start_tick + out.fade_ticks
    if hold.released_tick is not None and hold.released_tick <= end:
        return hold
    hidden = None if hold.covered_tick is None else max(hold.covered_tick, end)
    if cells is None or out.selector == hold.selector or _is_within(show, hold.selector, cells):
        everything = replace(out, selector=None)
        return replace(hold, let_out=(*hold.let_out, everything), released_tick=end, covered_tick=hidden)
    if not np.isin(_cells(show, hold.selector), cells, assume_unique=True).any():
        return hold
    if any(part.selector == out.selector for part in hold.let_out):
        return hold
    return replace(hold, let_out=(*hold.let_out, out), covered_tick=hidden)


def _is_within(show: Show, selector: str, cells: Cells) -> bool:
    return bool(np.isin(_cells(show, selector), cells, assume_unique=True).all())


def _cells(show: Show, selector: str) -> Cells:
    try:
        return select(show.rig, selector)
    except SelectorError:  # of a show that was exchanged since
        return np.empty(0, np.intp)


def _fade_ticks(show: Show, fade_s: float) -> int:
    if not 0 <= fade_s <= LONGEST_S:
        raise ValueError(f"fade {fade_s!r} is out of range; it is between 0 and {LONGEST_S:g} s")
    return ticks(fade_s, show.fps)


def _check_classes(show: Show, cells: Cells) -> None:
    """Refuse egress lights.

    Raises:
        ValueError: one of the fixtures shows the way out.
    """
    for index in np.unique(show.rig.cell_fixture[cells]):
        fixture = show.rig.fixtures[index]
        if fixture.cls is FixtureClass.EGRESS:
            raise ValueError(f"{fixture.id} is an egress light and obeys its cue alone; select the others without it")


def _values(show: Show, cells: Cells, intent: intents.Grab) -> dict[str, Value]:
    """Read the values of a grab; what it says itself wins over its palettes.

    Raises:
        ValueError: none, too many, an attribute that none of the fixtures has, or a value that cannot be read.
    """
    if not 1 <= len(intent.values) <= MOST_VALUES:
        raise ValueError(f"a grab sets 1 to {MOST_VALUES} attributes, for example level or color")
    said = dict(intent.values)
    held = _of_palettes(show, cells, str(said.pop("palette"))) if "palette" in said else {}
    return held | {name: _value(show, cells, name, written) for name, written in said.items()}


def _of_palettes(show: Show, cells: Cells, names: str) -> dict[str, Value]:
    """Give what palettes (``left`` or ``left, warm``) set of some cells; later ones win.

    Raises:
        ValueError: there is no such palette, or it sets nothing that these fixtures have.
    """
    held: dict[str, Value] = {}
    for name in (part.strip() for part in names.split(",")):
        palette = show.palettes.get(name)
        if palette is None:
            raise ValueError(f"there is no palette '{name[:40]}'; there is {listed(show.palettes)}")
        if palette.level is not None:
            held["level"] = (palette.level,)
        if palette.color is not None:
            held["color"] = palette.color
        for attribute, written in palette.values:
            with contextlib.suppress(ValueError):  # a palette is for many kinds of fixtures
                held[attribute] = _value(show, cells, attribute, written)
    if not held:
        raise ValueError(f"the palette {names[:40]} sets nothing that these have")
    return held


def _value(show: Show, cells: Cells, attribute: str, written: Written) -> Value:
    if attribute == "color":
        return _color(show, written)
    try:
        if attribute == "level":
            return (parse_level(written),)
        if attribute == "text":
            texts_of(show, cells, str(written))
        else:
            driven(show, attribute, cells, str(written))
    except ValueError as error:
        raise ValueError(f"{attribute[:40]}: {error}") from None
    return str(written)


def _color(show: Show, written: Written) -> Value:
    """Read a colour, or take that of a palette."""
    palette = show.palettes.get(str(written))
    if palette is not None and palette.color is not None:
        return palette.color
    return parse_color(written)


SOURCED: Final[Mapping[type, SourcedReducer]] = MappingProxyType({intents.Grab: _grab, intents.Ungrab: _ungrab})
