"""One effect of a cue: exactly one kind."""

from typing import Annotated, TypeAlias

from pydantic import Field, Tag, model_validator

from controller.showfile.document.base import Block, one_of
from controller.showfile.document.effects.light import (
    BreatheBlock,
    ChaseBlock,
    FireBlock,
    GradientBlock,
    NoiseBlock,
    PlasmaBlock,
    RadialBlock,
    RainbowBlock,
    RippleBlock,
    ScannerBlock,
    SparkleBlock,
    StrobeBlock,
    WaveBlock,
)
from controller.showfile.document.effects.pictures import FigureBlock, GlyphBlock, ImageBlock, TextBlock


class EffectBlock(Block):
    """One effect: exactly one of these. Several stand in a list; later ones lie over earlier ones."""

    wave: WaveBlock | None = Field(default=None, description="A wave that travels through the rig.")
    chase: ChaseBlock | None = Field(default=None, description="Runners with a tail.")
    rainbow: RainbowBlock | None = Field(default=None, description="All colours travel through the rig.")
    breathe: BreatheBlock | None = Field(default=None, description="All cells rise and sink together.")
    sparkle: SparkleBlock | None = Field(default=None, description="Cells light up one by one, by chance.")
    noise: NoiseBlock | None = Field(default=None, description="Clouds that form and dissolve.")
    fire: FireBlock | None = Field(default=None, description="Flames that rise.")
    plasma: PlasmaBlock | None = Field(default=None, description="Waves that meet in flowing colours.")
    ripple: RippleBlock | None = Field(default=None, description="Rings that run outwards.")
    radial: RadialBlock | None = Field(default=None, description="Arms that turn about a place.")
    scanner: ScannerBlock | None = Field(default=None, description="A bar that runs to and fro.")
    gradient: GradientBlock | None = Field(default=None, description="Colours from one end to the other.")
    strobe: StrobeBlock | None = Field(default=None, description="On and off, within what the policy allows.")
    image: ImageBlock | None = Field(default=None, description="A picture or a film.")
    text: TextBlock | None = Field(default=None, description="A line of text that runs through.")
    glyph: GlyphBlock | None = Field(default=None, description="Signs, one after another.")
    circle: FigureBlock | None = Field(default=None, description="Beams draw a circle.")
    eight: FigureBlock | None = Field(default=None, description="Beams draw an eight that lies on its side.")
    fan: FigureBlock | None = Field(default=None, description="Beams open and close like a fan.")

    @model_validator(mode="after")
    def _one_kind(self) -> "EffectBlock":
        kinds = self.kinds()
        if not kinds:
            raise ValueError("an effect is one kind, such as wave, chase or fire; write one here")
        if len(kinds) > 1:
            raise ValueError(f"an effect is one kind, and here are {' and '.join(kinds)}; write several as a list")
        return self

    def kinds(self) -> tuple[str, ...]:
        """List the kinds that are written."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


Effects: TypeAlias = Annotated[
    Annotated[EffectBlock, Tag("<keys>")] | Annotated[list[EffectBlock], Tag("<list>")],
    one_of("write an effect such as {wave: {of: hue, period: 6s}}, or a list of them"),
]
