"""Every picture of the documents that is made is there, and can be read back."""

import importlib.util
import struct
import zlib
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", IMAGES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Read back what ``fixtures.picture`` wrote: uint8 [height, width, 3]."""
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    lines = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), np.uint8)
    return lines.reshape(height, 1 + 3 * width)[:, 1:].reshape(height, width, 3)


def test_every_picture_that_is_made_is_there() -> None:
    assert {path.stem for path in IMAGES.glob("*.png")} >= set(maker().STRIPS)
