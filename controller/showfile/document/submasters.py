"""The block of submasters."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from controller.model.submaster import SubmasterMode
from controller.showfile.document.base import Block, preset
from controller.showfile.document.cues import OneLook
from controller.showfile.document.kind import LABEL, Words, choice
from controller.showfile.document.values import FADE, LEVEL, SELECTOR


class SubmasterBlock(Block):
    """One submaster: exactly one of `of` and `look`."""

    of: Annotated[str | None, SELECTOR] = Field(default=None, description="Whose levels it moves.")
    look: Annotated[OneLook | None, Words("a look's name, or a look in place")] = Field(
        default=None, description="The look it plays, or whose cells it dims."
    )
    mode: Annotated[Literal["inhibitive", "additive"] | None, choice("inhibitive", "additive")] = Field(
        default=None,
        description="`inhibitive` scales the levels that everything else gives; `additive` adds its look, and the "
        "highest level wins. Left out: a look is added, `of` scales.",
    )
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people.")
    level: Annotated[float | None, LEVEL] = Field(
        default=None, description="Where it stands when the night begins; left out: full, an additive one at 0."
    )
    fade: Annotated[float, FADE] = preset("0s", "Time it takes to a new level; a flash never waits.")

    @model_validator(mode="after")
    def _one_reach(self) -> "SubmasterBlock":
        if (self.of is None) == (self.look is None):
            raise ValueError("a submaster has exactly one of of and look: of: wash, or look: dusk")
        return self

    @property
    def way(self) -> SubmasterMode:
        """How it acts."""
        return self.mode or ("inhibitive" if self.look is None else "additive")
