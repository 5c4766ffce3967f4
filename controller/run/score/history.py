"""The history of a show file: every text it had, by hash, and the way undo and redo walk. It survives the night.

One folder for each show file. What is written is whole or not there; a history that cannot be read is begun anew, for
a broken one must not keep anyone from editing.
"""

import hashlib
import logging
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from controller.model.editing import History, HistoryStep
from controller.run.score.kept import write_whole

logger = logging.getLogger("kintsugi.edit")

MOST_STEPS: Final = 500
NAME: Final = "history.json"
_HISTORY: Final = TypeAdapter(History)


def folder_for(home: Path, show: Path) -> Path:
    """Give the folder of a show file's history."""
    whole = show.resolve()
    return home / "edits" / f"{whole.name.split('.')[0]}-{hashlib.sha256(str(whole).encode()).hexdigest()[:12]}"


def hash_of(text: str) -> str:
    """Give the hash a text is kept by."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_history(folder: Path) -> History:
    """Read a history; an empty one if there is none."""
    try:
        found = _HISTORY.validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        return History((), -1)
    except (OSError, ValidationError) as error:
        logger.warning("%s cannot be read and is begun anew: %s", folder / NAME, error)
        return History((), -1)
    return found if -1 <= found.current < len(found.steps) else History((), -1)


def read_text(folder: Path, step: HistoryStep) -> str:
    """Read the text of a step.

    Raises:
        OSError: it is not there.
    """
    return (folder / "texts" / step.hash).read_bytes().decode("utf-8")


def keep_history(folder: Path, history: History, text: str) -> None:
    """Keep a history, and the text it stands at.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    texts = folder / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    path = texts / hash_of(text)
    if not path.is_file():
        write_whole(path, text.encode())
    write_whole(folder / NAME, _HISTORY.dump_json(history))


def with_step(history: History, step: HistoryStep) -> History:
    """Go one step on; what was undone is forgotten, and so is the oldest step of too many."""
    if history.steps and history.steps[history.current].hash == step.hash:
        return history
    steps = (*history.steps[: history.current + 1], step)[-MOST_STEPS:]
    return History(steps, len(steps) - 1)


def moved(history: History, by: int) -> History | None:
    """Go back or forth; None = there is nothing there."""
    to = history.current + by
    return replace(history, current=to) if 0 <= to < len(history.steps) else None
