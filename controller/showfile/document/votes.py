"""The block of a vote: a question to visitors, and what each answer sets going."""

from typing import Annotated, Final

from pydantic import Field

from controller.model.vote import (
    FEWEST_OPTIONS,
    LONGEST_OPEN_S,
    LONGEST_OPTION,
    MOST_OPTIONS,
    MOST_VOTERS,
    SHORTEST_S,
    Tie,
)
from controller.showfile.document.actions import ACTIONS, Actions
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import Words, choice, text_between, time_between, whole_between

LONGEST_QUESTION: Final = 200


class VoteBlock(Block):
    """A vote: a question to visitors, and what each answer sets going."""

    ask: Annotated[str, text_between(1, LONGEST_QUESTION)] = Field(description="The question, as visitors read it.")
    options: Annotated[
        dict[str, Annotated[Actions | None, ACTIONS]],
        Words(f"answer: what it does, {FEWEST_OPTIONS} to {MOST_OPTIONS} of them"),
    ] = Field(
        description="The answers, as visitors read them, and what happens if one wins: the words of a cue's `do`. One "
        f"with nothing after it sets nothing going. An answer has at most {LONGEST_OPTION} characters."
    )
    open_s: Annotated[float, time_between(SHORTEST_S, LONGEST_OPEN_S)] = preset(
        "30s", "How long it is open.", alias="for"
    )
    least: Annotated[int, whole_between(1, MOST_VOTERS)] = Field(
        default=1, description="So many must vote, or nothing happens."
    )
    tie: Annotated[Tie, choice("first", "none")] = Field(
        default="first",
        description="Who wins of several with the most votes: the `first` of them in the file, or `none`.",
    )
    again: Annotated[float, time_between(0, 24 * 3600)] = preset(
        "0s", "So long after it was counted it cannot be opened again."
    )
