"""AKAI APC mini mk2: its numbers and what its pads mean. How-to: ``docs/how-to/trigger-from-midi.md``.

    56 … 63   cues           112  GO
    48 … 55   cues           113  BACK
    40 … 47   cues           114  PAUSE / RESUME
    32 … 39   cues           115  APPROVE
    24 … 31   faults         116  DISMISS
    16 … 23   faults         117  ARM (shift)
     8 … 15   recoveries     118  HALT
     0 …  7   -              119  PANIC
   100 … 107  BLACKOUT, -, -, -, -, -, page before, next page     122  SHIFT
   cc 48 … 55  submasters    cc 56  grand master

Pads: the velocity is a colour of the palette, the channel what it does: 1-7 brightness 10 % to 100 %, 8-11 pulse, 12-16
blink, the slowest last. Buttons have one colour and listen on channel 1: 0 dark, 1 lit, 2 blinking.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.inputs.midi.meaning import Meaning, Shift, Sign, TurnPage
from controller.inputs.midi.profile import Light, Profile
from controller.model.binding import Decide, Do, PauseOrResume, SetLevel
from controller.model.intent import Back, Blackout, Go, Halt, Panic

_WHITE: Final = 3
_RED: Final = 5
_AMBER: Final = 9
_YELLOW: Final = 12
_GREEN: Final = 21
_BLUE: Final = 67

_DIM: Final = 2
_FULL: Final = 7
_PULSE: Final = 11
_BLINK: Final = 16

_PAD_LIGHTS: Final = {
    Sign.DARK: Light(0, 1),
    Sign.READY: Light(_BLUE, _FULL),
    Sign.ON: Light(_BLUE, _BLINK),
    Sign.STORED: Light(_WHITE, _DIM),
    Sign.NEXT: Light(_YELLOW, _FULL),
    Sign.RUNNING: Light(_GREEN, _FULL),
    Sign.ARMABLE: Light(_AMBER, _FULL),
    Sign.ARMED: Light(_RED, _BLINK),
    Sign.ACTIVE: Light(_RED, _FULL),
    Sign.PROPOSED: Light(_WHITE, _PULSE),
    Sign.RECOVERING: Light(_WHITE, _FULL),
}

_LIT: Final = Light(1, 1)
_BLINKING: Final = Light(2, 1)
_BUTTON_LIGHTS: Final = {
    Sign.DARK: Light(0, 1),
    Sign.READY: _LIT,
    Sign.ON: _BLINKING,
    Sign.STORED: Light(0, 1),
    Sign.NEXT: _LIT,
    Sign.RUNNING: _LIT,
    Sign.ARMABLE: Light(0, 1),
    Sign.ARMED: _BLINKING,
    Sign.ACTIVE: _LIT,
    Sign.PROPOSED: _BLINKING,
    Sign.RECOVERING: _LIT,
}


def _row(number: int) -> tuple[int, ...]:
    """Give the notes of a row of the grid, 1 at the bottom."""
    return tuple(range(8 * (number - 1), 8 * number))


def _buttons(list_id: str) -> Mapping[int, Meaning]:
    return {
        112: Do(Go(list_id)),
        113: Do(Back(list_id)),
        114: PauseOrResume(list_id),
        115: Decide("approve"),
        116: Decide("dismiss"),
        117: Shift(),
        118: Do(Halt()),
        119: Do(Panic()),
        100: Do(Blackout()),
        106: TurnPage(-1),
        107: TurnPage(1),
        122: Shift(),
    }


APC_MINI_MK2: Final = Profile(
    id="apc-mini-mk2",
    device="APC mini mk2",
    hello=bytes.fromhex("F0 47 7F 4F 60 00 04 41 09 01 04 F7"),
    cue_rows=tuple(_row(number) for number in (8, 7, 6, 5)),
    fault_rows=tuple(_row(number) for number in (4, 3)),
    recovery_row=_row(2),
    spare_row=_row(1),
    buttons=_buttons,
    fixed=frozenset(range(112, 120)),
    faders=MappingProxyType({**dict.fromkeys(range(48, 56)), 56: SetLevel("grand-master")}),
    pad_lights=MappingProxyType(_PAD_LIGHTS),
    button_lights=MappingProxyType(_BUTTON_LIGHTS),
)
