"""The guard's numbers. Light is held in whole numbers, 65,535 = all the light of one colour's emitter.

Sources: WCAG 2.2, 2.3.1 with its definitions of general and red flash; ITU-R BT.1702; what video analysers call an
extended failure. Each threshold has a margin towards the safe side, for rounding and for lamps not quite as they say.
"""

from typing import Final

import numpy as np

FULL: Final = 65535
READINGS: Final = 6
"""Luminance, redness and the share of red, each for a linear and for a gamma-like lamp, in that order."""
LUMINANCE, REDNESS, SHARE = slice(0, 2), slice(2, 4), slice(4, 6)
"""Rows of the readings: pairs, linear and gamma."""

WEIGHTS: Final = (6966, 23436, 2366, 15)
"""0.2126, 0.7152 and 0.0722 of luminance in 32,768ths, and their bits: full light fits 32 bits. So finely, because of
two colours of nearly one luminance the guard must call the same one darker that a visitor's meter does: it is there
that a swing ends."""
WEIGHTS_OF_BRIGHT: Final = (435, 1465, 148, 11)
"""The same in 2048ths, where some cell gives more than full light: sixteen times as much fits then."""
COARSE: Final = 1
"""Bits of light that a reading does without: full light then fits a follower of sixteen bits with a sign."""
WHOLE: Final = FULL >> COARSE
"""A reading of full light, and of all the light being red."""
SWING: Final = round(0.088 * WHOLE)
"""A tenth of full light, less a margin."""
DARK: Final = round(0.80 * WHOLE)
"""A swing counts if its darker end is below this."""
RED_SWING: Final = round(0.062 * WHOLE)
"""R - G - B changes by 20/320, less a hair: swings that do not count turn the follower too, so it turns where the rule
turns."""
RED_PART: Final = 59
"""Hundredths: R / (R + G + B) >= 0.8 is the same as R - G - B >= 0.6 (R + G + B); less a margin."""
RED_SHARE: Final = round(0.795 * WHOLE)
"""R / (R + G + B) of a saturated red; less a margin."""
OTHER_SHARE: Final = round(0.672 * WHOLE)
"""No colour with a larger share of red (0.667) is further than 0.2 in CIE 1976 u'v' from any saturated red."""
DIM: Final = round(0.03 * FULL)
"""Below this R + G + B a light has no colour: in the dark chromaticity is noise, and its last colour stays. No margin:
a redder or paler moment that only the guard sees would end a swing too early."""

LEAST: Final = np.array([[SWING]] * 2 + [[RED_SWING]] * 2 + [[RED_SHARE - OTHER_SHARE]] * 2, np.int16)
"""How far a reading must come back to turn."""
FLOOR: Final = np.array([[0]] * 4 + [[OTHER_SHARE]] * 2, np.int16)
CEILING: Final = np.array([[DARK + SWING]] * 2 + [[WHOLE]] * 2 + [[RED_SHARE]] * 2, np.int16)
"""Readings are compared within these: so a fall among bright lights does not turn before it is below ``DARK``, and a
share of red turns only between a saturated red and a colour that is far from every one. Redness has no bounds."""

MANY: Final = 4
"""So many transitions in a second are *many*."""
LONGEST_RUN_S: Final = 3.25
FILLS: Final = 10
DRAINS: Final = 7
"""Tenths of time: that with many transitions fills a bucket of ``LONGEST_RUN_S`` at the one rate, other time drains it
at the other. In any 5 s the former is then at most (3.25 + 5 * 0.7) / 1.7 = 3.97 s; an analyser fails at 4 s."""
FULLEST: Final = 30000
"""Tenths of ticks a bucket holds at most; what a house lets through, and two seconds more, must fit."""
