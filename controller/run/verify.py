"""Replay a night and compare it with what was noted while it ran."""

from dataclasses import dataclass
from pathlib import Path

from controller.frame.pipeline import Painter
from controller.model.snapshot import GuardView
from controller.run import journal as journals
from controller.run.evidence import Evidence, limits_of
from controller.run.journal import checksum_of
from controller.run.replay import beginning, replay
from controller.run.score.kept import shelf


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a replay found.

    Attributes:
        frames: how many were painted again.
        marks: checksums that were compared.
        differs: ticks whose slots were not the same.
        guard: what the guard did in the frames that were painted again.
    """

    frames: int
    marks: int
    differs: tuple[int, ...]
    guard: GuardView

    @property
    def is_equal(self) -> bool:
        """Whether every compared frame was the same, byte for byte."""
        return not self.differs

    @property
    def text(self) -> str:
        """The verdict in one sentence."""
        if self.differs:
            return f"{self.frames} frames painted again; the slots differ at ticks {', '.join(map(str, self.differs))}"
        return f"{self.frames} frames painted again; all {self.marks} checksums are the same"


def verify_night(folder: Path) -> Verdict:
    """Paint a night again from its journal and compare every checksum.

    Raises:
        JournalError: there is no night, or its journal cannot be read.
        ShowError: its show is no longer a good show file for this version.
        OSError: a file cannot be read.
    """
    log = journals.read(journals.journal_of(folder))
    shows = shelf(folder)
    show = shows(log.header.hash)
    painter = Painter(show)
    marks = {mark.tick: mark.checksum for mark in log.marks}
    frames, compared, differs = 0, 0, []
    seen, limits = Evidence(show.fps), limits_of(show, beginning(show, painter).state)
    for frame, position in replay(show, log, painter, beginning(show, painter), shows=shows):
        if frame is None:
            continue
        frames += 1
        limits = limits_of(shows(position.state.show or show.hash), position.state)
        seen.see(frame.held, limits, frame.tick)
        if frame.tick in marks:
            compared += 1
            if checksum_of(frame.slots.tobytes()) != marks[frame.tick]:
                differs.append(frame.tick)
    return Verdict(frames, compared, tuple(differs), seen.view(limits))
