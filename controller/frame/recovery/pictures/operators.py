"""The operators on pictures, by the names that show files use. None of them moves anything at progress 0."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.effects.tables import sine
from controller.frame.recovery.operators.embrace import MOST
from controller.frame.recovery.operators.quantise import STEP
from controller.frame.recovery.operators.ripple import RING_M, RING_S
from controller.frame.recovery.orders import along, order_of
from controller.frame.recovery.pictures.ground import (
    ROWS,
    PictureMovement,
    PictureOperator,
    PictureScene,
    Wall,
    part_order,
)
from controller.frame.recovery.scene import Parameters, direction, number, smooth, turns
from controller.model import chance
from controller.model.nearest import nearest
from controller.model.recovery import OperatorName
from controller.model.rig import Cells
from controller.model.surface import Part

ONE: Final = np.float32(1)
HALF: Final = np.float32(0.5)
NEIGHBOURS: Final = 3


def hold(_wall: Wall, _parameters: Parameters) -> PictureMovement:
    """Stand still."""
    return lambda scene, _progress: scene.shown


def embrace(_wall: Wall, parameters: Parameters) -> PictureMovement:
    """Bend the picture further the way it is bent, up to ``gain`` times."""
    extra = np.float32(number(parameters, "gain") - 1)

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        more = min(extra * np.float32(scene.times), MOST) * smooth(progress)
        table = scene.shown.copy()
        table[ROWS] = np.clip(table[ROWS] + more * (scene.broken[ROWS] - scene.present[ROWS]), 0, 1)
        return table

    return move


def quantise(_wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let the picture slip on with the beat alone."""
    bpm = number(parameters, "bpm") if parameters["bpm"] else None

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        began, inside = scene.beat(scene.glitch_tick, bpm)
        before, _ = scene.beat(began - 1, bpm)
        step = smooth(np.minimum(np.float32(inside) / STEP, ONE))
        beaten = _mixed(scene.broken_at(before), scene.broken_at(began), step)
        return _mixed(scene.shown, beaten, smooth(progress))

    return move


