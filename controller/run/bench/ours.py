"""What our senders do by themselves: frames in which every slot moves, with the rests of the C loop between them.

As in the engine, each frame stands in an array of its own, and has just been written when it is sent.
"""

import time
from typing import Final

import numpy as np

from controller.outputs.artnet.links import UdpLinks
from controller.outputs.outputs import WELCOME_TICKS, Identity, Outputs
from controller.run.bench.scene import scene_text
from controller.run.bench.stand import FPS, show_of

_FRAMES: Final = 8


class OurSenders:
    """Whole frames to nodes of this machine, with suppression, sequence numbers and health as in every night."""

    def __init__(self, port: int, nodes: int, a_node: int, rest_s: float) -> None:
        """Open them.

        Args:
            port: of the nodes.
            nodes: how many.
            a_node: universes of each.
            rest_s: after each frame, for those who receive it.
        """
        universes = nodes * a_node
        show = show_of(scene_text("playback", universes, host="127.0.0.1", port=port, fps=FPS, a_node=a_node))
        self._outputs = Outputs(
            show,
            identity=Identity(cid=bytes(range(16)), source_name="Kintsugi bench", night=0, resumed=False),
            open_link=UdpLinks().open,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        self._frames = np.random.default_rng(1).integers(0, 256, (_FRAMES, universes, 512), np.uint8)
        self._tick = 0
        self._rest_s = rest_s
        self.send(2 * WELCOME_TICKS, 0)

    def send(self, uncounted: int, counted: int) -> float:
        """Send so many frames, of which the first do not count.

        Returns:
            CPU seconds that sending took.
        """
        used, send, first = 0.0, self._outputs.send, self._tick
        for tick in range(first, first + uncounted + counted):
            slots = self._frames[tick % _FRAMES].copy()
            began = time.process_time()
            send(tick, slots)
            ended = time.process_time()
            if tick >= first + uncounted:
                used += ended - began
            if self._rest_s:
                time.sleep(self._rest_s)
        self._tick = first + uncounted + counted
        return used

    def close(self) -> None:
        """Give the sockets back."""
        self._outputs.close()
