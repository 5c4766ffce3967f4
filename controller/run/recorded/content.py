"""Recorded content in a ``.npz`` file, which may be hostile: what does not say plainly what it is is never unpacked.

``rgb`` float [frames, fixtures, 3], 0..1; ``t`` seconds [frames]; ``zone`` int [fixtures], left out = one zone.
"""

import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

MOST_VALUES: Final = 100_000_000
MOST_FIXTURES: Final = 100_000
MOST_ZONES: Final = 1000
FASTEST_S: Final = 0.001
LONGEST_S: Final = 24 * 3600.0
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError, EOFError, KeyError, MemoryError,
    NotImplementedError, RecursionError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What zipfile and numpy raise at bytes that are not theirs."""
_NAMES: Final = ("rgb", "t", "zone")


class ContentError(ValueError):
    """The content cannot be taken; the text is one sentence."""


@dataclass(frozen=True, eq=False, slots=True)
class Content:
    """Recorded content.

    Attributes:
        rgb: float32 [frames, fixtures, 3]; what is no number or outside 0..1 is left to the guard.
        seconds: float64 [frames], rising.
        zone: int64 [fixtures].
    """

    rgb: NDArray[np.float32]
    seconds: NDArray[np.float64]
    zone: NDArray[np.int64]

    @property
    def beyond(self) -> str:
        """What to tell of numbers outside 0..1, which the guard takes as the nearer end; empty = there are none."""
        low, high, count = 0.0, 0.0, 0
        for frame in self.rgb:
            count += int(((frame < 0) | (frame > 1)).sum())
            low, high = min(low, float(np.nanmin(frame, initial=0.0))), max(high, float(np.nanmax(frame, initial=0.0)))
        if not count:
            return ""
        told = f"{count} of {self.rgb.size} values are outside 0 to 1 ({low:g} to {high:g}) and count as 0 or 1"
        return f"{told}; if this was written as 0 to 255, divide it by 255 and ask again" if 2 < high <= 255 else told


def read_content(path: Path) -> Content:
    """Read a file.

    Raises:
        ContentError: it is not what it should be; the sentence says why.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = _members(archive)
            shapes = {name: _shape(archive, name, info) for name, info in found.items()}
            _check_shapes(shapes)
            arrays = {name: _array(archive, info) for name, info in found.items()}
    except ContentError:
        raise
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror or error}") from None
    except _DAMAGE as error:
        raise ContentError(f"is no .npz file that numpy wrote, or it is damaged: {str(error)[:200]}") from None
    with np.errstate(over="ignore"):  # what is too large for 32 bits is infinite, and that the guard clamps
        rgb = arrays["rgb"].astype(np.float32, copy=False)
    zone = arrays.get("zone", np.zeros(rgb.shape[1], np.int64))
    return Content(rgb, _times(arrays["t"]), _zones(zone))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = info.filename.removesuffix(".npy")
        if name in found:
            raise ContentError(f"has the array {name!r:.60} twice")
        if name in _NAMES and info.filename.endswith(".npy"):
            found[name] = info
    for name in _NAMES[:2]:
        if name not in found:
            raise ContentError(f"has no array {name!r}; it needs rgb [frames, fixtures, 3] and t [frames]")
    return found


def _shape(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> tuple[int, ...]:
    """Read what an array says of itself, before a byte of it is unpacked, and hold it against its true size."""
    with archive.open(info) as file:
        shape, dtype = _header(file)
        begin = file.tell()
    wanted = "float" if name in {"rgb", "t"} else "whole numbers"
    kinds = {"rgb": "f", "t": "fiu", "zone": "iu"}[name]
    if dtype.hasobject or dtype.kind not in kinds:
        raise ContentError(f"has {name} of type {str(dtype)[:60]}; it must be {wanted}")
    if any(length < 0 for length in shape):
        raise ContentError(f"has {name} of a shape that cannot be: {str(shape)[:60]}")
    values = 1
    for length in shape:
        values *= length
    if values > MOST_VALUES:
        raise ContentError(f"has {values} values in {name}; at most {MOST_VALUES} are taken")
    if begin + values * dtype.itemsize != info.file_size:
        raise ContentError(f"says that {name} is {str(shape)[:60]}, but holds another number of bytes")
    return shape


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(version)
    if read is None:
        raise ContentError(f"is written in version {version} of numpy's format; 1.0 and 2.0 are read")
    shape, _order, dtype = read(file)
    return tuple(shape), dtype


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[np.generic]:
    with archive.open(info) as file:
        array: NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
    return array


def _check_shapes(shapes: dict[str, tuple[int, ...]]) -> None:
    rgb, seconds = shapes["rgb"], shapes["t"]
    if len(rgb) != 3 or rgb[2] != 3:
        raise ContentError(f"has rgb of shape {str(rgb)[:60]}; it must be [frames, fixtures, 3]")
    frames, fixtures, _ = rgb
    if not frames or not fixtures:
        raise ContentError(f"has {frames} frames of {fixtures} fixtures; there must be at least one of each")
    if fixtures > MOST_FIXTURES:
        raise ContentError(f"has {fixtures} fixtures; at most {MOST_FIXTURES} are taken")
    if seconds != (frames,):
        raise ContentError(f"has {frames} frames in rgb, but t has the shape {str(seconds)[:60]}")
    if "zone" in shapes and shapes["zone"] != (fixtures,):
        raise ContentError(f"has {fixtures} fixtures in rgb, but zone has the shape {str(shapes['zone'])[:60]}")


def _times(written: NDArray[np.generic]) -> NDArray[np.float64]:
    seconds = written.astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(seconds))
    if len(bad):
        raise ContentError(f"has a time that is no number: t[{bad[0]}] is {seconds[bad[0]]}")
    bad = np.flatnonzero(np.diff(seconds) < FASTEST_S * (1 - 1e-6))
    if len(bad):
        pair = f"t[{bad[0]}] is {seconds[bad[0]]:g} s and t[{bad[0] + 1}] is {seconds[bad[0] + 1]:g} s"
        raise ContentError(f"has times that do not rise by a millisecond or more: {pair}")
    if seconds[-1] - seconds[0] > LONGEST_S:
        raise ContentError(f"is {seconds[-1] - seconds[0]:.0f} s long; at most {LONGEST_S:.0f} s are taken")
    return seconds


def _zones(written: NDArray[np.generic]) -> NDArray[np.int64]:
    if len(np.unique(written)) > MOST_ZONES:
        raise ContentError(f"has {len(np.unique(written))} zones; at most {MOST_ZONES} are taken")
    return written.astype(np.int64)
