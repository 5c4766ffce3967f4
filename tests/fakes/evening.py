"""Plays evenings without hardware and keeps what a visitor saw, tick by tick."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from controller.model.show import Show
from controller.run.clock import Clock
from controller.run.headless.reading import check_scenario
from controller.run.headless.scenario import Scenario
from controller.run.headless.simulate import Result, simulate
from controller.run.reading import read_show
from fixtures.far_end import FarEnd
from fixtures.lamp import Light


@dataclass(frozen=True, eq=False, slots=True)
class Evening:
    """A played evening.

    Attributes:
        lights: float32 [cells, 3] at each tick that was played; tick 1 first.
        texts: what the WebSocket fixtures said, at the same ticks.
    """

    show: Show
    result: Result
    seconds: list[float]
    lights: list[Light]
    texts: list[dict[str, str]]

    def light(self, seconds: float, zone: str | None = None) -> Light:
        """What was seen at a time, of a zone or of everything."""
        index = int(np.searchsorted(self.seconds, seconds - 1e-6))
        light = self.lights[index]
        return light if zone is None else light[self.show.rig.zones[zone]]

    def level(self, seconds: float, zone: str) -> float:
        """How bright a zone was: the mean of each cell's brightest component."""
        return float(self.light(seconds, zone).max(axis=1).mean())


@cache
def demo_show() -> Show:
    """Read the show that comes along."""
    return read_show("neo_lumine").show


def scenario_of(show: Show, *steps: str, for_s: float) -> Scenario:
    """Read a scenario from its steps."""
    text = "\n".join(["scenario: Story", f"for: {for_s}", "steps:", *(f"  - {step}" for step in steps)])
    scenario, problems = check_scenario(text, file="story.yaml", show=show)
    assert scenario is not None, [str(problem) for problem in problems]
    return scenario


def play_evening(show: Show, scenario: Scenario, *, clock: Clock | None = None, record: bool = False) -> Evening:
    """Play a scenario and keep all light."""
    seconds: list[float] = []
    lights: list[Light] = []
    texts: list[dict[str, str]] = []

    def watch(t: float, far_end: FarEnd) -> None:
        seconds.append(t)
        lights.append(far_end.light())
        texts.append(far_end.texts())

    result = simulate(show, scenario, record=record, clock=clock, watch=watch)
    return Evening(show, result, seconds, lights, texts)


def is_gold(light: Light, gold: tuple[float, float, float]) -> NDArray[np.bool_]:
    """Say which cells shine in a bright gold: bool [cells]."""
    brightest = np.maximum(light.max(axis=1, keepdims=True), 1e-6)
    near: NDArray[np.bool_] = np.abs(light / brightest - np.array(gold) / max(gold)).max(axis=1) < 0.05
    bright: NDArray[np.bool_] = light.max(axis=1) > 0.8
    return near & bright
