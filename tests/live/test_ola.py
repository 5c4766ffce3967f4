"""Another program shows our levels: OLA as a receiver of sACN and Art-Net, on the loopback."""

import time
from pathlib import Path

import numpy as np

from controller.model.patch import Node
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.building import Identity
from controller.outputs.outputs import Outputs
from tests.live.ola import PATIENCE_S, running_ola
from tests.outputs.shows import Patched, build_show

FPS = 44
SACN = Node("desk", "sacn", "127.0.0.1", 5568, priority=120, per_address=True)
ARTNET = Node("floor", "artnet", "127.0.0.1", 6454)


def test_ola_shows_our_levels_over_sacn_and_art_net(tmp_path: Path) -> None:
    patched = [Patched(f"tile-{n}", "desk", 0, 3 * n) for n in range(170)] + [Patched("wash", "floor", 1, 0)]
    outputs = Outputs(
        build_show([SACN, ARTNET], [("desk", 1), ("floor", 2)], patched, fps=FPS),
        identity=Identity(bytes(range(1, 17)), "Kintsugi", night=1, resumed=False),
        open_link=UdpLinks().open,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    slots = np.zeros((2, 512), np.uint8)
    slots[0] = np.arange(512) % 251
    slots[1] = np.arange(512) % 241
    with running_ola(tmp_path) as ola:
        ports = ola.ports()
        ola.listen(1, ports["E1.31"])
        ola.listen(2, ports["ArtNet"])
        until = time.monotonic() + PATIENCE_S
        held: tuple[list[int], list[int]] = ([], [])
        tick = 0
        while held != (slots[0].tolist(), slots[1].tolist()) and time.monotonic() < until:
            outputs.send(tick, slots)
            tick += 1
            time.sleep(1 / FPS)
            held = ola.levels(1), ola.levels(2)
        slots[:, 0] = 255
        for _ in range(FPS):
            outputs.send(tick, slots)
            tick += 1
            time.sleep(1 / FPS)
        changed = ola.levels(1)[0], ola.levels(2)[0]
        outputs.terminate()
        outputs.close()

    assert held[0][:510] == [number % 251 for number in range(510)]
    assert held[1] == [number % 241 for number in range(512)]
    assert changed == (255, 255)
