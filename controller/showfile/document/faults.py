"""The blocks of faults."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from controller.model.fault import (
    INJECTABLE,
    LIGHT_KINDS,
    LINK_KINDS,
    PROCESS_KINDS,
    SENSOR_KINDS,
    TIMECODE_KINDS,
    FaultKind,
)
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import LABEL, Words, choice, number_between, time_between, whole_between
from controller.showfile.document.values import DIRECTION, FLAG, LEVEL, NAME, SELECTOR, SHARE

PARAMETERS: Final[Mapping[str, tuple[FaultKind, ...]]] = MappingProxyType(
    {
        "level": (FaultKind.STUCK,),
        "rate": (FaultKind.NOISE, FaultKind.THROTTLE, FaultKind.SENSOR_SPIKE),
        "metres": (FaultKind.SHIFT,),
        "direction": (FaultKind.SHIFT,),
        "slots": (FaultKind.WRONG_ADDRESS,),
        "lag": (FaultKind.SLOW,),
        "burst": (FaultKind.LOSS, FaultKind.SENSOR_DROPOUT, FaultKind.TIMECODE_LOSS),
        "over": (FaultKind.SENSOR_DRIFT,),
        "samples": (FaultKind.INPUT_FLOOD,),
        "leap": (FaultKind.TIMECODE_JUMP,),
        "area": (FaultKind.BLANK,),
        "size": (FaultKind.PIXELATE,),
        "channel": (FaultKind.CHANNEL_LOSS,),
        "delay": (FaultKind.DELAY,),
        "jitter": (FaultKind.DELAY,),
        "hang": (FaultKind.STALL,),
        "process": (FaultKind.KILL,),
    }
)
"""Keys of a fault that only some kinds have."""


class EnvelopeBlock(Block):
    """How the amount of a fault comes and goes."""

    attack: Annotated[float, time_between(0, 300)] = preset("0s", "From nothing to the whole amount.")
    hold: Annotated[float | None, time_between(0, 300)] = Field(
        default=None, description="How long it stays whole; left out, until the decay must begin."
    )
    decay: Annotated[float, time_between(0, 300)] = preset("0s", "Back to nothing.")


class StormPartBlock(Block):
    """One fault of a storm."""

    fault: Annotated[str, NAME] = Field(description="A fault of this file.")
    at: Annotated[float, time_between(0, 300)] = preset("0s", "When it begins, after the storm or the part before it.")
    every: Annotated[float | None, time_between(0.5, 300)] = Field(
        default=None, description="It comes again so often; left out, it comes once."
    )


class FaultBlock(Block):
    """Something that can be broken on purpose."""

    kind: Annotated[FaultKind, choice(*INJECTABLE)] = Field(
        description="What breaks; [faults](faults.md) shows every kind."
    )
    zone: Annotated[str | None, SELECTOR] = Field(
        default=None, description="Of a fault on light: whom it may reach; fixtures of class `show` only."
    )
    node: Annotated[str | None, NAME] = Field(
        default=None, description="Of a fault on the way: to which node; one that feeds fixtures of class `show` only."
    )
    nodes: Annotated[list[Annotated[str, NAME]] | None, Words("a list of nodes")] = Field(
        default=None, description="Of a `partition`: all nodes that are cut off together."
    )
    sensor: Annotated[str | None, NAME] = Field(
        default=None, description="Of a fault on a source: which sensor it spoils."
    )
    share: Annotated[float, SHARE] = preset("30%", "The part of them that it breaks.")
    count: Annotated[int | None, whole_between(1, 1_000_000)] = Field(
        default=None, description="So many cells instead of a share."
    )
    amount: Annotated[float, SHARE] = preset("50%", "How strong it is.")
    envelope: EnvelopeBlock = Field(default=EnvelopeBlock(), description="How the amount comes and goes.")
    level: Annotated[float, LEVEL] = preset("100%", "Of `stuck`: where the dimmer hangs.")
    rate: Annotated[float, number_between(0.5, 30)] = Field(
        default=10.0,
        description="Of `noise`: pictures a second; of `throttle`: frames a second that pass; of "
        "`sensor-spike`: spikes a second.",
    )
    metres: Annotated[float, number_between(0.01, 100)] = Field(
        default=0.5, description="Of `shift`: how far the picture moves."
    )
    direction: Annotated[tuple[float, float, float], DIRECTION] = preset("right", "Of `shift`: where to.")
    slots: Annotated[int, whole_between(1, 510)] = Field(
        default=1, description="Of `wrong-address`: how many slots too far on the cells listen."
    )
    lag: Annotated[float, time_between(0.1, 10)] = preset("1s", "Of `slow`: how far behind the cells are.")
    burst: Annotated[float, time_between(0.02, 5)] = preset(
        "100ms", "Of `loss`, `sensor-dropout` and `timecode-loss`: how long one gap is."
    )
    over: Annotated[float, time_between(0.1, 300)] = preset(
        "10s", "Of `sensor-drift`: until it has gone the whole way."
    )
    leap: Annotated[float, number_between(-3600, 3600)] = Field(
        default=10.0, description="Of `timecode-jump`: how many seconds it leaps; below 0, back."
    )
    samples: Annotated[int, whole_between(1, 20_000)] = Field(
        default=1000, description="Of `input-flood`: how many values a second it sends."
    )
    area: Annotated[float, SHARE] = preset("100%", "Of `blank`: how much of the picture goes, piece by piece.")
    size: Annotated[float, SHARE] = preset("100%", "Of `pixelate`: how large the blocks are; 100% is an eighth.")
    channel: Annotated[Literal["any", "red", "green", "blue"], choice("any", "red", "green", "blue")] = Field(
        default="any", description="Of `channel-loss`: which colour goes; `any` lets the seed choose for each fixture."
    )
    delay: Annotated[float, time_between(0, 2)] = preset("500ms", "Of `delay`: how much later frames come.")
    jitter: Annotated[float, time_between(0, 1)] = preset(
        "0s", "Of `delay`: each comes so much sooner or later still, by chance."
    )
    hang: Annotated[float, time_between(0.1, 10)] = preset("2s", "Of `stall`: how long the frame loop hangs.")
    process: Annotated[Literal["engine", "web"], choice("engine", "web")] = Field(
        default="engine", description="Of `kill`: what dies, the engine or the web server."
    )
    parts: Annotated[list[StormPartBlock] | None, Words("a list of {fault, at, every}")] = Field(
        default=None, description="Of a `storm`: what it is made of."
    )
    order: Annotated[Literal["parallel", "serial"], choice("parallel", "serial")] = Field(
        default="parallel", description="Of a `storm`: `serial` begins each part when the one before it has ended."
    )
    seed: Annotated[int | None, whole_between(0, 2**53 - 1)] = Field(
        default=None,
        description="Chooses who is broken; left out, it follows from the show's seed and the fault's name.",
    )
    limit: Annotated[float, time_between(0.1, 300)] = preset(
        "30s", "After this time it ends by itself; at most `policy: fault_time_limit`.", alias="for"
    )
    outlives: Annotated[bool, FLAG] = Field(
        default=False, description="True: it goes on when the console that armed it is gone."
    )
    label: Annotated[str, LABEL] = Field(default="", description="Its name, for people; left out, its key.")

    @model_validator(mode="after")
    def _one_target(self) -> "FaultBlock":
        wanted = _target_of(self.kind)
        self._check_house()
        if wanted and getattr(self, wanted) is None:
            raise ValueError(f"a fault of kind {self.kind} needs {_WHAT[wanted]}")
        for other in _WHAT:
            if other != wanted and getattr(self, other) is not None:
                has = f"has {_A[wanted]} and" if wanted else f"acts on the {_acts_on(self.kind)} and has"
                raise ValueError(f"a fault of kind {self.kind} {has} no {other}; leave the {other} out")
        for name, kinds in PARAMETERS.items():
            if name in self.model_fields_set and self.kind not in kinds:
                raise ValueError(f"{name} belongs to {' and '.join(kinds)}, not to {self.kind}; leave it out")
        self._check_strength()
        if self.count is not None and "share" in self.model_fields_set:
            raise ValueError("a fault reaches a share or a count; keep one of them")
        return self

    def _check_strength(self) -> None:
        """Refuse a blast radius of what breaks no lights by itself, and a beat of parts that come one after another."""
        if self.order == "serial" and any(part.every is not None for part in self.parts or ()):
            raise ValueError("in a serial storm each part comes once; leave every out, or write order: parallel")
        if self.kind is FaultKind.STORM:
            self._check_storm()
        if self.kind in LIGHT_KINDS:
            return
        for name in sorted({"share", "count"} & self.model_fields_set):
            raise ValueError(f"a fault of kind {self.kind} breaks no part of the lights; leave {name} out")

    def _check_storm(self) -> None:
        """Refuse a storm of nothing, and strength of its own: it has that of its faults."""
        if not self.parts:
            raise ValueError("a storm is made of other faults; name them: parts: [{fault: …}]")
        for name in sorted({"amount", "envelope", "seed"} & self.model_fields_set):
            raise ValueError(f"a storm leaves {name} to the faults it is made of; leave {name} out")

    def _check_house(self) -> None:
        """Refuse strength and place of what strikes the house itself: it does so whole or not at all."""
        if self.kind not in PROCESS_KINDS:
            return
        odd = {"share", "count", "amount", "envelope", "seed"} & self.model_fields_set
        if self.kind is not FaultKind.DISK_FULL:
            odd |= {"limit"} & self.model_fields_set
        for name in sorted(odd):
            written = "for" if name == "limit" else name
            raise ValueError(f"a fault of kind {self.kind} strikes the whole house at once; leave {written} out")


_WHAT: Final = {
    "zone": "a zone: say which one it breaks",
    "node": "a node: say which one it breaks",
    "nodes": "nodes: say which ones it cuts off",
    "sensor": "a sensor: say which one it spoils",
    "parts": "parts: say which faults it is made of",
}
_A: Final = {
    "zone": "a zone",
    "node": "a node",
    "nodes": "nodes",
    "sensor": "a sensor",
    "parts": "parts",
}


def _acts_on(kind: FaultKind) -> str:
    """Say in a word what a fault without a target acts on."""
    return "house itself" if kind in PROCESS_KINDS else "time code"


def _target_of(kind: FaultKind) -> str:
    """Say which key names what a kind of fault breaks; empty = it can only be one thing."""
    if kind in TIMECODE_KINDS:
        return ""
    if kind is FaultKind.STORM:
        return "parts"
    if kind is FaultKind.PARTITION:
        return "nodes"
    if kind in SENSOR_KINDS:
        return "sensor"
    if kind in PROCESS_KINDS:
        return ""
    return "node" if kind in LINK_KINDS else "zone"
