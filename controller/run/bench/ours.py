"""What our senders do by themselves: frames in which every slot moves, with the rests of the C loop between them.

As in the engine, each frame stands in an array of its own, and has just been written when it is sent.
"""

import time
from typing import Final

import numpy as np

from controller.outputs.artnet.links import UdpLinks
from controller.outputs.outputs import WELCOME_TICKS, Identity, Outputs
from controller.run.bench.peers import PACKETS, Peer, rest_words
from controller.run.bench.scene import scene_text
from controller.run.bench.stand import FPS, show_of

_FRAMES: Final = 8


def our_senders(port: int, nodes: int, a_node: int, rest_s: float) -> Peer:
    """Send whole frames to nodes of this machine, with suppression, sequence numbers and health as in every night.

    Args:
        port: of the nodes.
        nodes: how many.
        a_node: universes of each.
        rest_s: after each frame, for those who receive it.
    """
    universes = nodes * a_node
    show = show_of(scene_text("playback", universes, host="127.0.0.1", port=port, fps=FPS, a_node=a_node))
    outputs = Outputs(
        show,
        identity=Identity(cid=bytes(range(16)), source_name="Kintsugi bench", night=0, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    frames = np.random.default_rng(1).integers(0, 256, (_FRAMES, universes, 512), np.uint8)
    begin = 2 * WELCOME_TICKS
    for tick in range(begin):
        outputs.send(tick, frames[tick % _FRAMES])
    rounds = -(-PACKETS // universes)
    used = 0.0
    for tick in range(begin, begin + rounds):
        slots = frames[tick % _FRAMES].copy()
        began = time.process_time()
        outputs.send(tick, slots)
        used += time.process_time() - began
        if rest_s:
            time.sleep(rest_s)
    outputs.close()
    text = f"our senders, {nodes} node{'s' if nodes > 1 else ''} of {a_node} universe{'s' if a_node > 1 else ''}"
    return Peer(text + rest_words(rest_s), rounds * universes / used, "")
