"""Consent: what may be done to a zone or a fixture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.fault import FaultSpec, RecoveryConsent
from controller.model.rig import Cells

FaultConsent: TypeAlias = Literal["deny", "rehearsal", "live"]
VisitorConsent: TypeAlias = Literal["deny", "vote", "own-cell"]
STRICT: Mapping[RecoveryConsent, int] = MappingProxyType({"auto": 0, "ask": 1, "never": 2})


@dataclass(frozen=True, eq=False, slots=True)
class Consent:
    """What some cells allow.

    Attributes:
        zone: the selector as written.
        cells: whose consent it is; a later one takes precedence over an earlier one.
        faults: ``deny`` never, ``rehearsal`` in rehearsals only, ``live`` any time.
        recovery: ``auto`` by itself, ``ask`` when approved, ``never``.
        visitors: ``deny`` nothing, ``vote`` together, ``own-cell`` each a cell of their own, and words on it.
    """

    zone: str
    cells: Cells
    faults: FaultConsent = "live"
    recovery: RecoveryConsent = "auto"
    visitors: VisitorConsent = "own-cell"


def strictness(consents: Iterable[Consent], cell_count: int) -> NDArray[np.int8]:
    """Rank what each cell of a show asks of a recovery, int8 [cells]: 0 nothing, 1 to be asked, 2 to be left alone."""
    ranks = np.zeros(cell_count, np.int8)
    for consent in consents:
        ranks[consent.cells] = STRICT[consent.recovery]
    return ranks


def agreed(fault: FaultSpec, consents: Iterable[Consent], *, is_found: bool = False) -> FaultSpec:
    """Keep a fault, declared or found, within what its cells allow; of several answers about one cell the last holds.

    Cells that deny faults are taken out of a declared one; the strictest of those that may be mended says what is asked
    first. Found trouble is where it is: nobody asked for it.
    """
    may_break = np.full(len(fault.cells), 2, np.int8)
    may_mend = np.zeros(len(fault.cells), np.int8)
    for consent in consents:
        mine = np.isin(fault.cells, consent.cells)
        may_break[mine] = ("deny", "rehearsal", "live").index(consent.faults)
        may_mend[mine] = STRICT[consent.recovery]
    mended = may_mend[may_mend < STRICT["never"]]
    strictest: int = int(mended.max()) if len(mended) else int(may_mend.max()) if len(may_mend) else 0
    allows: RecoveryConsent = next(name for name, rank in STRICT.items() if rank == strictest)
    if is_found:
        return replace(fault, consent=allows)
    only_rehearsal = fault.only_rehearsal or bool((may_break == 1).any())
    return replace(fault, consent=allows, cells=fault.cells[may_break > 0], only_rehearsal=only_rehearsal)
