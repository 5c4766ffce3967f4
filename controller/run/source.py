"""A show as it was read."""

from dataclasses import dataclass

from controller.model.show import Show


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """A show and where it came from: the model, and the text that goes into the night's folder."""

    show: Show
    file: str
    text: str
