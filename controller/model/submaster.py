"""Submasters: faders of the show's own. One dims a part of the rig, or plays a look over everything else."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.look import Look
from controller.model.rig import Cells

SubmasterMode: TypeAlias = Literal["inhibitive", "additive"]


@dataclass(frozen=True, eq=False, slots=True)
class Submaster:
    """One submaster as the artist wrote it.

    Attributes:
        id: its name.
        label: for people.
        mode: ``inhibitive`` scales the level of its cells; ``additive`` adds its look, the highest level wins.
        cells: whom it moves.
        look: what an additive one plays at full; None for an inhibitive one.
        fade_s: seconds it takes to a new level; a flash never waits.
        level: where it stands when the night begins, 0..1.
    """

    id: str
    label: str
    mode: SubmasterMode
    cells: Cells
    look: Look | None
    fade_s: float
    level: float


@dataclass(frozen=True, slots=True)
class Fader:
    """A submaster that was moved tonight; its level is a function of the tick.

    Attributes:
        target: where it goes, 0..1.
        start: where it stood before, 0..1.
        start_tick, fade_ticks: its way.
    """

    id: str
    target: float
    start: float
    start_tick: int
    fade_ticks: int

    def level(self, tick: int) -> float:
        """Give its level at a tick, 0..1."""
        if tick >= self.start_tick + self.fade_ticks:
            return self.target
        return self.start + (self.target - self.start) * (max(0, tick - self.start_tick) / self.fade_ticks)


@dataclass(frozen=True, slots=True)
class ZoneFader:
    """A zone whose level was moved tonight, 0..1."""

    zone: str
    level: float


@dataclass(frozen=True, slots=True)
class Flash:
    """A submaster that is held at full.

    Attributes:
        submaster: which.
        holder: the source that holds it.
        ends_tick: when it ends although nobody let go: whoever held it may be gone.
    """

    submaster: str
    holder: str
    ends_tick: int


@dataclass(frozen=True, slots=True)
class Solo:
    """Only a part of the show shines.

    Attributes:
        selector: that part.
        level: what the levels of all others are scaled by, 0..1.
    """

    selector: str
    level: float


def standing_level(submaster: Submaster, moved: tuple[Fader, ...], tick: int) -> float:
    """Give the level at which a submaster stands at a tick, 0..1; a flash is left out."""
    fader = next((fader for fader in moved if fader.id == submaster.id), None)
    return submaster.level if fader is None else fader.level(tick)
