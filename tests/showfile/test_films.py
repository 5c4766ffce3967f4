"""Pictures and films of a show: read, counted in its hash, and refused in a sentence when they are none."""

import contextlib
import io
import struct
import zlib
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from controller.model import effect as motions
from controller.model.show import Show
from controller.showfile.assets import AssetError
from controller.showfile.load import check_show
from controller.showfile.resolve.effects.picture import MOST_FRAMES, PictureError, read_film
from fixtures.profile import Profile

CUES = "cues: [{cue: 1, look: dusk, effect: {image: {file: pictures/sky.png}}}]"


def encoded(kind: str, *, size: tuple[int, int] = (6, 4), frames: int = 1, duration: int | list[int] = 100) -> bytes:
    pictures = [Image.new("RGB", size, (255 * n // max(1, frames), 80, 40)) for n in range(frames)]
    out = io.BytesIO()
    if frames > 1:
        pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], duration=duration, loop=0)
    else:
        pictures[0].save(out, kind)
    return out.getvalue()


def read(small: Callable[..., str], profiles: Mapping[str, Profile], raw: bytes) -> tuple[Show | None, list[str]]:
    def assets(name: str) -> bytes:
        if name != "pictures/sky.png":
            raise AssetError("there is no such file")
        return raw

    show, problems = check_show(small(cues=CUES), file="small.show.yaml", profiles=profiles, assets=assets)
    return show, [str(problem) for problem in problems]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP", "BMP"])
def test_pictures_of_many_kinds_are_read(kind: str) -> None:
    film = read_film(encoded(kind))
    assert film.frames.shape == (1, 4, 6, 4)
    assert film.frames.dtype == np.uint8
    assert film.frames[..., 3].min() == 255


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_film_keeps_the_times_of_its_file(kind: str) -> None:
    film = read_film(encoded(kind, frames=3, duration=[200, 300, 500]))
    assert film.ends_ms.tolist() == [200, 500, 1000]


def test_frames_that_are_too_quick_stand_a_tenth_of_a_second_as_in_a_browser() -> None:
    assert read_film(encoded("GIF", frames=2, duration=10)).ends_ms.tolist() == [100, 200]


def test_a_large_picture_is_kept_smaller() -> None:
    assert max(read_film(encoded("PNG", size=(2000, 900))).frames.shape[1:3]) <= 512


def test_the_bytes_of_a_picture_are_part_of_the_shows_hash(
    small: Callable[..., str], profiles: Mapping[str, Profile]
) -> None:
    (one, _), (other, _) = (read(small, profiles, encoded("PNG", size=size)) for size in ((6, 4), (7, 4)))
    assert one is not None
    assert other is not None
    assert one.hash != other.hash
    assert isinstance(one.lists["main"].cues[0].effects[0].motion, motions.Image)


def test_a_picture_that_is_missing_is_told_at_its_place(
    small: Callable[..., str], profiles: Mapping[str, Profile]
) -> None:
    text = small(cues=CUES.replace("sky.png", "sea.png"))
    show, problems = check_show(text, file="f", profiles=profiles)
    assert show is None
    assert "'pictures/sea.png' cannot be read: " in str(problems[0])


def test_a_file_that_is_no_picture_is_told(small: Callable[..., str], profiles: Mapping[str, Profile]) -> None:
    show, said = read(small, profiles, b"not a picture at all")
    assert show is None
    assert "'pictures/sky.png' cannot be shown: it is not a picture that can be read" in said[0]


def png_header(width: int, height: int) -> bytes:
    """Write the beginning of a PNG that says it is enormous, and hardly any pixels."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" * 1000)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize("size", [(5000, 5000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_an_image_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="million"):
        read_film(png_header(*size))


def test_a_film_of_too_many_frames_is_refused() -> None:
    pictures = [Image.new("L", (1, 1), n % 256) for n in range(MOST_FRAMES + 1)]
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=50)
    with pytest.raises(PictureError, match="frames"):
        read_film(out.getvalue())


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 400), at=st.integers(0, 400), byte=st.integers(0, 255), kind=st.sampled_from(["PNG", "GIF"]))
def test_no_damage_does_more_than_be_refused(cut: int, at: int, byte: int, kind: str) -> None:
    raw = bytearray(encoded(kind, frames=2 if kind == "GIF" else 1))[: cut or None]
    if at < len(raw):
        raw[at] = byte
    with contextlib.suppress(PictureError):
        assert read_film(bytes(raw)).frames.ndim == 4
