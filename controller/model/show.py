"""A show: everything the show file says, resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from controller.model.binding import AnyBinding
from controller.model.condition import Condition
from controller.model.consent import Consent
from controller.model.cue import CueList
from controller.model.fault import FaultSpec
from controller.model.listen import NOBODY, Listening
from controller.model.look import Look
from controller.model.paint import Painting
from controller.model.palette import Palette
from controller.model.patch import Patch
from controller.model.policy import OnExit, PanicSpec, Policy
from controller.model.recovery import RecoverySpec
from controller.model.rig import Rig
from controller.model.sensor import Sensor
from controller.model.story import Story
from controller.model.submaster import Submaster
from controller.model.tempo import USUAL_BPM
from controller.model.timecode import Timecode
from controller.model.vote import Vote


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Show:
    """One show, ready to run.

    Attributes:
        name: for people.
        fps: ticks a second, 1..60, fixed for the night.
        seed: of all chance in the show.
        bpm: tempo at the start of a night, beats a minute.
        hash: SHA-256 of the show file's text, hex.
        faults: those the file declares, to be injected.
        found: trouble that nobody declares and detectors may find, such as ``silent:stage``.
        consents: what zones and fixtures allow, in the order of the file; later ones take precedence.
        conditions: what must hold while something is broken on purpose.
        bindings: what pads, faders and OSC messages of the show's own do, in the order of the file.
        submasters: by id, in the order of the file.
        immediate: GO, blackout, PANIC and the like are answered by a frame at once, not at its turn.
        listen: whose sACN and Art-Net is heard.
        palettes: by name.
        sensors: by id, in the order of the file.
        timecode: that the show follows, or None.
        votes: by id, in the order of the file.
        paintings: what visitors may paint, by id, in the order of the file.
        stories: what visitors may tell, by id, in the order of the file.
    """

    name: str
    fps: int
    seed: int
    hash: str
    rig: Rig
    patch: Patch
    looks: Mapping[str, Look]
    lists: Mapping[str, CueList]
    faults: Mapping[str, FaultSpec]
    found: Mapping[str, FaultSpec]
    recoveries: Mapping[str, RecoverySpec]
    policy: Policy
    panic: PanicSpec
    on_exit: OnExit
    bindings: tuple[AnyBinding, ...] = ()
    consents: tuple[Consent, ...] = ()
    conditions: tuple[Condition, ...] = ()
    submasters: Mapping[str, Submaster] = field(default_factory=lambda: MappingProxyType({}))
    bpm: float = USUAL_BPM
    listen: Listening = NOBODY
    immediate: bool = False
    palettes: Mapping[str, Palette] = field(default_factory=lambda: MappingProxyType({}))
    sensors: Mapping[str, Sensor] = field(default_factory=lambda: MappingProxyType({}))
    timecode: Timecode | None = None
    votes: Mapping[str, Vote] = field(default_factory=lambda: MappingProxyType({}))
    paintings: Mapping[str, Painting] = field(default_factory=lambda: MappingProxyType({}))
    stories: Mapping[str, Story] = field(default_factory=lambda: MappingProxyType({}))

    def trouble(self, fault_id: str) -> FaultSpec:
        """Look up a fault, declared or found.

        Raises:
            KeyError: neither.
        """
        return self.faults[fault_id] if fault_id in self.faults else self.found[fault_id]
