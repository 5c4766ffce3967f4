"""Station 12. Colour and intensity → what each channel of each fixture is driven with, 0..1.

A fixture without a dimmer gets a virtual one: its colours are scaled by the intensity. White is what red, green and
blue have in common. Parameters take their values from the canvas; hazards go to their safe value.
"""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import FixtureClass, Role

HAZARDS = (FixtureClass.FOG, FixtureClass.LASER, FixtureClass.MOTOR)
ROLE_NUMBER = {role: number for number, role in enumerate(Role)}
COLORS = (Role.RED, Role.GREEN, Role.BLUE)


class Drive:
    """The drive stage of one show; all indices are worked out at load."""

    def __init__(self, show: Show) -> None:
        patch = show.patch
        self._cell = patch.channel_cell
        self._home = patch.channel_home
        self._parameters = patch.parameter_channel
        self._safe = patch.channel_safe
        roles = patch.channel_role
        fixtures = len(show.rig.fixtures)
        has_dimmer = _has(Role.INTENSITY, roles, patch.channel_fixture, fixtures)
        has_white = _has(Role.WHITE, roles, patch.channel_fixture, fixtures)
        self._dimmed_cell = has_dimmer[show.rig.cell_fixture]
        self._white_cell = has_white[show.rig.cell_fixture]
        self._any_white = bool(has_white.any())
        self._of = {role: np.flatnonzero(roles == ROLE_NUMBER[role]) for role in Role}
        hazard = np.array([fixture.cls in HAZARDS for fixture in show.rig.fixtures], np.bool_)
        self._hazards: Cells = np.flatnonzero(hazard[patch.channel_fixture])

    def paint(self, canvas: Canvas, *, safe: bool) -> Levels:
        """Turn cells into drive values.

        Args:
            canvas: the finished picture.
            safe: True sends hazards to their safe values.

        Returns:
            float32 [channels], 0..1.
        """
        drive = self._home.copy()
        drive[self._parameters] = canvas.values
        scale = np.where(self._dimmed_cell, np.float32(1), canvas.intensity)
        white = canvas.rgb.min(axis=0) if self._any_white else None
        dimmer = self._of[Role.INTENSITY]
        drive[dimmer] = canvas.intensity[self._cell[dimmer]]
        for component, role in enumerate(COLORS):
            channels = self._of[role]
            value = canvas.rgb[component]
            if white is not None:
                value = np.where(self._white_cell, value - white, value)
            drive[channels] = (value * scale)[self._cell[channels]]
        if white is not None:
            channels = self._of[Role.WHITE]
            drive[channels] = (white * scale)[self._cell[channels]]
        text = self._of[Role.TEXT]
        drive[text] = canvas.text[self._cell[text]].astype(np.float32) / np.float32(255)
        if safe:
            drive[self._hazards] = self._safe[self._hazards]
        return drive


def _has(role: Role, roles: NDArray[np.int8], fixture_of: Cells, fixtures: int) -> NDArray[np.bool_]:
    """Say which fixtures have a channel of a role: bool [fixtures]."""
    found = np.zeros(fixtures, np.bool_)
    found[fixture_of[roles == ROLE_NUMBER[role]]] = True
    return found
