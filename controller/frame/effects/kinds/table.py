"""Which function draws which motion: the one table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from controller.frame.effects.kinds.along import chase, gradient, rainbow, scanner, wave
from controller.frame.effects.kinds.around import radial, ripple
from controller.frame.effects.kinds.fire import fire
from controller.frame.effects.kinds.lettering import lettering
from controller.frame.effects.kinds.noise import noise
from controller.frame.effects.kinds.plasma import plasma
from controller.frame.effects.kinds.sparkle import sparkle
from controller.frame.effects.kinds.together import breathe, strobe
from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.model import effect as effects

# Each maker takes its own kind of motion; this table alone pairs them, so Any stands for "its own kind".
FIELDS: Mapping[type, Callable[[Any, Place, int], Field]] = MappingProxyType(
    {
        effects.Wave: wave,
        effects.Breathe: breathe,
        effects.Strobe: strobe,
        effects.Sparkle: sparkle,
        effects.Chase: chase,
        effects.Scanner: scanner,
        effects.Rainbow: rainbow,
        effects.Gradient: gradient,
        effects.Ripple: ripple,
        effects.Radial: radial,
        effects.Noise: noise,
        effects.Plasma: plasma,
        effects.Fire: fire,
        effects.Lettering: lettering,
    }
)
