"""Effects: a block of a cue → effects of the model; what they cannot move is told at its place."""

import hashlib
import math
from dataclasses import replace
from typing import Final, Literal, TypeAlias

import numpy as np

from controller.model import chance
from controller.model.effect import (
    Blend,
    Breathe,
    Effect,
    Figure,
    Film,
    Image,
    Lettering,
    Motion,
    Moved,
    Period,
    Rainbow,
    Strobe,
)
from controller.model.rig import Cells
from controller.model.units import Color
from controller.showfile.document.effects.block import EffectBlock
from controller.showfile.document.effects.common import Moving
from controller.showfile.document.effects.pictures import FigureBlock, GlyphBlock, ImageBlock, TextBlock
from controller.showfile.document.whole import Document
from controller.showfile.report import Report
from controller.showfile.resolve.effects import font
from controller.showfile.resolve.effects.pace import slowed
from controller.showfile.resolve.effects.picture import PictureError, read_film
from controller.showfile.resolve.selectors import COLORED, Selectors
from controller.showfile.tree import Path
from fixtures.profile import Channel, Role

_STILL: Final = Period(0.0)
_LASTING_S: Final = 0.6
"""Flashes this far apart are never a long run: in most of the time fewer than four transitions fall into a second."""
_NOTHING: Final = Film(np.zeros((1, 1, 1, 4), np.uint8), np.zeros(1, np.int64))
_GREY: Final[tuple[Color, ...]] = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
_BRIGHT: Final = COLORED | {Role.INTENSITY, Role.WHITE, Role.UV}
_SHAPES: Final[dict[str, Literal["circle", "eight", "fan"]]] = {"circle": "circle", "eight": "eight", "fan": "fan"}

_ELSE: Final = "; name others with on: or take it out"
_NAMED: Final = {"level": "a level", "hue": "colours", "color": "colours", "pan": "pan", "tilt": "tilt"}

_Block: TypeAlias = Moving | FigureBlock


