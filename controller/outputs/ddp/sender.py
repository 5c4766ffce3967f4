"""Station 16, DDP: the sender of one node: a whole frame on change, and one as a sign of life.

Takes the tick and the node's rows, hands datagrams to its link. How the rows become packets is told by their ``bay``.
"""

from collections.abc import Sequence

from controller.model.patch import Node
from controller.outputs.ddp.bay import Strips
from controller.outputs.link import Outlet
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.universes import UniverseSender
from controller.wire.ddp import Pixels


class DdpSender(UniverseSender):
    """Feeds one DDP node. DDP has no word for the end, and no answer."""

    def __init__(
        self, node: Node, used: Sequence[int], *, pixels: Pixels, fps: int, link: Outlet, resumed: bool
    ) -> None:
        """Write all headers.

        Args:
            node: whose rows.
            used: slots of each row that are patched, counted from slot 1 to the last one.
            pixels: what the bytes are.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
            resumed: see ``UniverseSender``.
        """
        self._strips = Strips.of_node(used, pixels, keep_alive_ticks(node, fps))
        to = [(node.host, node.port)] * len(self._strips.packets)
        super().__init__(node, self._strips, to=to, fps=fps, link=link, resumed=resumed)

    def leave(self, stays: Sequence[bool]) -> list[int]:
        """Stop sending; give the number of the very last packet."""
        return super().leave(stays)[-1:]

    def go_on(self, numbers: Sequence[int | None]) -> None:
        """Count on from the last packet that another sent."""
        for number in numbers:
            if number is not None:
                self._strips.go_on(number)
