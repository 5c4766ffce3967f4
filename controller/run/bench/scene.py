"""The reference scenes: shows of any size, made of nodes of 64 sACN universes of RGB cells.

*playback* crossfades for ever between two pictures; *full* has four layers, one effect, one fault on a tenth of the
cells and one recovery. Both are show files like any other, so a bench measures the way every show takes.
"""

from typing import Final, Literal, TypeAlias

SceneName: TypeAlias = Literal["playback", "full"]

UNIVERSES_A_NODE: Final = 64
LAYERS: Final = ("second", "third", "fourth")
"""Lists of *full* beside the main one."""
CELLS_A_UNIVERSE: Final = 170
_COLUMNS: Final = 340
_FADE_S: Final = 5
_FADES: Final = 200


def scene_text(
    scene: SceneName, universes: int, *, host: str, port: int, fps: int, a_node: int = UNIVERSES_A_NODE
) -> str:
    """Write the show file of a scene.

    Args:
        scene: which.
        universes: how many, >= 1; 512 slots each, of which 510 are cells.
        host: ``127.x.y.z``: every node gets an address of its own from there on; any other: all nodes share it.
        port: of the nodes.
        fps: frames a second.
        a_node: universes of each node.
    """
    nodes, fixtures, names = [], [], []
    for number, first in enumerate(range(0, universes, a_node)):
        count = min(a_node, universes - first) * CELLS_A_UNIVERSE
        address = node_address(host, number)
        nodes.append(f"  node-{number + 1}: {{protocol: sacn, to: '{address}:{port}'}}")
        layout = f"{{grid: [{_COLUMNS}, {-(-count // _COLUMNS)}], spacing: 0.05, origin: [{number * 20}, 0, 0]}}"
        fixtures.append(
            f"  block{number + 1}: {{profile: generic/rgb, count: {count}, layout: {layout},"
            f" at: node-{number + 1} {first + 1}/1}}"
        )
        names.append(f"block{number + 1}")
    everything = ", ".join(names)
    return "\n".join(
        [
            f"show: {{name: Bench {scene}, fps: {fps}, seed: 1, on_exit: hold}}",
            "nodes:",
            *nodes,
            "fixtures:",
            *fixtures,
            f"zones: {{all: '{everything}', half: '{', '.join(names[::2])}'}}",
            *(_PLAYBACK if scene == "playback" else _FULL),
        ]
    )


def node_address(host: str, number: int) -> str:
    """Give node ``number`` (from 0) its address: one of its own on loopback, else the one there is."""
    if not host.startswith("127."):
        return host
    return f"127.1.{number // 250}.{number % 250 + 1}"


_PLAYBACK: Final = (
    "looks:",
    "  one: {all: {color: '#ff8020', level: 90%}}",
    "  two: {all: {color: '#2080ff', level: 60%}}",
    "cues:",
    *(
        f"  - {{cue: {number}, look: {('one', 'two')[number % 2]}, fade: {_FADE_S}s, follow: after 0s}}"
        for number in range(1, _FADES)
    ),
    f"  - {{cue: {_FADES}, look: one, fade: {_FADE_S}s}}",
)
_FULL: Final = (
    *_PLAYBACK,
    "policy: {go_lockout: 0s}",  # all lists begin at one tick
    "lists:",
    "  second: {priority: 1, cues: [{cue: 1, look: {half: {level: 70%}}, fade: 30s}]}",
    "  third: {merge: htp, cues: [{cue: 1, look: {all: {level: 30%}}, fade: 30s}]}",
    "  fourth:",
    "    priority: 2",
    "    cues:",
    "      - cue: 1",
    "        fade: 30s",
    "        look: {half: {color: '#80ff80'}}",
    "        effect: {wave: {on: all, of: hue, period: 12s, amount: 20%, length: 6}}",
    "faults:",
    "  storm: {kind: colour-shift, zone: all, share: 10%, amount: 0.5, for: 5min}",
    "  flick: {kind: flicker, zone: half, share: 10%, amount: 0.5, for: 5min}",
    "recoveries:",
    "  seam:",
    "    when: {kind: flicker}",
    "    mode: auto",
    "    phases: [{embrace: {gain: 1.5}, for: 4min}, {mend: {from: wound}, for: 8s}]",
)
