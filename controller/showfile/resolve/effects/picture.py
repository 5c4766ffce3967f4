"""Pictures and films: the bytes of a file → frames. Whatever the bytes are, no more than a sentence comes of them."""

import io
import warnings
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from controller.model.effect import Film

FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
MOST_PIXELS: Final = 4096 * 4096
"""Of one frame."""
MOST_FRAMES: Final = 1000
MOST_WORK: Final = 200_000_000
"""Pixels of all frames that are read."""
MOST_KEPT: Final = 16_000_000
"""Pixels of all frames that are kept, 4 bytes each."""
LARGEST_SIDE: Final = 512
"""Larger pictures are kept smaller: no layout is finer."""
TOO_QUICK_MS: Final = 10
USUAL_MS: Final = 100
"""Browsers show a frame this long if its file says 10 ms or less; so do we."""


class PictureError(Exception):
    """A file is no picture that can be shown; the message says why and what to do."""


def read_film(raw: bytes) -> Film:
    """Read a picture or a film.

    Args:
        raw: the whole file.

    Raises:
        PictureError: it is none, is damaged, or is too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _film(raw)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(
            f"it is too large; a picture has at most {MOST_PIXELS // 1_000_000} million pixels"
        ) from None
    except Exception as error:  # noqa: BLE001 - Pillow's readers raise whatever their formats make them raise
        said = f"it is not a picture that can be read ({str(error)[:80]})"
        raise PictureError(f"{said}; save it as PNG, JPEG, GIF or WebP") from None


def _film(raw: bytes) -> Film:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
        width, height = image.size
        count = int(getattr(image, "n_frames", 1))
        if width * height > MOST_PIXELS:
            most = MOST_PIXELS // 1_000_000
            raise PictureError(f"it has {width} x {height} pixels; a picture has at most {most} million")
        if count > MOST_FRAMES or count * width * height > MOST_WORK:
            allowed = f"at most {MOST_FRAMES} frames and {MOST_WORK // 1_000_000} million pixels in all are read"
            raise PictureError(f"it has {count} frames of {width} x {height} pixels; {allowed}")
        factor = max(1, -(-max(width, height) // LARGEST_SIDE))
        if count * (width // factor) * (height // factor) > MOST_KEPT:
            raise PictureError(f"its {count} frames are too large together; make it smaller or shorter")
        frames, lengths = zip(*_frames(image, count, factor), strict=True)
    return Film(np.stack(frames), np.cumsum(lengths, dtype=np.int64))


def _frames(image: Image.Image, count: int, factor: int) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """Give each frame, uint8 [height, width, 4], and how long it stands, in milliseconds."""
    for number in range(count):
        if count > 1:
            image.seek(number)
        frame = image.convert("RGBA")
        length = int(image.info.get("duration", 0) or 0)
        small = frame.reduce(min(factor, *frame.size)) if factor > 1 else frame
        yield np.asarray(small, np.uint8).copy(), length if length > TOO_QUICK_MS else USUAL_MS
