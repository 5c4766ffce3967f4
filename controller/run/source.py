"""A show as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from controller.model.show import Show
from controller.run.score.stamps import Stamps


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """A show and where it came from: the model, and the texts that go into the night's folder.

    Attributes:
        file: name for people, without suffix.
        path: of the show file; None = it has none.
        parts: the files it uses, by name.
        watched: every file whose change may change the show, with its stamp before it was read.
    """

    show: Show
    file: str
    text: str
    path: Path | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    watched: Stamps = field(default_factory=dict)
