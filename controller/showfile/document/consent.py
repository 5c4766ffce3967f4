"""The block of consent: what may be done to a zone or a fixture."""

from typing import Annotated

from pydantic import Field

from controller.model.consent import FaultConsent, VisitorConsent
from controller.model.fault import RecoveryConsent
from controller.showfile.document.base import Block
from controller.showfile.document.kind import choice


class ConsentBlock(Block):
    """What a selector allows; later lines win."""

    faults: Annotated[FaultConsent, choice("deny", "rehearsal", "live")] = Field(
        default="live", description="Whether it may be broken on purpose: never, in rehearsals only, any time."
    )
    recovery: Annotated[RecoveryConsent, choice("auto", "ask", "never")] = Field(
        default="auto", description="Whether a recovery may start by itself, when approved, or never."
    )
    visitors: Annotated[VisitorConsent, choice("deny", "vote", "own-cell")] = Field(
        default="own-cell",
        description="What visitors may do: nothing, vote, or also colour a cell of their own and tell.",
    )