def ripple(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let the projectors within ``reach`` break like the broken one that is nearest, the less the farther away."""
    near, away = nearest(wall.place, wall.place[wall.broken])
    source = wall.broken[near] if len(wall.broken) else near
    far = np.minimum(away / number(parameters, "reach"), 1.0).astype(np.float32)
    strength: Levels = ONE - far
    strength[wall.broken] = 0
    rings = np.where(far < 1, away, 0) / RING_M

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        ring = sine(scene.seconds / RING_S - rings)
        weight = turns(far, progress) * strength * (np.float32(0.8) + np.float32(0.2) * ring)
        return _mixed(scene.shown, _taken(scene.shown, source), weight)

    return move


def blend(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let projectors within ``reach`` of each other share what is wrong with them, ``amount`` of the way."""
    reach = number(parameters, "reach")
    order = order_of(wall.shape, parameters)[wall.at]
    apart = np.sqrt(((wall.place[:, None] - wall.place[None]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    picks = np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS].T
    shares = [np.where(apart[range(len(apart)), pick] <= reach, 1 / (1 + apart[range(len(apart)), pick] / reach), 0)
              for pick in picks]  # fmt: skip
    total = 1 + sum(shares)
    amount = number(parameters, "amount")
    parts = [(amount * share / total).astype(np.float32) for share in shares]

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        weight = turns(order, progress)
        table = scene.shown.copy()
        for pick, part in zip(picks, parts, strict=True):
            table[ROWS] += weight * part * (scene.shown[ROWS][:, pick] - scene.shown[ROWS])
        table[ROWS] = np.clip(table[ROWS], 0, 1)
        return table

    return move


def sort(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let the broken pictures stand along ``direction``, the least broken first."""
    line = wall.broken[np.argsort(along(wall.shape, direction(parameters))[wall.at][wall.broken], kind="stable")]
    order = order_of(wall.shape, parameters)[wall.at]

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        wrong = np.zeros(len(line), np.float32)
        for row in ROWS:
            wrong += np.abs(scene.shown[row, line] - scene.present[row, line])
        source = np.arange(len(wall.at))
        source[line] = line[np.argsort(wrong, kind="stable")]
        return _mixed(scene.shown, _taken(scene.shown, source), turns(order, progress))

    return move


def scatter(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let each broken picture fly to another projector of the wound."""
    drawn = chance.uniform(chance.key(wall.shape.seed, "scatter"), len(wall.broken))
    source = np.arange(len(wall.at))
    source[wall.broken] = wall.broken[np.argsort(drawn, kind="stable")]
    return _moved(wall, source, parameters)


def gather(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let every broken picture break as the one at the heart of the wound does."""
    source = np.arange(len(wall.at))
    if len(wall.broken):
        source[wall.broken] = wall.broken[np.argmin(wall.shape.distance[wall.at][wall.broken])]
    return _moved(wall, source, parameters)


def seam(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Draw the lines between the pieces, in ``color``, from the heart of the wound outwards."""
    color = parameters["color"]
    order = wall.shape.distance[wall.at] if len(wall.at) > 1 else np.zeros(len(wall.at), np.float32)
    is_broken = np.zeros(len(wall.at), np.bool_)
    is_broken[wall.broken] = True

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        weight = np.where(is_broken, turns(order, progress) if len(order) > 1 else progress, np.float32(0))
        table = scene.shown.copy()
        if progress <= 0:
            return table
        table[Part.SEAM] += weight * (ONE - table[Part.SEAM])
        for row, part in zip((Part.SEAM_RED, Part.SEAM_GREEN, Part.SEAM_BLUE), np.asarray(color), strict=True):
            table[row] = np.where(is_broken, np.float32(part), table[row])
        chosen = is_broken & (table[Part.FRACTURE] == 0)
        table[Part.FRACTURE] = np.where(chosen, wall.lines, table[Part.FRACTURE])
        return table

    return move


def breathe(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Let what is wrong ease by ``depth`` and come back, once in each ``period``."""
    period, depth = number(parameters, "period"), np.float32(number(parameters, "depth"))
    broken = wall.broken

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        swing = sine(np.array([scene.seconds / period + 0.25]))[0]
        dip = depth * (HALF - HALF * swing) * smooth(progress)
        table = scene.shown.copy()
        here = np.ix_(np.array(ROWS), broken)
        table[here] += dip * (scene.present[here] - table[here])
        return table

    return move


def safe(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Bring the pictures to what a look says of them; what it leaves unset stays."""
    over, is_set = wall.standby(str(parameters.get("look", "")))
    order = part_order(wall, parameters)

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        return _mixed(scene.shown, over, turns(order, progress) * is_set)

    return move


def mend(wall: Wall, parameters: Parameters) -> PictureMovement:
    """Give every part of every picture back to the show in its turn."""
    order, takes = mended_parts(wall, parameters)

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        return returned(scene.shown, scene.present, turns(order, progress) * takes)

    return move


def mended_parts(wall: Wall, parameters: Parameters) -> tuple[Levels, Levels]:
    """Give the turn of each part, and 1 for those that are mended; of a partial mend the gold and the lines stay."""
    order = part_order(wall, parameters)
    share = number(parameters, "part") if "part" in parameters else 1.0
    takes = np.ones_like(order)
    if share >= 1:
        return order, takes
    wrong = order[ROWS]
    first = np.argsort(wrong.reshape(-1), kind="stable")[: round(share * wrong.size)]
    mended = np.zeros(wrong.size, np.float32)
    mended[first] = 1
    takes[:] = 0
    takes[ROWS] = mended.reshape(wrong.shape)
    return np.minimum(order / np.float32(max(share, 1e-6)), ONE), takes


def returned(shown: Levels, present: Levels, weight: Levels) -> Levels:
    """Go from what is shown to the present picture; the lines along which it breaks come back when all else has."""
    table = _mixed(shown, present, weight)
    home = (weight >= 1).all(axis=0)
    table[Part.FRACTURE] = np.where(home, present[Part.FRACTURE], shown[Part.FRACTURE])
    return table


def _moved(wall: Wall, source: Cells, parameters: Parameters) -> PictureMovement:
    order = order_of(wall.shape, parameters)[wall.at]

    def move(scene: PictureScene, progress: np.float32) -> Levels:
        return _mixed(scene.shown, _taken(scene.shown, source), turns(order, progress))

    return move


def _taken(table: Levels, source: Cells) -> Levels:
    """Let each projector break as the one that ``source`` names does."""
    taken = table.copy()
    rows = [*ROWS, Part.FRACTURE]
    taken[rows] = table[rows][:, source]
    return taken


def _mixed(under: Levels, over: Levels, weight: "Levels | np.float32") -> Levels:
    """Blend two tables: weight 0 is ``under`` exactly, 1 ``over``; lines of fracture change half-way."""
    mixed: Levels = under * (ONE - weight) + over * weight
    part = np.broadcast_to(np.asarray(weight, np.float32), under.shape)[Part.FRACTURE]
    mixed[Part.FRACTURE] = np.where(part > HALF, over[Part.FRACTURE], under[Part.FRACTURE])
    return mixed


PICTURE_OPERATORS: Final[Mapping[OperatorName, PictureOperator]] = MappingProxyType(
    {
        "hold": hold,
        "embrace": embrace,
        "quantise": quantise,
        "ripple": ripple,
        "blend": blend,
        "sort": sort,
        "scatter": scatter,
        "gather": gather,
        "seam": seam,
        "breathe": breathe,
        "safe": safe,
        "mend": mend,
    }
)
