"""What is left of a show whose engine crashed again and again: one still look, and nothing that could crash it anew."""

from dataclasses import replace
from types import MappingProxyType

from controller.model.cue import CueList
from controller.model.look import Look
from controller.model.policy import PanicSpec
from controller.model.show import Show


def standby_show(show: Show) -> Show:
    """Reduce a show to its standby look: the look of PANIC, at once, with no cues, faults, recoveries or bindings.

    The rig, the patch, the guard's policy and what happens at the end stay.
    """
    look = show.panic.look or Look("standby", ())
    return replace(
        show,
        name=f"{show.name} (standby)",
        lists=MappingProxyType({"main": CueList("main", ())}),
        faults=MappingProxyType({}),
        recoveries=MappingProxyType({}),
        panic=PanicSpec(look, 0.0),
        bindings=(),
    )
