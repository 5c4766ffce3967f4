"""Places that stand in files: a table of coordinates, or the pixels of a picture."""

import csv
import io
from typing import Final

import numpy as np
from PIL import Image

from controller.showfile.document.layout import LayoutBlock
from controller.showfile.report import Report
from controller.showfile.resolve.layout import Places
from controller.showfile.tree import Path

MOST_PLACES: Final = 1_000_000
_LARGEST_SIDE: Final = 4096
_FARTHEST_M: Final = 10_000


def read_places(layout: LayoutBlock | None, path: Path, report: Report) -> Places | None:
    """Read the places of a layout that names them one by one.

    Args:
        layout: as written.
        path: to it.
        report: takes what is wrong with a file.

    Returns:
        The places; None where the layout works them out, or where they cannot be read, which is then reported.
    """
    if layout is None:
        return None
    if layout.points is not None:
        return np.array(layout.points, np.float64).reshape(-1, 3)
    if layout.csv is not None:
        raw = report.asset((*path, "csv"), layout.csv)
        return None if raw is None else _table(raw, (*path, "csv"), report)
    if layout.picture is not None:
        raw = report.asset((*path, "picture", "file"), layout.picture.file)
        return None if raw is None else _picture(raw, layout.picture.width, (*path, "picture", "file"), report)
    return None


def _table(raw: bytes, path: Path, report: Report) -> Places | None:
    """Read lines of x, y and perhaps z; a heading may put them into another order."""
    text = raw.decode("utf-8-sig", errors="replace")
    lines = [line for line in csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ",") if any(line)]
    order = [0, 1, 2]
    heading = [cell.strip().lower() for cell in lines[0]] if lines else []
    first = 1 if {"x", "y"} <= set(heading) else 0
    if first:
        order = [heading.index(axis) for axis in "xyz" if axis in heading]
    places = []
    for number, line in enumerate(lines[first:], start=first + 1):
        place = _place(line, order)
        if place is None:
            said = f"line {number} of the table, '{','.join(line)[:40]}', is no place"
            report.error(path, f"{said}; write x, y and z in metres")
            return None
        places.append(place)
    if not 1 <= len(places) <= MOST_PLACES:
        report.error(path, f"the table has {len(places)} places; it needs 1 to {MOST_PLACES}")
        return None
    return np.array(places, np.float64)


def _place(line: list[str], order: list[int]) -> tuple[float, float, float] | None:
    cells = [line[column].strip() for column in order if column < len(line)]
    try:
        numbers = [float(cell) for cell in cells if cell]
    except ValueError:
        return None
    if len(numbers) < 2 or not all(abs(number) <= _FARTHEST_M for number in numbers):
        return None
    return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0.0


def _picture(raw: bytes, width: float, path: Path, report: Report) -> Places | None:
    """Take a place for every dark pixel, or for every opaque one where some are not; in reading order."""
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if max(image.size) > _LARGEST_SIDE:
                report.error(path, f"the picture is {image.size[0]} by {image.size[1]}; at most {_LARGEST_SIDE} a side")
                return None
            pixels = np.asarray(image.convert("RGBA"), np.int32)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        report.error(path, f"this is no picture that can be read: {str(error)[:80]}")
        return None
    opaque = pixels[:, :, 3] > 127
    dark = pixels[:, :, :3].sum(axis=2) < 3 * 128
    rows, columns = np.nonzero(dark & opaque if opaque.all() else opaque)
    if not 1 <= len(rows) <= MOST_PLACES:
        report.error(path, f"the picture marks {len(rows)} places; it needs 1 to {MOST_PLACES} dark or opaque pixels")
        return None
    height, wide = opaque.shape
    step = width / wide
    right = (columns - (wide - 1) / 2) * step
    return np.column_stack([right, ((height - 1) / 2 - rows) * step, np.zeros(len(rows))])
