"""The block of the time code, and how a frame of it is written."""

from typing import Annotated, Final

from pydantic import Field, model_validator

from controller.model.timecode import JumpPolicy, TimecodeAt, TimecodeSource
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import Kind, Words, WrongError, choice, shown, text_between, time_between
from controller.showfile.document.values import SELECTOR


def _frame(value: object) -> TimecodeAt:
    at = TimecodeAt.read(value) if isinstance(value, str) else None
    if at is None:
        said = f"{shown(value)} is no time code; write hours:minutes:seconds:frames, such as 01:00:05:12"
        raise WrongError(said)
    if not at.exists(30.0):
        raise WrongError(f"{shown(value)} is no time code; it runs from 00:00:00:00 to 23:59:59:29")
    return at


FRAME: Final = Kind(
    "a time code, 00:00:00:00 to 23:59:59:29",
    "01:00:05:12",
    _frame,
    {"type": "string", "pattern": r"^\d{1,2}:\d{2}:\d{2}[:;]\d{2}$"},
)


class TimecodeBlock(Block):
    """The time code that the show follows; `bindings: [{timecode: …, do: …}]` says what goes where."""

    source: Annotated[TimecodeSource, choice("artnet", "midi", "osc")] = Field(
        alias="from",
        description="`artnet` is heard as `listen: artnet` says; `midi` is MIDI Time Code; `osc` is "
        "`/kintsugi/timecode`, which is heard in any case.",
    )
    device: Annotated[str | None, text_between(1, 64), Words("part of the name of a MIDI device")] = Field(
        default=None, description="Of `midi`: from which device."
    )
    timeout: Annotated[float, time_between(0.1, 60)] = preset("1s", "Silent for longer, it is lost.")
    free: Annotated[float, time_between(0, 3600)] = preset(
        "5s", "So long after its last frame the show's own clock goes on; then it stands."
    )
    jump: Annotated[JumpPolicy, choice("follow", "ask", "stay")] = Field(
        default="follow",
        description="When it leaps: `follow` goes to the cues that should stand there, `ask` waits for "
        "`follow-timecode`, `stay` leaves what stands.",
    )
    zone: Annotated[str | None, SELECTOR] = Field(
        default=None,
        description="Whose light a recovery mends when it is lost or leaps; left out: class `show`.",
    )

    @model_validator(mode="after")
    def _device_of_midi(self) -> "TimecodeBlock":
        if self.source == "midi" and self.device is None:
            raise ValueError("a time code by MIDI comes from a device; write a part of its name: device: MTC")
        if self.source != "midi" and self.device is not None:
            raise ValueError(f"'device' has no meaning beside from: {self.source}; take it out")
        return self
