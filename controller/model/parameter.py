"""Parameters, the channels of the profile that they drive, and what a written value is for each of them."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.attribute import ValueRefused, drive_value
from controller.model.cells import union
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import Channel


def channels_of(show: Show, parameters: NDArray[np.intp]) -> list[Channel]:
    """Find the channel of the profile of each parameter."""
    patch = show.patch
    found = []
    for channel in patch.parameter_channel[parameters].tolist():
        fixture = int(patch.channel_fixture[channel])
        own = show.rig.fixtures[fixture].mode.channels
        first = int(np.searchsorted(patch.channel_fixture, fixture))
        found.append(own[(channel - first) % len(own)])
    return found


RAW: Final = "raw."
MOST_NAMED: Final = 20


def driven(show: Show, attribute: str, cells: Cells, written: str) -> tuple[Cells, NDArray[np.float32]]:
    """Read what is written for each fixture by its own profile.

    Args:
        show: with its patch.
        attribute: one of the patch's attributes, or ``raw.`` and the name of any channel that is no light.
        cells: whose; sorted.
        written: as in a show file.

    Returns:
        The parameters, sorted, and what each is driven with, 0..1. A fixture that does not know a name which another
        one knows (a gobo, say) is left out.

    Raises:
        ValueError: none has the attribute, or one cannot do that.
    """
    parameters = _meant(show, attribute, cells)
    if not parameters.size:
        own = [name for name in show.patch.attributes if show.patch.parameters(name, cells).size]
        raise ValueError(f"none of these has it; there is {listed(['level', 'color', *own])}")
    channels = channels_of(show, parameters)
    values: dict[Channel, float] = {}
    refusals: list[ValueRefused] = []
    for channel in dict.fromkeys(channels):
        try:
            values[channel] = drive_value(channel, attribute.partition(".")[0], written)
        except ValueRefused as refused:
            refusals.append(refused)
    for refusal in refusals:
        if not (refusal.is_name and values):
            raise refusal
    known = np.array([channel in values for channel in channels], np.bool_)
    return parameters[known], np.array([values[each] for each in channels if each in values], np.float32)


def _meant(show: Show, attribute: str, cells: Cells) -> Cells:
    found = show.patch.parameters(attribute, cells)
    if found.size or not attribute.startswith(RAW):
        return found
    every = union([show.patch.parameters(name, cells) for name in show.patch.attributes])
    named = [channel.name == attribute.removeprefix(RAW) for channel in channels_of(show, every)]
    return every[np.array(named, np.bool_)]


def texts_of(show: Show, cells: Cells, text: str) -> tuple[Cells, NDArray[np.int16]]:
    """Find the cells that can show a text, and its number on each; an empty text clears, number 0.

    Raises:
        ValueError: none of them knows the text.
    """
    found: list[tuple[int, int]] = []
    known: dict[str, None] = {}
    for index in np.unique(show.rig.cell_fixture[cells]).tolist():
        fixture = show.rig.fixtures[index]
        known.update(dict.fromkeys(fixture.texts))
        if fixture.texts and (not text or text in fixture.texts):
            found.append((fixture.first_cell, fixture.texts.index(text) + 1 if text else 0))
    if not found:
        said = f"the show has the texts {listed(known)}" if known else "no look of the show writes on them"
        raise ValueError(f"none of these can show '{text[:40]}'; {said}")
    places, numbers = zip(*found, strict=True)
    return np.array(places, np.intp), np.array(numbers, np.int16)


def listed(names: Iterable[str]) -> str:
    """Name some, and not without end."""
    every = tuple(names)
    return (", ".join(every[:MOST_NAMED]) or "none") + (", …" if len(every) > MOST_NAMED else "")
