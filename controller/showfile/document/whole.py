"""The whole show file, and what holds for all of it."""

from dataclasses import replace
from typing import Annotated, Final, TypeAlias

from pydantic import Field, Tag

from controller.model.condition import Sentence
from controller.model.policy import OnExit
from controller.model.tempo import FASTEST_BPM, SLOWEST_BPM, USUAL_BPM
from controller.showfile.assets import LONGEST_NAME
from controller.showfile.document.base import SECTION, Block, one_of, preset
from controller.showfile.document.bindings import BindingBlock
from controller.showfile.document.consent import ConsentBlock
from controller.showfile.document.cues import CueBlock, ListBlock, LookBlock, PanicBlock
from controller.showfile.document.faults import FaultBlock
from controller.showfile.document.kind import Words, number_between, text_up_to, whole_between
from controller.showfile.document.listen import ListenBlock
from controller.showfile.document.looks import PaletteBlock
from controller.showfile.document.paint import PaintBlock
from controller.showfile.document.policy import PolicyBlock
from controller.showfile.document.recoveries import RecoveryBlock
from controller.showfile.document.rig import FixtureBlock, NodeBlock
from controller.showfile.document.sensors import SensorBlock
from controller.showfile.document.stories import StoryBlock
from controller.showfile.document.submasters import SubmasterBlock
from controller.showfile.document.timecode import TimecodeBlock
from controller.showfile.document.values import CONDITION, FLAG, ON_EXIT, SELECTOR
from controller.showfile.document.votes import VoteBlock
from controller.showfile.migrations import VERSION

USED_FILE: Final = replace(text_up_to(LONGEST_NAME), words="the name of a file", example="rig.yaml")


class ShowBlock(Block):
    """What holds for the whole show."""

    name: Annotated[str, text_up_to(120)] = Field(default="Untitled show", description="Its name, for people.")
    fps: Annotated[int, whole_between(1, 60)] = Field(default=44, description="Frames a second, fixed for the night.")
    seed: Annotated[int, whole_between(0, 2**53 - 1)] = Field(
        default=0,
        description="Of all chance in the show: the same seed gives the same sparkles and the same broken tiles.",
    )
    bpm: Annotated[float, number_between(SLOWEST_BPM, FASTEST_BPM)] = Field(
        default=USUAL_BPM, description="Beats a minute at the start of a night; tapping and MIDI clock change it."
    )
    immediate: Annotated[bool, FLAG] = Field(
        default=False,
        description="`true`: GO, BACK, GOTO, a fault, blackout, PANIC and HALT are answered by a frame at once.",
    )
    on_exit: Annotated[OnExit, ON_EXIT] = preset("fade 2s", "What the lights do when the show is stopped.")


_Selector: TypeAlias = Annotated[str, SELECTOR]
Zone: TypeAlias = Annotated[
    Annotated[_Selector, Tag("<word>")] | Annotated[list[_Selector], Tag("<list>")],
    one_of('write a selector such as "tile 1-128", or a list of selectors'),
]


_Use: TypeAlias = Annotated[
    Annotated[str, USED_FILE, Tag("<word>")] | Annotated[list[Annotated[str, USED_FILE]], Tag("<list>")],
    one_of("write the name of a file, or a list of names"),
]


class Document(Block):
    """A whole show file."""

    kintsugi: Annotated[int | None, whole_between(0, VERSION)] = Field(
        default=None, description="The version of the show file; left out, it is read as any of them."
    )
    use: Annotated[_Use | None, Words("the name of a file, or a list of them")] = Field(
        default=None,
        description="Files whose sections belong to this show too, from the folder of this file.",
    )
    show: Annotated[ShowBlock, SECTION] = Field(default=ShowBlock(), description="What holds for the whole show.")
    nodes: Annotated[dict[str, NodeBlock], SECTION, Words("name: node")] = Field(
        default={}, description="What on the network feeds the fixtures."
    )
    fixtures: Annotated[dict[str, FixtureBlock], SECTION, Words("name: fixture")] = Field(
        default={}, description="The rig."
    )
    zones: Annotated[dict[str, Zone], SECTION, Words("name: selector, or a list of selectors")] = Field(
        default={}, description="Names for parts of the rig; a zone may be made of zones."
    )
    palettes: Annotated[dict[str, PaletteBlock], SECTION, Words("name: palette")] = Field(
        default={}, description="Values with a name; looks that use one change with it."
    )
    looks: Annotated[dict[str, LookBlock], SECTION, Words("name: look")] = Field(
        default={}, description="Pictures that cues use by name."
    )
    cues: Annotated[list[CueBlock] | None, Words("a list of cues")] = Field(
        default=None, description="The cues of the list `main`, in order."
    )
    lists: Annotated[dict[str, ListBlock], SECTION, Words("name: cue list")] = Field(
        default={}, description="Further cue lists, that play beside `main`."
    )
    submasters: Annotated[dict[str, SubmasterBlock], SECTION, Words("name: submaster")] = Field(
        default={}, description="Faders of the show's own; the first eight lie on the faders of a surface."
    )
    sensors: Annotated[dict[str, SensorBlock], SECTION, Words("name: sensor")] = Field(
        default={}, description="What the room tells the show, and what follows it."
    )
    timecode: TimecodeBlock | None = Field(
        default=None, description="The time code that bindings follow; left out, none."
    )
    panic: Annotated[PanicBlock, SECTION] = Field(default=PanicBlock(), description="Where PANIC goes.")
    faults: Annotated[dict[str, FaultBlock], SECTION, Words("name: fault")] = Field(
        default={}, description="What can be broken on purpose."
    )
    recoveries: Annotated[dict[str, RecoveryBlock], SECTION, Words("name: recovery")] = Field(
        default={}, description="How a wound is mended. Of several that answer, the first is taken."
    )
    votes: Annotated[dict[str, VoteBlock], SECTION, Words("name: vote")] = Field(
        default={}, description="What visitors are asked, and what their answers set going."
    )
    paint: Annotated[dict[str, PaintBlock], SECTION, Words("name: paint")] = Field(
        default={}, description="What visitors may colour with their phones, each a cell of their own."
    )
    stories: Annotated[dict[str, StoryBlock], SECTION, Words("name: story")] = Field(
        default={}, description="What visitors may tell with their phones, for a fixture that shows text."
    )
    consent: Annotated[dict[str, ConsentBlock], SECTION, Words("selector: {faults, recovery, visitors}")] = Field(
        default={}, description="What zones and fixtures allow; left out, everything."
    )
    conditions: Annotated[
        list[Annotated[Sentence, CONDITION]] | None, Words("a list of conditions: `zone stage level >= 20%`, …")
    ] = Field(
        default=None,
        description="What must hold while something is broken on purpose: `zone stage level >= 20%`, "
        "`no frame older than 200ms`, `flash budget kept`, `guard not saturated`. What breaks one is withdrawn.",
    )
    bindings: Annotated[list[BindingBlock] | None, Words("a list of bindings")] = Field(
        default=None, description="What pads, faders, OSC messages of the show's own and slots of other consoles do."
    )
    listen: Annotated[ListenBlock, SECTION] = Field(
        default=ListenBlock(), description="Whose sACN and Art-Net the bindings hear."
    )
    policy: Annotated[PolicyBlock, SECTION] = Field(default=PolicyBlock(), description="What the house allows.")
