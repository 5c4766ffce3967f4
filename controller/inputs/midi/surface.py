"""Station 0, MIDI: one device as a machine. Messages and what people are shown in; intents and lights out. Pure.

It keeps what a hand keeps (shift, page, where the faders stand) and what the lights were told last, so that only
changes are sent; ``greet`` forgets all of it, for a device that was just plugged in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from controller.inputs.actions import intent_of, present_level
from controller.inputs.midi.layout import Layout, Played, lay_out
from controller.inputs.midi.meaning import FaultPad, Hand, Meaning, Shift, Sign, TurnPage, sign_of
from controller.inputs.midi.profile import Light, Profile
from controller.inputs.midi.stream import ControlMessage, MidiMessage, NoteMessage
from controller.inputs.midi.takeover import Takeover
from controller.model.binding import Binding, HoldFlash, MidiControl, MidiNote, ReadSensor, SetLevel
from controller.model.intent import Clear, Inject, Intent
from controller.model.outline import ShowOutline
from controller.model.snapshot import Snapshot

PRESSED: Final = 64
"""A control change of this value or more presses a button; less lets it go."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a message came to.

    Attributes:
        intent: to be handed in, or None.
        refused: why it means nothing here; empty if it does.
    """

    intent: Intent | None = None
    refused: str = ""


NOTHING: Final = Taken()


class Surface:
    """One MIDI device.

    Args:
        outline: of the show.
        profile: what the device is; None = not known, then it has no lights.
        bindings: those that are for it.
    """

    def __init__(self, outline: ShowOutline, *, profile: Profile | None, bindings: Sequence[Binding]) -> None:
        self._outline = outline
        self._profile = profile
        self._bindings = tuple(bindings)
        self.greet()

    def greet(self) -> bytes:
        """Forget everything about the device; give what it must be sent first."""
        self._shifts: set[int] = set()
        self._layout = self._laid_out(0)
        self._hand = Hand(pages=self._layout.pages)
        self._faders: dict[MidiControl, Takeover] = {}
        self._held: set[MidiControl] = set()
        self._told: dict[int, Light] = {}
        return self._profile.hello if self._profile else b""

    def take(self, message: MidiMessage, snapshot: Snapshot) -> Taken:
        """Take one message; its velocity does not matter, but zero lets go."""
        if isinstance(message, NoteMessage):
            played: Played = MidiNote(message.note, message.channel)
            is_pressed = message.velocity > 0
        else:
            played = MidiControl(message.control, message.channel)
            is_pressed = message.value >= PRESSED
        meaning, is_known = self._layout.find(played)
        if not is_known:
            lets_go = isinstance(message, NoteMessage) and not is_pressed
            return NOTHING if lets_go else Taken(refused=f"{played} on channel {message.channel} is bound to nothing")
        if isinstance(meaning, SetLevel | ReadSensor) and isinstance(message, ControlMessage):
            return self._move(meaning, message, snapshot)
        if isinstance(played, MidiControl) and not self._is_edge(played, is_pressed=is_pressed, meaning=meaning):
            return NOTHING
        if isinstance(meaning, Shift) and isinstance(played, MidiNote):
            self._hold_shift(played.note, is_pressed=is_pressed)
            return NOTHING
        if isinstance(meaning, HoldFlash):
            return Taken(intent_of(meaning, snapshot, float(is_pressed)))
        return self._press(meaning, snapshot) if is_pressed else NOTHING

    def news(self, snapshot: Snapshot) -> tuple[bytes, ...]:
        """Give the messages for lights that must change, and remember them as told."""
        wanted = self.lights(snapshot)
        changed = {note: light for note, light in wanted.items() if self._told.get(note) != light}
        self._told |= changed
        return tuple(light.message(note) for note, light in changed.items())

    def forget_lights(self) -> None:
        """Take nothing that was told for granted: the next news is the full state."""
        self._told = {}

    def lights(self, snapshot: Snapshot) -> dict[int, Light]:
        """Say how every light of the device should be."""
        profile = self._profile
        if profile is None:
            return {}
        return {
            trigger.note: profile.light(trigger.note, sign_of(meaning, snapshot, self._hand))
            for trigger, meaning in self._layout.meanings.items()
            if isinstance(trigger, MidiNote)
        }

    def darkness(self) -> tuple[bytes, ...]:
        """Give the messages that turn all its lights off."""
        profile = self._profile
        notes = [each.note for each in self._layout.meanings if isinstance(each, MidiNote)] if profile else []
        return tuple(profile.light(note, Sign.DARK).message(note) for note in notes) if profile else ()

    def _laid_out(self, page: int) -> Layout:
        return lay_out(self._outline, profile=self._profile, bindings=self._bindings, page=page)

    def _press(self, meaning: Meaning | None, snapshot: Snapshot) -> Taken:
        match meaning:
            case FaultPad(fault):
                if any(each.id == fault for each in snapshot.faults):
                    return Taken(Clear(fault))
                return Taken(Inject(fault)) if self._hand.is_shifted else NOTHING
            case TurnPage(step):
                self._turn(step)
                return NOTHING
            case None | Shift():
                return NOTHING
            case action:
                return Taken(intent_of(action, snapshot, 1.0))

    def _move(self, meaning: SetLevel | ReadSensor, message: ControlMessage, snapshot: Snapshot) -> Taken:
        if isinstance(meaning, ReadSensor):
            return Taken(intent_of(meaning, snapshot, message.value / 127))
        fader = self._faders.setdefault(MidiControl(message.control, message.channel), Takeover())
        level = message.value / 127
        if not fader.is_driving(level, present_level(meaning, snapshot)):
            return NOTHING
        return Taken(intent_of(meaning, snapshot, level))

    def _is_edge(self, control: MidiControl, *, is_pressed: bool, meaning: Meaning | None) -> bool:
        """Whether a button that sends control changes was pressed just now, and not only reports again that it is.

        A button that holds something counts when it is let go, too.
        """
        was_pressed = control in self._held
        (self._held.add if is_pressed else self._held.discard)(control)
        return is_pressed != was_pressed and (is_pressed or isinstance(meaning, HoldFlash))

    def _hold_shift(self, note: int, *, is_pressed: bool) -> None:
        (self._shifts.add if is_pressed else self._shifts.discard)(note)
        self._hand = replace(self._hand, is_shifted=bool(self._shifts))

    def _turn(self, step: int) -> None:
        page = min(max(0, self._hand.page + step), self._hand.pages - 1)
        self._hand = replace(self._hand, page=page)
        self._layout = self._laid_out(page)
