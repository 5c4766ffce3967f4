"""Beside station 13. Watches the conditions of a steady state on what was painted, while something is broken.

Takes frames, gives the conditions that do not hold. What it finds enters as intents for the next tick; it never changes
light.
"""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.pipeline import Frame
from controller.model.condition import Condition
from controller.model.show import Show


class Watch:
    """The watch over the conditions of one show; remembers since when nodes and the guard are in trouble.

    Attributes:
        show: whose conditions.
    """

    def __init__(self, show: Show) -> None:
        self.show = show
        self._conditions = show.conditions
        self._fps = show.fps
        self._fresh: dict[str, int] = {}
        self._nodes = tuple(show.patch.nodes)
        self._held_since: int | None = None

    def see(self, frame: Frame) -> tuple[tuple[str, str], ...]:
        """Look at one frame: the conditions that it breaks, and how, in words."""
        if not self._conditions:
            return ()
        for node in self._nodes:
            if node not in frame.broken.lost or node not in self._fresh:
                self._fresh[node] = frame.tick - frame.broken.behind.get(node, 0)
        if not frame.held_zones:
            self._held_since = None
        elif self._held_since is None:
            self._held_since = frame.tick
        asks = any(condition.kind == "level" for condition in self._conditions)
        light = frame.light if asks else None  # worked out anew whenever it is asked for
        broken = ((condition.text, self._wrong(condition, frame, light)) for condition in self._conditions)
        return tuple((text, why) for text, why in broken if why)

    def _wrong(self, condition: Condition, frame: Frame, light: Levels | None) -> str:
        """Say what is wrong with one condition; empty = it holds. ``light`` is the frame's, for levels."""
        match condition.kind:
            case "level":
                own = np.empty(0) if light is None else np.minimum(light[:, condition.cells].max(axis=0), 1)
                level = float(own.mean()) if len(own) else 1.0
                return f"it is at {level:.0%}" if level < condition.bound else ""
            case "age":
                ages = {node: (frame.tick - since) / self._fps for node, since in self._fresh.items()}
                old = [f"{node}: {age * 1000:.0f} ms" for node, age in ages.items() if age > condition.bound]
                return ", ".join(old)
            case "budget":
                return f"the guard holds back {', '.join(frame.held_zones)}" if frame.held_zones else ""
            case "saturation":
                since = self._held_since
                lasts = since is not None and frame.tick - since >= condition.bound * self._fps
                return f"it has held back {', '.join(frame.held_zones)} for a second" if lasts else ""
