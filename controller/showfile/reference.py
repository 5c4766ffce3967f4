"""The tables of the reference page, made from the document models, so that page and program cannot differ.

``python -m controller.showfile.reference < docs/reference/show-file.md`` prints the page with fresh tables.
"""

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Final, TypeGuard, get_args, get_origin

from pydantic.fields import FieldInfo

from controller.model.units import COLORS
from controller.showfile.document.actions import SendBlock
from controller.showfile.document.base import Block
from controller.showfile.document.bindings import BindingBlock
from controller.showfile.document.consent import ConsentBlock
from controller.showfile.document.cues import CueBlock, ListBlock, PanicBlock
from controller.showfile.document.effects.block import EffectBlock
from controller.showfile.document.faults import EnvelopeBlock, FaultBlock, StormPartBlock
from controller.showfile.document.kind import Kind, Words
from controller.showfile.document.layout import ArcBlock, LayoutBlock, PictureBlock
from controller.showfile.document.listen import ArtnetInBlock, ListenBlock, SacnInBlock
from controller.showfile.document.looks import LookLine, PaletteBlock
from controller.showfile.document.paint import PaintBlock
from controller.showfile.document.policy import LoosenBlock, PolicyBlock
from controller.showfile.document.recoveries import (
    BlendBlock,
    EmbraceBlock,
    GatherBlock,
    MendBlock,
    PhaseBlock,
    QuantiseBlock,
    RecoveryBlock,
    RippleBlock,
    SafeBlock,
    ScatterBlock,
    SeamBlock,
    SortBlock,
    WhenBlock,
)
from controller.showfile.document.recoveries import BreatheBlock as BreathBlock
from controller.showfile.document.rig import FixtureBlock, NodeBlock
from controller.showfile.document.sensors import SensorBlock
from controller.showfile.document.stories import StoryBlock
from controller.showfile.document.submasters import SubmasterBlock
from controller.showfile.document.timecode import TimecodeBlock
from controller.showfile.document.times import LoopBlock, PartBlock, SplitBlock, TimeBlock
from controller.showfile.document.votes import VoteBlock
from controller.showfile.document.whole import Document, ShowBlock

BEGIN: Final = "<!-- The tables below are made by controller/showfile/reference.py; do not edit them by hand. -->"
END: Final = "<!-- End of the tables. -->"


def effect_blocks() -> Iterator[tuple[str, type[Block]]]:
    """Give the kinds of effects and their blocks."""
    for name, field in EffectBlock.model_fields.items():
        yield from ((name, part) for part in get_args(field.annotation) if _is_block(part))


def _is_block(part: object) -> TypeGuard[type[Block]]:
    return isinstance(part, type) and issubclass(part, Block)


_SECTIONS: Final[tuple[tuple[str, type[Block]], ...]] = (
    ("The file", Document),
    ("show", ShowBlock),
    ("nodes: one node", NodeBlock),
    ("fixtures: one fixture", FixtureBlock),
    ("layout", LayoutBlock),
    ("layout: arc", ArcBlock),
    ("layout: picture", PictureBlock),
    ("palettes: one palette", PaletteBlock),
    ("looks: one line", LookLine),
    ("cues: one cue", CueBlock),
    ("fade, delay", SplitBlock),
    ("times: one attribute", TimeBlock),
    ("parts: one part", PartBlock),
    ("loop", LoopBlock),
    ("do: one message", SendBlock),
    ("effect", EffectBlock),
    *((f"effect: {name}", block) for name, block in effect_blocks()),
    ("lists: one list", ListBlock),
    ("submasters: one submaster", SubmasterBlock),
    ("sensors: one sensor", SensorBlock),
    ("timecode", TimecodeBlock),
    ("panic", PanicBlock),
    ("faults: one fault", FaultBlock),
    ("envelope", EnvelopeBlock),
    ("parts: one part of a storm", StormPartBlock),
    ("recoveries: one recovery", RecoveryBlock),
    ("when", WhenBlock),
    ("votes: one vote", VoteBlock),
    ("paint: one painting", PaintBlock),
    ("stories: one story", StoryBlock),
    ("consent: one line", ConsentBlock),
    ("phases: one phase", PhaseBlock),
    ("embrace", EmbraceBlock),
    ("quantise", QuantiseBlock),
    ("ripple", RippleBlock),
    ("blend", BlendBlock),
    ("sort", SortBlock),
    ("scatter", ScatterBlock),
    ("gather", GatherBlock),
    ("seam", SeamBlock),
    ("phase breathe", BreathBlock),
    ("safe", SafeBlock),
    ("mend", MendBlock),
    ("bindings", BindingBlock),
    ("listen", ListenBlock),
    ("listen: sacn", SacnInBlock),
    ("listen: artnet", ArtnetInBlock),
    ("policy", PolicyBlock),
    ("policy: loosen", LoosenBlock),
)


def reference_tables() -> str:
    """Write one table for each block, and the names of the colours, as Markdown."""
    parts = [f"### {title}\n\n{_table(block)}" for title, block in _SECTIONS]
    colours = ", ".join(f"`{name}`" for name in COLORS)
    return "\n\n".join([*parts, f"### Colours with a name\n\n{colours}."])


def with_fresh_tables(page: str) -> str:
    """Put fresh tables into a page, between its two marks.

    Raises:
        ValueError: the page has lost a mark.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page needs the lines {BEGIN!r} and {END!r}; put them back")
    return f"{before}{begin}\n\n{reference_tables()}\n\n{end}{after}"


def _table(block: type[Block]) -> str:
    rows = [f"{_prose(block)}\n", "| key | what to write | if left out | meaning |", "|---|---|---|---|"]
    for name, field in block.model_fields.items():
        cells = (f"`{field.alias or name}`", _what(field), _default(field), field.description or "")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _prose(block: type[Block]) -> str:
    lines = (line.strip() for line in (block.__doc__ or "").strip().splitlines())
    return " ".join(line for line in lines if line)


def _what(field: FieldInfo) -> str:
    """Say what may be written: the words of its kind, or the keys of its block."""
    for mark in _marks(field):
        if isinstance(mark, (Words, Kind)):
            return mark.words
    blocks = [part for part in (field.annotation, *get_args(field.annotation)) if _is_block(part)]
    return "a block of keys" if blocks else "a value"


def _marks(field: FieldInfo) -> Iterator[object]:
    """Give the marks of a field; pydantic keeps those of ``X | None`` inside the annotation."""
    yield from field.metadata
    for part in (field.annotation, *get_args(field.annotation)):
        if get_origin(part) is Annotated:
            yield from get_args(part)[1:]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    default = field.default
    if default is None or default == "" or isinstance(default, (Block, dict)):
        return "-"
    if isinstance(default, list):
        return ", ".join(f"`{item}`" for item in default)
    if isinstance(default, tuple):
        return f"`[{', '.join(f'{axis:g}' for axis in default)}]`"
    return f"`{default}`" if isinstance(default, str) else f"`{json.dumps(default)}`"


if __name__ == "__main__":
    sys.stdout.write(with_fresh_tables(sys.stdin.read()))
