"""Votes: what each answer does is found in the show, and nothing of it may reach what denies visitors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from controller.model.action import CueAction, MidiMessage, OscMessage
from controller.model.intent import Goto, Load
from controller.model.vote import FEWEST_OPTIONS, LONGEST_OPTION, MOST_OPTIONS, Option, Vote
from controller.showfile.document.actions import CUE_VERBS
from controller.showfile.document.kind import shown
from controller.showfile.document.votes import VoteBlock
from controller.showfile.report import Report
from controller.showfile.resolve.actions import ActionFinder
from controller.showfile.resolve.names import check_names
from controller.showfile.tree import Path

_VERB_OF: Final[Mapping[str, str]] = {"goto": "cue", **{verb.replace(" ", "-"): verb for verb in CUE_VERBS}}

_NAMES: Final = ("list", "fault", "recovery", "vote", "paint", "story")


def build_votes(blocks: Mapping[str, VoteBlock], finder: ActionFinder, report: Report, *, main: str) -> dict[str, Vote]:
    """Build the votes, in the order of the file.

    Args:
        blocks: by name.
        finder: finds what their answers do.
        report: takes names and answers that cannot be.
        main: the list of a cue that names none.
    """
    check_names(report, "votes", blocks)
    return {name: _built(name, block, finder, report, main) for name, block in blocks.items()}


def _built(name: str, block: VoteBlock, finder: ActionFinder, report: Report, main: str) -> Vote:
    path: Path = ("votes", name, "options")
    count = len(block.options)
    if not FEWEST_OPTIONS <= count <= MOST_OPTIONS and report.is_whole(path):
        has = "1 answer" if count == 1 else f"{count} answers"
        report.error(path, f"a vote with {has} is none; write {FEWEST_OPTIONS} to {MOST_OPTIONS}", key=True)
    options = []
    for label, do in block.options.items():
        where = (*path, label)
        if label != label.strip() or not 0 < len(label) <= LONGEST_OPTION or not label.isprintable():
            said = f"{shown(label)} is no answer; write 1 to {LONGEST_OPTION} characters that can be read"
            report.error(where, said, key=True)
        actions = () if do is None else tuple(finder.actions(where, do, main))
        options.append(Option(label, actions, words_of(actions)))
    return Vote(name, block.ask, tuple(options), block.open_s, block.least, block.tie, block.again)


def words_of(actions: Sequence[CueAction]) -> str:
    """Say what actions do, as a show file writes them."""
    return ", ".join(_words(actions)) or "nothing"


def _words(actions: Sequence[CueAction]) -> Iterator[str]:
    for action in actions:
        match action:
            case OscMessage():
                yield f"OSC {action.address}"
            case MidiMessage():
                yield f"MIDI {action.what} {action.number} to {action.device}"
            case Goto(cue, of) | Load(cue, of):
                yield f"{_VERB_OF[action.kind]} {cue} of {of}"
            case _:
                names = (str(getattr(action, key)) for key in _NAMES if hasattr(action, key))
                yield " ".join((_VERB_OF[action.kind], *names))
