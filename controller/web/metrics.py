"""``/metrics``: the health of engine and nodes as Prometheus text (exposition format 0.0.4)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

from controller.model.snapshot import GuardView, NodeState, NodeView, Snapshot, StageTiming

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
STATES: Final = get_args(NodeState)
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def render(snapshot: Snapshot, timings: Sequence[StageTiming] = ()) -> str:
    """Write what a monitoring system wants to know.

    Args:
        snapshot: everything that moves.
        timings: of the stages of the frame.

    Returns:
        Lines of text, a line feed at the end.
    """
    engine, guard = snapshot.engine, snapshot.guard
    refused = [({"peer": peer}, count) for peer, count in sorted(engine.bad_input.items())]
    return "".join(
        (
            _metric("tick", "gauge", "Tick of the night.", [({}, snapshot.tick)]),
            _metric("grand_master", "gauge", "Grand master, 0 to 1.", [({}, snapshot.grand_master)]),
            _metric("blackout", "gauge", "1 while the blackout is latched.", [({}, int(snapshot.blackout))]),
            _metric("faults", "gauge", "Faults that act now.", [({}, len(snapshot.faults))]),
            _metric("late_ticks_total", "counter", "Ticks that began too late.", [({}, engine.late)]),
            _metric("skipped_ticks_total", "counter", "Ticks never painted.", [({}, engine.skipped)]),
            _metric("stage_errors_total", "counter", "Frames held by an error.", [({}, engine.stage_errors)]),
            _metric("night_unwritten", "gauge", "1 while the disk takes no log.", [({}, int(bool(engine.unwritten)))]),
            _metric("refused_inputs_total", "counter", "Bad input by peer.", refused),
            _metric("stage_microseconds", "gauge", "Time of one stage of the frame, lately.", _by_stage(timings)),
            _metric("guard_acted_total", "counter", "Frames the guard held back.", [({}, guard.acted)]),
            _metric("guard_zone_acted_total", "counter", "The same by zone.", _by_zone(guard)),
            _metric("guard_transitions", "gauge", "The most in one second tonight.", [({}, guard.transitions)]),
            _metric("odd_values_total", "counter", "Values that were no numbers.", [({}, guard.odd_values)]),
            _metric("node_up", "gauge", "1 while a node answers, NaN = it cannot.", _by_node(snapshot.nodes, "up")),
            _metric("node_state", "gauge", "1 for the state a node is in.", _by_state(snapshot.nodes)),
            _metric("node_packets_total", "counter", "Packets sent.", _by_node(snapshot.nodes, "packets")),
            _metric("node_errors_total", "counter", "Sends that failed.", _by_node(snapshot.nodes, "errors")),
        )
    )


def _by_zone(guard: GuardView) -> list[tuple[dict[str, str], float]]:
    return [({"zone": zone}, frames) for zone, frames in sorted(guard.zones.items())]


def _by_stage(timings: Sequence[StageTiming]) -> list[tuple[dict[str, str], float]]:
    """Give the median, the 99th percentile and the longest of each stage."""
    return [
        ({"stage": each.stage, "quantile": quantile}, round(value, 1))
        for each in timings
        for quantile, value in (("0.5", each.p50_us), ("0.99", each.p99_us), ("1", each.max_us))
    ]


def _by_node(nodes: Iterable[NodeView], what: Literal["up", "packets", "errors"]) -> list[tuple[dict[str, str], float]]:
    """Give one sample a node."""
    return [({"node": node.id, "protocol": node.protocol}, _of_node(node, what)) for node in nodes]


def _of_node(node: NodeView, what: Literal["up", "packets", "errors"]) -> float:
    """Give a number; of a node that cannot answer none is known, and a line that is missing would raise no alarm."""
    if what == "up":
        return math.nan if node.state == "unknown" else float(node.state in {"ok", "returned"})
    return node.packets if what == "packets" else node.errors


def _by_state(nodes: Iterable[NodeView]) -> list[tuple[dict[str, str], float]]:
    """Give one sample for each state a node can be in, so that all of them are there from the start."""
    return [
        ({"node": node.id, "protocol": node.protocol, "state": state}, int(state == node.state))
        for node in nodes
        for state in STATES
    ]


def _metric(
    name: str, kind: Literal["counter", "gauge"], text: str, samples: Iterable[tuple[Mapping[str, str], float]]
) -> str:
    full = f"kintsugi_{name}"
    lines = [f"# HELP {full} {text}", f"# TYPE {full} {kind}"]
    for labels, value in samples:
        inside = ",".join(f'{key}="{label.translate(_ESCAPES)}"' for key, label in labels.items())
        number = "NaN" if math.isnan(value) else value
        lines.append(f"{full}{{{inside}}} {number}" if inside else f"{full} {number}")
    return "\n".join(lines) + "\n"
