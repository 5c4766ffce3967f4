"""Station 0, MIDI: what a kind of control surface is made of. Its numbers stand in ``profiles``, one file a surface."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.inputs.midi.meaning import Meaning, Sign
from controller.inputs.midi.stream import note_on
from controller.model.binding import MidiControl, MidiNote, SurfaceName


@dataclass(frozen=True, slots=True)
class Light:
    """How a light is set: by a note-on whose velocity is the colour and whose channel (1..16) is what it does."""

    color: int
    channel: int

    def message(self, note: int) -> bytes:
        """Write the message that sets the light of a pad."""
        return note_on(self.channel, note, self.color)


@dataclass(frozen=True, eq=False, slots=True)
class Profile:
    """A kind of control surface.

    Attributes:
        device: part of the name its maker gives it.
        hello: what it must be sent first.
        cue_rows: notes of the pads that play cues, row by row from the top, each from the left.
        fault_rows: those that break things.
        recovery_row: those that mend.
        spare_row: pads without a meaning yet.
        buttons: single buttons with a fixed meaning, for the cue list that they play.
        fixed: buttons that no binding of a show may take away.
        faders: what each fader moves; None = the next submaster of the show.
        pad_lights: what pads show for each sign.
        button_lights: the same for buttons.
    """

    id: SurfaceName
    device: str
    hello: bytes
    cue_rows: tuple[tuple[int, ...], ...]
    fault_rows: tuple[tuple[int, ...], ...]
    recovery_row: tuple[int, ...]
    spare_row: tuple[int, ...]
    buttons: Callable[[str], Mapping[int, Meaning]]
    fixed: frozenset[int]
    faders: Mapping[int, Meaning | None]
    pad_lights: Mapping[Sign, Light]
    button_lights: Mapping[Sign, Light]

    @property
    def pads(self) -> tuple[int, ...]:
        """Notes of the grid, in no order that matters."""
        rows = (*self.cue_rows, *self.fault_rows, self.recovery_row, self.spare_row)
        return tuple(note for row in rows for note in row)

    def light(self, note: int, sign: Sign) -> Light:
        """Say how a pad or button shows a sign."""
        return (self.pad_lights if note in self.pads else self.button_lights)[sign]

    def has(self, trigger: MidiNote | MidiControl) -> bool:
        """Whether such a pad, button or fader is on the surface at all."""
        if isinstance(trigger, MidiControl):
            return trigger.control in self.faders
        return trigger.note in self.pads or trigger.note in self.buttons("")
