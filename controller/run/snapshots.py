"""Snapshots: the state and the memory of a night every few seconds, so that it can be resumed without painting it all.

Written beside the journal by temporary file, flush and rename: what stands there is always whole. The newest two stay.
"""

import contextlib
import io
import os
import zipfile
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from controller.frame.memory import Memory
from controller.model.state import ShowState
from controller.run.engine import Position

EVERY_S = 10
KEPT = 2
_STATE: TypeAdapter[ShowState] = TypeAdapter(ShowState)


def pack(position: Position) -> bytes:
    """Turn a position into the bytes of a snapshot."""
    out = io.BytesIO()
    state = np.frombuffer(_STATE.dump_json(position.state), np.uint8)
    np.savez(out, allow_pickle=False, state=state, seq=np.array(position.seq), **position.memory.to_arrays())
    return out.getvalue()


def unpack(raw: bytes) -> Position:
    """Turn the bytes of a snapshot into a position.

    Raises:
        ValueError: not a snapshot of this version.
    """
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            state = _STATE.validate_json(arrays["state"].tobytes())
            return Position(state, Memory.from_arrays(arrays), int(arrays["seq"]))
    except (KeyError, ValidationError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise ValueError(f"not a snapshot of this version: {error}") from error


def save(folder: Path, tick: int, raw: bytes) -> None:
    """Write a snapshot beside the journal and drop the oldest ones; a full disk is left to the journal to tell."""
    path = folder / f"snapshot-{tick:09d}.npz"
    part = path.with_suffix(".part")
    with contextlib.suppress(OSError):
        with part.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        for old in sorted(folder.glob("snapshot-*.npz"))[:-KEPT]:
            old.unlink()


def newest(folder: Path, *, not_after: int) -> Position | None:
    """Read the newest whole snapshot up to a tick, or None."""
    for path in sorted(folder.glob("snapshot-*.npz"), reverse=True):
        with contextlib.suppress(ValueError, OSError):
            position = unpack(path.read_bytes())
            if position.state.tick <= not_after:
                return position
    return None
