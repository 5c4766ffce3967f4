"""How many universes one process feeds in time: ``kintsugi bench line-rate``.

The real engine plays a reference scene over real sockets to a measuring receiver in another process; what the machine
took of its frames is told from what they took themselves. Beside it, in the same run: a plain C loop and the package
``sacn``.
"""

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from controller.model import intent as intents
from controller.model.intent import Intent
from controller.model.show import Show
from controller.model.snapshot import StageTiming
from controller.run.bench.beside import aside
from controller.run.bench.in_turns import FRAMES, UNCOUNTED, in_turns, shares_of
from controller.run.bench.ours import OurSenders
from controller.run.bench.peers import REST_S, NoLoopError, Peer, c_loop, sacn_package
from controller.run.bench.receiver import receive
from controller.run.bench.scene import LAYERS, UNIVERSES_A_NODE, SceneName, node_address, scene_text
from controller.run.bench.stand import ARRIVE_S, FPS, Run, Stand, run_now, show_of

PERCENTILES = (50, 90, 99, 99.9)


@dataclass(frozen=True, slots=True)
class LineRate:
    """What came of one run.

    Attributes:
        on_time: share of frames whose last packet was handed over before the next tick; the same of clean frames.
        arrived_on_time: share of frames of which the receiver had every packet before the next tick.
        clean: share of frames that the machine took nothing of.
        cpu_share: part of one core that the engine's process used.
        packets_per_cpu_second: of the whole engine; ``send_packets_per_second``: of its senders alone.
        lateness_ms: percentiles of the end of a frame after its tick.
        lost: packets that did not arrive; the one in ten seconds that names our universes goes elsewhere.
        load_s: from the show file's text to an engine that can play; ``first_frame_s``: to the first frame sent.
        memory_mb: the most this process ever held.
    """

    scene: str
    universes: int
    seconds: float
    on_time: float
    on_time_clean: float
    arrived_on_time: float
    clean: float
    cpu_share: float
    packets: int
    packets_per_cpu_second: float
    send_packets_per_second: float
    lateness_ms: dict[str, float]
    skipped: int
    lost: int
    load_s: float
    first_frame_s: float
    memory_mb: float
    stages: tuple[StageTiming, ...]
    peers: tuple[Peer, ...] = ()


def build_scene(scene: SceneName, universes: int, *, host: str, port: int) -> Show:
    """Read a reference scene as every show is read."""
    return show_of(scene_text(scene, universes, host=host, port=port, fps=FPS))


def first_intents(scene: SceneName) -> tuple[Intent, ...]:
    """Give what starts a scene."""
    if scene == "playback":
        return (intents.Go(),)
    layers = tuple(intents.Goto("1", name) for name in ("main", *LAYERS))
    return (*layers, intents.Inject("storm"), intents.Inject("flick"))


def measure(scene: SceneName, universes: int, seconds: float, *, host: str, port: int) -> LineRate:
    """Play a scene for some seconds and measure it.

    Raises:
        BenchError: it cannot be measured here.
    """
    nodes = -(-universes // UNIVERSES_A_NODE)
    addresses = [(node_address(host, number), port) for number in range(nodes)] if host.startswith("127.") else []
    begun = time.monotonic()
    stand = Stand(build_scene(scene, universes, host=host, port=port), first_intents(scene))
    loaded = time.monotonic()
    with aside(receive, addresses) as receiver:
        started = time.monotonic()
        run = run_now(stand, seconds)
    arrived, lost = _arrived(run, receiver.noted, stand.ended + ARRIVE_S / 2) if addresses else (0.0, 0)
    packets = int(run.packets[-1] - run.packets[0]) if len(run.packets) else 0
    return LineRate(
        scene=scene,
        universes=universes,
        seconds=seconds,
        on_time=run.on_time(),
        on_time_clean=run.on_time(clean=True),
        arrived_on_time=arrived,
        clean=float(run.clean.mean()),
        cpu_share=run.cpu_share,
        packets=packets,
        packets_per_cpu_second=packets / run.cpu_s,
        send_packets_per_second=packets / run.send_s if run.send_s else 0.0,
        lateness_ms=percentiles_ms(run.lateness),
        skipped=run.skipped,
        lost=lost,
        load_s=loaded - begun,
        first_frame_s=loaded - begun + stand.first_frame - started,
        memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        stages=stand.engine.timings.percentiles(),
    )


def peers_afresh(*, host: str, port: int, seconds: float) -> tuple[Peer, ...]:
    """Do it in a process of its own: what an engine leaves in one costs a tenth, and the C loop has its own as well."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(peers, host=host, port=port, seconds=seconds).result()


def peers(*, host: str, port: int, seconds: float) -> tuple[Peer, ...]:
    """Let the others send, to a receiver that takes it all; ``seconds``: for each comparison, about."""
    told: list[Peer] = []
    for nodes, a_node, rest_s in ((1, 8 * UNIVERSES_A_NODE, REST_S), (64, 1, REST_S), (64, 1, 0.0)):
        with aside(receive, [(node_address("127.", number), port) for number in range(nodes)]):
            told += _beside_c_loop(port, nodes, a_node, rest_s, seconds)
    with aside(receive, [(host, 5568)]):
        told.append(sacn_package(host, 64, seconds))
    return tuple(told)


def _beside_c_loop(port: int, nodes: int, a_node: int, rest_s: float, seconds: float) -> tuple[Peer, Peer]:
    """Let our senders and the C loop send in turns."""
    packets = FRAMES * nodes * a_node
    rest = "" if rest_s else ", without a rest"
    where = f"{nodes} node{'s' if nodes > 1 else ''}"
    mine = f"our senders, {where} of {a_node} universe{'s' if a_node > 1 else ''}{rest}"
    other = f"C sendto loop, {where}{rest}"
    with closing(OurSenders(port, nodes, a_node, rest_s)) as ours:
        try:
            with c_loop(port, nodes, a_node, rest_s) as theirs:
                used = in_turns(ours, theirs, seconds)
        except NoLoopError as error:
            return Peer(mine, packets / ours.send(UNCOUNTED, FRAMES), ""), Peer(other, 0.0, str(error))
    rates = packets / np.median(used, axis=1)
    return Peer(mine, float(rates[0]), "", shares_of(*used)), Peer(other, float(rates[1]), "")


def percentiles_ms(lateness: NDArray[np.float64]) -> dict[str, float]:
    """Give how late frames were complete, milliseconds.

    Args:
        lateness: float64 [frames], seconds.
    """
    found = np.percentile(lateness * 1000, PERCENTILES) if len(lateness) else np.zeros(len(PERCENTILES))
    return {f"p{part:g}": round(float(value), 3) for part, value in zip(PERCENTILES, found, strict=True)}


def _arrived(run: Run, came: NDArray[np.float64], ended: float) -> tuple[float, int]:
    """Hold what arrived against what was sent: share of frames that were whole before the next tick; packets lost."""
    if not len(came) or not len(run.packets):
        return 0.0, int(run.packets[-1]) if len(run.packets) else 0
    total = np.concatenate([[0], np.cumsum(came[:, 1])])
    until = run.earliest + 1 / run.fps
    by_then = total[np.searchsorted(came[:, 0], until)]
    lost = max(0, int(run.packets[-1] - total[np.searchsorted(came[:, 0], ended)]))
    before = max(0, int(run.packets[0] - total[np.searchsorted(came[:, 0], until[0])]))
    whole = by_then >= run.packets - min(lost, before)
    return float(whole.sum() / (len(whole) + run.skipped)), lost