class EffectBuilder:
    """Builds effects with what all of them need."""

    def __init__(self, document: Document, selectors: Selectors, report: Report) -> None:
        self._show = document.show
        self._flashes = document.policy.flashes_per_second
        self._submasters = tuple(document.submasters)
        self._selectors = selectors
        self._report = report
        self._films: dict[bytes, Film] = {}

    def build(self, path: Path, block: EffectBlock, own: Cells, *, lookless: bool) -> Effect:
        """Build one effect.

        Args:
            path: where it stands.
            block: as written.
            own: the cells that the cue's look sets, which it moves unless it names others.
            lookless: the cue has no look, so an effect must name its cells.
        """
        (kind,) = block.kinds()
        moves: _Block = getattr(block, kind)
        where = (*path, kind)
        if moves.on is not None:
            cells = self._selectors.cells((*where, "on"), moves.on)
        else:
            cells = own
            if lookless:
                said = "this effect moves nothing: the cue has no look; say whom it moves with 'on:'"
                self._report.error(where, said, key=True)
        self._check_master(where, moves.master)
        if isinstance(moves, FigureBlock):
            return self._figure(where, kind, moves, cells)
        return self._moving(where, moves, cells)

    def _moving(self, path: Path, block: Moving, cells: Cells) -> Effect:
        motion = self._motion(path, block)
        of: Moved = block.of or ("color" if block.colors is not None or isinstance(motion, Image) else "level")
        self._check_moved(path, block, of, cells)
        period = getattr(block, "period", None) or _STILL
        if isinstance(motion, Strobe):
            self._check_strobe(path, period, motion.duty)
        effect = Effect(
            cells=cells,
            of=of,
            motion=motion,
            period=period,
            amount=block.amount,
            blend=block.blend or _usual_blend(of),
            colors=_colors(block, motion),
            master=block.master,
            seed=chance.key(self._show.seed, "effect", getattr(block, "seed", 0)),
        )
        said = slowed(effect, bpm=self._show.bpm, flashes=self._flashes)
        if said is not None:
            self._report.warning(
                (*path, "period") if "period" in block.model_fields_set else path,
                said,
                key="period" not in block.model_fields_set,
            )
        return effect

    def _figure(self, path: Path, kind: str, block: FigureBlock, cells: Cells) -> Effect:
        names = {channel.attribute for channel in self._selectors.channels(cells)}
        if cells.size and not names & {"pan", "tilt"}:
            said = f"none of these fixtures has pan or tilt, so nothing draws this figure{_ELSE}"
            self._report.error(path, said, key=True)
        return Effect(
            cells=cells,
            of="pan",
            motion=Figure(_SHAPES[kind], block.spread),
            period=block.period,
            amount=block.amount,
            blend="add",
            colors=_GREY,
            master=block.master,
            seed=0,
        )

    def _motion(self, path: Path, block: Moving) -> Motion:
        if isinstance(block, TextBlock):
            self._check_signs(path, block.say)
            return Lettering((font.line(block.say),), runs=True)
        if isinstance(block, GlyphBlock):
            self._check_signs(path, block.say)
            return Lettering(tuple(font.line(sign) for sign in block.say), runs=False)
        if isinstance(block, ImageBlock):
            return Image(self._film((*path, "file"), block.file), block.fit, block.scroll, block.speed)
        motion = block.motion() or Breathe()
        if isinstance(motion, Strobe):
            return replace(motion, fastest_hz=1 / self._lasting_s(motion.duty) if self._flashes else 0.0)
        return motion

    def _film(self, path: Path, name: str) -> Film:
        """Read a picture, once for all effects that show it."""
        raw = self._report.asset(path, name)
        if raw is None:
            return _NOTHING
        digest = hashlib.sha256(raw).digest()
        if digest not in self._films:
            try:
                self._films[digest] = read_film(raw)
            except PictureError as error:
                self._report.error(path, f"'{name[:60]}' cannot be shown: {error}")
                return _NOTHING
        return self._films[digest]

    def _check_moved(self, path: Path, block: Moving, of: Moved, cells: Cells) -> None:
        """Report an attribute that no fixture has, and keys that mean nothing for this attribute."""
        place, key = ((*path, "of"), False) if block.of is not None else (path, True)
        if isinstance(block, ImageBlock) and of not in ("level", "color"):
            self._report.error(place, f"a picture moves level or color, not {of}", key=key)
        if of not in ("level", "color") and block.blend is not None:
            said = f"blend says how level and color meet the look; {of} needs none, take it out"
            self._report.error((*path, "blend"), said, key=True)
        if "colors" in block.model_fields_set and (of != "color" or isinstance(block, ImageBlock)):
            why = "a picture has its own" if isinstance(block, ImageBlock) else f"they are for of: color, not for {of}"
            self._report.error((*path, "colors"), f"these colours mean nothing here: {why}; take them out", key=True)
        channels = self._selectors.channels(cells)
        if cells.size and not any(_moves(channel, of) for channel in channels):
            said = f"none of these fixtures has {_NAMED[of]}, so this effect moves nothing{_ELSE}"
            self._report.error(place, said, key=key)

    def _check_master(self, path: Path, name: str | None) -> None:
        if name is None or self._report.is_written("submasters", name):
            return
        said = f"there is no submaster '{name[:60]}'; name it under 'submasters:'"
        self._report.error((*path, "master"), said, wanted=name[:60], known=self._submasters)

    def _shortest_s(self, duty: float) -> float:
        """Say which period of a strobe passes the guard for a while: it lets no flash begin that it might have to cut.

        A rise passes if its fall still fits into the flashes of that second; and ticks are never quite on time.
        """
        return 1 / (self._flashes - min(duty, 0.9)) + 1 / self._show.fps

    def _lasting_s(self, duty: float) -> float:
        """Say which period of a strobe passes the guard for ever."""
        return max(self._shortest_s(duty), _LASTING_S + 1 / self._show.fps)

    def _check_strobe(self, path: Path, period: Period, duty: float) -> None:
        """Report a strobe that the guard would hold back."""
        at = (*path, "period")
        seconds = period.length if period.unit == "seconds" else period.length * 60 / self._show.bpm
        shortest, lasting = self._shortest_s(duty), self._lasting_s(duty)
        said = f"this strobe flashes {1 / seconds:.3g} times a second"
        if period.unit == "beats" and seconds < lasting:
            slow = f"so that the guard need not cut it, flashes are left out down to {1 / lasting:.3g} a second"
            self._report.warning(at, f"at {self._show.bpm:g} bpm {said}; {slow}", key=False)
        elif seconds < shortest:
            allowed = f"the policy allows {self._flashes}, and the guard keeps a reserve"
            self._report.error(at, f"{said}; {allowed}: write {math.ceil(1000 * shortest)}ms or longer")
        elif seconds < lasting:
            longer = f"with {math.ceil(1000 * lasting)}ms or longer it goes on for ever"
            self._report.warning(
                at, f"{said}; after about three seconds the guard leaves some out: {longer}", key=False
            )

    def _check_signs(self, path: Path, text: str) -> None:
        at = (*path, "say")
        if not text.strip():
            self._report.error(at, "there is nothing to say; write a text in quotes")
        missing = sorted({sign for sign in text if not font.has_sign(sign)})
        if missing:
            listed = " ".join(sign if sign.isprintable() else repr(sign) for sign in missing[:10])
            self._report.warning(at, f"the font lacks {listed}; a box stands there instead", key=False)


def _moves(channel: Channel, of: Moved) -> bool:
    """Tell whether a channel has the attribute."""
    if of in ("pan", "tilt"):
        return channel.attribute == of
    return channel.role in (_BRIGHT if of == "level" else COLORED)


def _usual_blend(of: Moved) -> Blend:
    return "multiply" if of == "level" else "replace"


def _colors(block: Moving, motion: Motion) -> tuple[Color, ...]:
    """Give the colours; those of a rainbow end where they began."""
    colors = tuple(block.colors or _GREY)
    return (*colors, colors[0]) if isinstance(motion, Rainbow) else colors
