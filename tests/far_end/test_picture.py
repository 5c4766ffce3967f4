"""The visitor's picture: a PNG that shows each cell where it stands."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from fixtures.picture import render_picture


def read_png(png: bytes) -> NDArray[np.uint8]:
    """Read back a PNG of unfiltered 8-bit RGB lines, every checksum asked."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        name, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size) == (zlib.crc32(name + body),)
        chunks[name] = body
        at += 12 + size
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 2, 0, 0, 0]
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + 3 * width)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, 3)


def grid(count: int) -> NDArray[np.float32]:
    x, y = np.meshgrid(np.arange(count), np.arange(count))
    return np.stack([x.ravel(), y.ravel(), np.zeros(count * count)], axis=1).astype(np.float32)


def test_each_cell_glows_where_it_stands_with_y_upwards() -> None:
    light = np.zeros((4, 3), np.float32)
    light[0], light[3] = (1, 0, 0), (0, 0, 1)
    pixels = read_png(render_picture(grid(2), light, width=100)).astype(int)
    quarters = pixels[50:, :50], pixels[:50, 50:], pixels[:50, :50]
    assert [tuple(part.max(axis=(0, 1)) > 200) for part in quarters] == [
        (True, False, False),
        (False, False, True),
        (False, False, False),
    ]


def test_half_the_light_is_drawn_as_srgb_188() -> None:
    pixels = read_png(render_picture(grid(1), np.full((1, 3), 0.5, np.float32), width=64))
    assert pixels.max() == 188


def test_a_dark_rig_is_black_and_too_much_light_is_white() -> None:
    dark = read_png(render_picture(grid(3), np.zeros((9, 3), np.float32), width=60))
    bright = read_png(render_picture(grid(3), np.full((9, 3), 2.0, np.float32), width=60))
    assert dark.max() == 0
    assert bright.max() == 255


def test_a_line_of_cells_makes_a_wide_picture() -> None:
    positions = np.stack([np.arange(10), np.zeros(10), np.zeros(10)], axis=1).astype(np.float32)
    pixels = read_png(render_picture(positions, np.ones((10, 3), np.float32), width=200))
    assert pixels.shape[1] == 200
    assert pixels.shape[0] < 60
