"""Station 16: what feeds one node: what is due at a tick, by the standard of its protocol.

Takes the tick and the node's rows, hands datagrams to its link. Time is ticks; a sender keeps no clock and never waits.
The senders themselves stand in a folder for each protocol.
"""

from typing import Protocol

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.wire.universe import Rows


def keep_alive_ticks(node: Node, fps: int) -> int:
    """Give the ticks between two packets of a picture that stands still: 0.9 to 1 s.

    A node that goes dark gets every frame: it then counts its silence from the first frame that is lost, as the guard
    does, and no two lost packets darken a picture that stands still.
    """
    return 1 if node.on_loss == "black" else fps - fps // 10


class Sender(Protocol):
    """Feeds one node."""

    def send(self, tick: int, rows: Rows) -> None:
        """Bring the node to a frame.

        Args:
            tick: of the frame; never runs back.
            rows: uint8 [rows of the node, 512], may be overwritten by the caller afterwards.
        """

    def refresh(self) -> None:
        """Forget that anything has arrived: the next frame goes out whole, whether it changed or not."""

    def is_silent(self, tick: int) -> bool:
        """Whether the node is taken for lost, as far as its protocol can tell. Cheap."""

    def terminate(self) -> None:
        """Say that no more will come, where the protocol can say it. Nothing is sent afterwards."""

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""

    def close(self) -> None:
        """Give everything back. May be called twice."""
