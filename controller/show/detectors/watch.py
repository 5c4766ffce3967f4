"""All detectors of one show: what the engine asks once a tick."""

from collections.abc import Iterator, Mapping

from controller.model.found import THE_WHOLE
from controller.model.intent import Intent
from controller.model.show import Show
from controller.show.detectors.lateness import LateEngine
from controller.show.detectors.saturation import SaturatedGuard
from controller.show.detectors.seen import Seen
from controller.show.detectors.silence import SilentNodes, UnconfirmedFixtures


class Detectors:
    """Every detector of a show; remembers what it has told."""

    def __init__(self, show: Show) -> None:
        self._nodes = SilentNodes(show.fps)
        self._fixtures = UnconfirmedFixtures(show.fps, confirming(show))
        self._guard = SaturatedGuard(show.fps)
        self._engine = LateEngine(show.fps)

    def follow(self, show: Show) -> None:
        """Go on with a show that was reloaded: what it no longer knows is forgotten."""
        self._nodes.follow(show.patch.nodes)
        self._fixtures.follow(confirming(show))
        self._guard.follow((*show.rig.zones, THE_WHOLE))

    def see(self, seen: Seen) -> Iterator[Intent]:
        """Look at one tick; gives what is to be told, for the next one."""
        yield from self._nodes.see(seen)
        yield from self._fixtures.see(seen)
        yield from self._guard.see(seen)
        yield from self._engine.see(seen)


def confirming(show: Show) -> Mapping[str, str]:
    """List the fixtures that can confirm what they show, and the node of each."""
    streams = {node.id for node in show.patch.nodes.values() if node.protocol == "websocket"}
    return {fixture.id: fixture.node for fixture in show.rig.fixtures.where(lambda each: each.node in streams)}
