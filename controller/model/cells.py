"""Sets of cells: sorted numbers, each once. Sorting is much faster than the hashing of ``numpy.unique``."""

from collections.abc import Iterable

import numpy as np

from controller.model.rig import Cells


def is_within(cells: Cells, others: Cells) -> bool:
    """Whether all cells of a set are in another; an empty set is."""
    if not len(cells):
        return True
    begin, end = np.searchsorted(others, cells[0]), np.searchsorted(others, cells[-1], side="right")
    if end - begin < len(cells):
        return False
    if cells[-1] - cells[0] + 1 == len(cells):  # a run: as many of the others as it has cells are those
        return True
    at = np.searchsorted(others, cells)
    return bool(at[-1] < len(others)) and bool((others[at] == cells).all())


def shares(cells: Cells, others: Cells) -> bool:
    """Whether two sets have a cell in common."""
    few, many = sorted((cells, others), key=len)
    if not len(few) or few[-1] < many[0] or many[-1] < few[0]:
        return False
    few = few[np.searchsorted(few, many[0]) : np.searchsorted(few, many[-1], side="right")]
    return bool(len(few)) and bool((many[np.searchsorted(many, few)] == few).any())


def union(parts: Iterable[Cells]) -> Cells:
    """Join sets of cells, or numbers in any order: intp [n], sorted, each once."""
    filled = [part for part in parts if len(part)]
    joined = filled[0] if len(filled) == 1 else np.concatenate([np.empty(0, np.intp), *filled])
    if len(joined) < 2 or (joined[1:] > joined[:-1]).all():
        return joined
    ordered = np.sort(joined)
    found: Cells = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    return found
