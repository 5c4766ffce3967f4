"""The ballot boxes: whatever visitors say while the engine still takes what came before goes up as one intent.

So there is never more than one of them under way, and thousands of phones cost the engine one intent a frame.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from controller.model.seam import Seam
from controller.model.snapshot import Ack
from controller.model.visits import Ballots, Strokes, Tales
from controller.model.vote import MOST_BALLOTS

SOURCE: Final = "visitors"
_FULL: Final = Ack(0, 0, ok=False, text="too many chose at the same moment; choose again")
_LOST: Final = Ack(0, 0, ok=False, text="your choice did not arrive; choose again")


@dataclass(eq=False, slots=True)
class _Batch:
    """Ballots that go up together, and the answer to all of them."""

    vote: str
    answered: "asyncio.Future[Ack]"
    cast: dict[str, str] = field(default_factory=dict)


class BallotBox:
    """Gathers ballots and hands them in.

    Args:
        seam: to the engine.
        kind: what it gathers: ballots of a vote, strokes of a painting, or tales of a story.
    """

    def __init__(self, seam: Seam, kind: type[Ballots] | type[Strokes] | type[Tales]) -> None:
        self._seam = seam
        self._kind = kind
        self._gathering: _Batch | None = None
        self._carrying = asyncio.Lock()

    async def cast(self, vote: str, voter: str, answer: str) -> Ack:
        """Hand in a ballot, and wait until the engine has counted it or refused it."""
        batch = self._gathering
        if batch is not None and batch.vote == vote:
            if len(batch.cast) >= MOST_BALLOTS and voter not in batch.cast:
                return _FULL
            batch.cast[voter] = answer
            return await asyncio.shield(batch.answered)
        batch = self._gathering = _Batch(vote, asyncio.get_running_loop().create_future())
        batch.cast[voter] = answer
        return await self._carry(batch)

    async def _carry(self, batch: _Batch) -> Ack:
        """Hand a batch in once the one before it was answered; whoever began it does it for all."""
        answer = _LOST
        try:
            async with self._carrying:
                if self._gathering is batch:
                    self._gathering = None
                intent = self._kind(batch.vote, batch.cast)
                answer = await self._seam.submit(intent, source=SOURCE, role="visitor")
        finally:
            if self._gathering is batch:
                self._gathering = None
            if not batch.answered.done():
                batch.answered.set_result(answer)
        return answer
