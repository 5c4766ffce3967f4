"""Snapshots: the state and the memory of a night every few seconds, so that it can be resumed without painting it all.

Written beside the journal by temporary file, flush and rename: what stands there is always whole. The newest two stay.
"""

import contextlib
import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from controller.frame.memory import Memory
from controller.model.state import ShowState
from controller.run.disk import Disk
from controller.run.engine import Position
from controller.run.score.kept import write_whole

EVERY_S = 10
MAGIC = b"kintsugi snapshot 3\n"
KEPT = 2
_STATE: TypeAdapter[ShowState] = TypeAdapter(ShowState)


def pack(position: Position) -> bytes:
    """Turn a position into the bytes of a snapshot: a name, a CRC-32, and the arrays that numpy writes."""
    return b"".join(_parts(position))


def _parts(position: Position) -> tuple[bytes, memoryview]:
    """Make the same in parts: of a large rig the second has 80 MB, which must not be there twice."""
    out = io.BytesIO()
    state = np.frombuffer(_STATE.dump_json(position.state), np.uint8)
    np.savez(out, allow_pickle=False, state=state, seq=np.array(position.seq), **position.memory.arrays())
    arrays = out.getbuffer()
    return MAGIC + zlib.crc32(arrays).to_bytes(4, "big"), arrays


def unpack(raw: bytes) -> Position:
    """Turn the bytes of a snapshot into a position.

    Raises:
        ValueError: not a snapshot of this version.
    """
    begin = len(MAGIC) + 4
    if raw[: len(MAGIC)] != MAGIC or zlib.crc32(raw[begin:]) != int.from_bytes(raw[len(MAGIC) : begin], "big"):
        raise ValueError("not a snapshot of this version: it is damaged or of another kind")
    try:
        with np.load(io.BytesIO(raw[begin:]), allow_pickle=False) as arrays:
            state = _STATE.validate_json(arrays["state"].tobytes())
            return Position(state, Memory.from_arrays(arrays), int(arrays["seq"]))
    except (KeyError, ValidationError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise ValueError(f"not a snapshot of this version: {error}") from error


def keep(folder: Path, tick: int, position: Position, disk: Disk) -> None:
    """Pack and write a snapshot; ``position`` must be nobody else's any more."""
    with contextlib.suppress(OSError):
        disk.check()
        save(folder, tick, *_parts(position))


def save(folder: Path, tick: int, *raw: bytes | memoryview) -> None:
    """Write a snapshot beside the journal and drop the oldest ones; a full disk is left to the journal to tell."""
    path = folder / f"snapshot-{tick:09d}.bin"
    with contextlib.suppress(OSError):
        write_whole(path, *raw)
        for old in sorted(folder.glob("snapshot-*.bin"))[:-KEPT]:
            old.unlink()


def newest(folder: Path, *, not_after: int) -> Position | None:
    """Read the newest whole snapshot up to a tick, or None."""
    for path in sorted(folder.glob("snapshot-*.bin"), reverse=True):
        with contextlib.suppress(ValueError, OSError):
            position = unpack(path.read_bytes())
            if position.state.tick <= not_after:
                return position
    return None
