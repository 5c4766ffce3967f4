"""A show as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from controller.model.show import Show


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """A show and where it came from: the model, and the texts that go into the night's folder.

    Attributes:
        file: name for people, without suffix.
        path: of the show file; None = it has none.
        parts: the files it uses, by name.
        watched: every file whose change may change the show.
    """

    show: Show
    file: str
    text: str
    path: Path | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    watched: frozenset[Path] = frozenset()
