"""Station 0, MIDI: which pad, button or fader of a device means what. Pure.

A surface has the map of its profile; bindings that name the device lie over it, except on the buttons that are fixed.
Any other device has the bindings of the show alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias, TypeGuard

from controller.inputs.midi.meaning import FaultPad, Meaning
from controller.inputs.midi.profile import Profile
from controller.model.binding import Action, Binding, Do, MidiControl, MidiNote, SetLevel, Trigger
from controller.model.intent import Goto, Inject, Recover
from controller.model.outline import ShowOutline

MAIN: Final = "main"

Played: TypeAlias = MidiNote | MidiControl


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """What everything on one device means.

    Attributes:
        meanings: None = it is there and means nothing.
        pages: of the cue pads, at least 1.
    """

    meanings: Mapping[Played, Meaning | None]
    pages: int

    def find(self, played: Played) -> tuple[Meaning | None, bool]:
        """Find the meaning of what was played on a channel, and whether it is known at all."""
        anywhere = MidiNote(played.note) if isinstance(played, MidiNote) else MidiControl(played.control)
        for key in (played, anywhere):
            if key in self.meanings:
                return self.meanings[key], True
        return None, False


def lay_out(outline: ShowOutline, *, profile: Profile | None, bindings: Sequence[Binding], page: int) -> Layout:
    """Lay a show out on a device.

    Args:
        outline: of the show.
        profile: what the device is; None = not known.
        bindings: those that are for this device; of two for the same pad the later one counts.
        page: of the cue pads, from 0.
    """
    fixed = profile.fixed if profile else frozenset()
    written = {each.trigger: each.action for each in bindings if _is_free(each.trigger, fixed)}
    if profile is None:
        return Layout(dict(written), 1)
    cue_pads = tuple(chain.from_iterable(profile.cue_rows))
    fault_pads = chain.from_iterable(profile.fault_rows)
    pages = max(1, -(-len(outline.cues) // len(cue_pads)))
    cues = outline.cues[page * len(cue_pads) :]
    meanings: dict[Played, Meaning | None] = {MidiNote(note): None for note in profile.pads}
    meanings |= _spread(cue_pads, (Do(Goto(cue.number, cue.list)) for cue in cues))
    meanings |= _spread(fault_pads, (FaultPad(fault.id) for fault in outline.faults))
    meanings |= _spread(profile.recovery_row, (Do(Recover(recovery.id)) for recovery in outline.recoveries))
    meanings |= {MidiNote(note): meaning for note, meaning in profile.buttons(_main_list(outline)).items()}
    meanings |= {MidiControl(control): meaning for control, meaning in profile.faders.items()}
    free = (control for control, meaning in profile.faders.items() if meaning is None)
    moved = (SetLevel("submaster", each.id) for each in outline.submasters)
    meanings |= {MidiControl(control): meaning for control, meaning in zip(free, moved, strict=False)}
    meanings |= {trigger: _armed(action) for trigger, action in written.items()}
    return Layout(meanings, pages)


def overruled(profile: Profile, bindings: Iterable[Binding]) -> tuple[str, ...]:
    """Name the bindings that a surface does not obey, each with a sentence."""
    return tuple(
        f"{each.trigger} is fixed on the {profile.device}; bind another pad"
        for each in bindings
        if isinstance(each.trigger, MidiNote) and each.trigger.note in profile.fixed
    )


def _is_free(trigger: Trigger, fixed: frozenset[int]) -> TypeGuard[Played]:
    """Whether a trigger is of MIDI, and no button that is fixed."""
    return isinstance(trigger, MidiControl) or (isinstance(trigger, MidiNote) and trigger.note not in fixed)


def _spread(notes: Iterable[int], meanings: Iterable[Meaning]) -> dict[Played, Meaning | None]:
    """Give the pads their meanings in order, as far as either goes."""
    return {MidiNote(note): meaning for note, meaning in zip(notes, meanings, strict=False)}


def _armed(action: Action) -> Meaning:
    """On a surface with a shift a fault fires only under it, also where a show has put it on another pad."""
    if isinstance(action, Do) and isinstance(action.intent, Inject):
        return FaultPad(action.intent.fault)
    return action


def _main_list(outline: ShowOutline) -> str:
    """Choose the list that GO plays: ``main``, or the first where there is none."""
    lists = [cue.list for cue in outline.cues]
    return lists[0] if lists and MAIN not in lists else MAIN
