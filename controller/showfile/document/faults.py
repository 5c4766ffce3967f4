"""The blocks of faults."""

from typing import Annotated

from pydantic import Field, model_validator

from controller.model.fault import INJECTABLE, LINK_KINDS, FaultKind
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import LABEL, choice, time_between, whole_between
from controller.showfile.document.values import NAME, SELECTOR, SHARE


class FaultBlock(Block):
    """Something that can be broken on purpose."""

    kind: Annotated[FaultKind, choice(*INJECTABLE)] = Field(
        description="What breaks: `colour-shift` and `flicker` break light, `loss` and `blackhole` the way to a node."
    )
    zone: Annotated[str | None, SELECTOR] = Field(
        default=None, description="Of a fault on light: whom it may reach; fixtures of class `show` only."
    )
    node: Annotated[str | None, NAME] = Field(
        default=None, description="Of a fault on the way: to which node; one that feeds fixtures of class `show` only."
    )
    share: Annotated[float, SHARE] = preset("30%", "The part of them that it breaks.")
    amount: Annotated[float, SHARE] = preset("50%", "How strong it is.")
    burst: Annotated[float, time_between(0.02, 5)] = preset("100ms", "Of `loss`: how long one gap is.")
    seed: Annotated[int | None, whole_between(0, 2**53 - 1)] = Field(
        default=None,
        description="Chooses who is broken; left out, it follows from the show's seed and the fault's name.",
    )
    limit: Annotated[float, time_between(0.1, 300)] = preset(
        "30s", "After this time it ends by itself; at most `policy: fault_time_limit`.", alias="for"
    )
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people; left out, its key.")

    @model_validator(mode="after")
    def _one_target(self) -> "FaultBlock":
        wanted, other = ("node", "zone") if self.kind in LINK_KINDS else ("zone", "node")
        if getattr(self, wanted) is None:
            raise ValueError(f"a fault of kind {self.kind} needs a {wanted}: say which one it breaks")
        if getattr(self, other) is not None:
            raise ValueError(f"a fault of kind {self.kind} has a {wanted} and no {other}; leave the {other} out")
        return self
