"""Which simulated nodes share a process."""

from controller.model.show import Show


def crews_of(show: Show) -> tuple[tuple[str, ...], ...]:
    """Share the nodes of a show out: those that speak Art-Net, and the others."""
    speaks = [node.id for node in show.patch.nodes.values() if node.protocol == "artnet"]
    others = [node.id for node in show.patch.nodes.values() if node.protocol != "artnet"]
    return tuple(tuple(crew) for crew in (speaks, others) if crew)
