"""The process that runs a show ahead. It reads the shows of a night, hears from its engine, and touches nothing.

On its standard input comes one line of JSON for each question (``show``: the hash, ``fault``, ``bytes``: how many
follow), then a snapshot. On its standard output goes one line of JSON: the preview, or ``failed`` and why. It ends when
its input ends.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

from pydantic import TypeAdapter

from controller.model.preview import Preview
from controller.model.show import Show
from controller.run import snapshots
from controller.run.preview import preview
from controller.run.score.kept import shelf

NICE: Final = 10
"""Whatever plays goes first."""
ANSWER: Final = TypeAdapter(Preview)


def main() -> int:
    """Answer until nobody asks any more."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(NICE)
    with contextlib.suppress(BrokenPipeError):  # its engine is gone
        answer_all(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
    return 0


def answer_all(folder: Path, questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer every question of a stream.

    Args:
        folder: of the night.
        questions: read until it ends.
        answers: one line for each question.
    """
    shows = shelf(folder)
    while line := questions.readline():
        asked: dict[str, Any] = json.loads(line)
        raw = questions.read(int(asked["bytes"]))
        answers.write(_answer(shows, asked, raw) + b"\n")
        answers.flush()


def _answer(shows: Callable[[str], Show], asked: dict[str, Any], raw: bytes) -> bytes:
    try:
        position = snapshots.unpack(raw)
        return ANSWER.dump_json(preview(shows(asked["show"]), position.state, position.memory, asked["fault"]))
    except Exception as error:  # noqa: BLE001 - the one of this process: whoever asked is told, and may ask again
        return json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode()


if __name__ == "__main__":
    sys.exit(main())
