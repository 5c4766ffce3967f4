"""The projector page draws what its frames say and nothing else: its pixels beside those of the simulated far end."""

import io
import json
import struct
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, WebSocketRoute, expect

from fixtures.library import load_profiles
from fixtures.projection.raster import draw, encode
from fixtures.projection.surface import surface_of
from tests.browser.desk import Desk, wait_until

SIZE = (480, 270)
MODE = load_profiles()["generic/projector"].modes[0]
NAMES = [channel.name for channel in MODE.channels]
WARM = {"Dimmer": 0.9, "Red": 0.8, "Green": 0.5, "Blue": 0.2}
BENT = {"Top left x": 0.7, "Top left y": 0.6, "Bottom right x": 0.3, "Bottom right y": 0.45}
PICTURES: dict[str, dict[str, float]] = {
    "open": {},
    "gradient": {"Gobo": 0.15},
    "bars": {"Gobo": 0.27, "Gobo x": 0.56},
    "checks": {"Gobo": 0.52, "Gobo size": 0.8},
    "rings": {"Gobo": 0.65, "Gobo size": 0.4},
    "spot": {"Gobo": 0.78, "Gobo y": 0.4},
    "grid": {"Gobo": 0.95},
    "blank": {"Gobo": 0.27, "Blank": 0.45, "Fracture": 0.3},
    "tear": {"Gobo": 0.27, "Tear": 0.8, "Fracture": 0.31},
    "pixelate": {"Gobo": 0.65, "Pixelate": 0.6},
    "misalign": {"Gobo": 0.52, **BENT},
    "seam": {"Gobo": 0.65, "Tear": 0.6, "Fracture": 0.7, "Seam": 0.75},
    "all": {"Gobo": 0.65, "Tear": 0.5, "Fracture": 0.7, "Seam": 1.0, "Blank": 0.3, "Pixelate": 0.2, **BENT},
}


def slots_of(changed: dict[str, float]) -> bytes:
    """The slots of a projector at home, in a warm light, with some channels changed."""
    slots = bytearray(MODE.slots)
    values = {**WARM, **changed}
    for channel, (coarse, fine) in zip(MODE.channels, MODE.places, strict=True):
        level = round(values.get(channel.name, channel.home) * 65535)
        slots[coarse] = level >> 8
        if fine != coarse:
            slots[fine] = level & 0xFF
    return bytes(slots)


class Wire:
    """The engine's end of the stream, in the hands of a test.

    Attributes:
        acks: sequence numbers the page said it shows.
        lines: how often the page connected.
    """

    def __init__(self, **hello: object) -> None:
        self.acks: list[int] = []
        self.lines = 0
        self._hello = hello
        self._line: WebSocketRoute | None = None
        self._sequence = 0

    def meet(self, line: WebSocketRoute) -> None:
        self._line = line
        self.lines += 1
        line.on_message(self._hear)

    def show(self, slots: bytes) -> None:
        assert self._line is not None
        self._sequence += 1
        header = struct.pack(">2sBBIIIdI", b"KF", 1, 1, 1, self._sequence, self._sequence, 0.0, len(slots))
        self._line.send(header + slots)

    def cut(self) -> None:
        assert self._line is not None
        self._line.close()

    def _hear(self, message: str | bytes) -> None:
        assert self._line is not None
        said = json.loads(message)
        if said["type"] == "hello":
            facts = {"fixture": "screen", "profile": "generic/projector", "mode": MODE.name, "slots": MODE.slots}
            more = {"version": 1, "cells": 1, "texts": ["Gold"], "fps": 44, "night": 1}
            self._line.send(json.dumps({"type": "hello", **facts, **more, **self._hello}))
        elif said["type"] == "ping":
            self._line.send(json.dumps({"type": "pong", "t": said["t"]}))
        elif said["type"] == "ack":
            self.acks.append(said["sequence"])


def seen(wall: Page) -> NDArray[np.int16]:
    """What stands on the wall, sRGB, [height, width, 3]."""
    return np.asarray(Image.open(io.BytesIO(wall.screenshot())).convert("RGB")).astype(np.int16)


@pytest.fixture(name="opened")
def _opened(desk: Desk) -> Callable[..., Page]:
    def opened(wire: Wire, *, has_own_clock: bool = False) -> Page:
        page = desk.open("/healthz", size=SIZE, has_own_clock=has_own_clock)
        page.route_web_socket("**/fixture/screen", wire.meet)
        page.goto(page.url.replace("/healthz", "/projector/screen"))
        wait_until(lambda: bool(page.evaluate("1")) and wire.lines > 0, "a line")
        return page

    return opened


def shown(wall: Page, wire: Wire, slots: bytes) -> NDArray[np.int16]:
    count = len(wire.acks)
    wire.show(slots)
    wait_until(lambda: bool(wall.evaluate("1")) and len(wire.acks) > count, "an ack")
    return seen(wall)


def far_end_of(slots: bytes, size: tuple[int, int] = SIZE) -> NDArray[np.float64]:
    """What the simulated projector shows, sRGB."""
    told: NDArray[np.float64] = np.rint(255 * encode(draw(surface_of(MODE, np.frombuffer(slots, np.uint8)), *size)))
    return told


def test_every_picture_is_that_of_the_simulated_far_end(opened: Callable[..., Page]) -> None:
    slots = {name: slots_of(changed) for name, changed in PICTURES.items()}
    far_end = {
        name: far_end_of(each) for name, each in slots.items()
    }  # takes longer than a page waits for a sign of life
    wire = Wire()
    wall = opened(wire)
    for name, picture in far_end.items():
        page = shown(wall, wire, slots[name])
        apart = np.abs(page - picture).max(axis=2)
        assert (apart > 100).mean() < 0.02, name  # edges: the page smooths them
        assert np.abs(page.mean() - picture.mean()) < 5, name


def test_the_page_draws_no_picture_twice_in_a_different_way(opened: Callable[..., Page]) -> None:
    wire = Wire()
    wall = opened(wire)
    broken = slots_of(PICTURES["all"])
    first = shown(wall, wire, broken)
    wall.wait_for_timeout(300)
    assert np.array_equal(seen(wall), first), "nothing moves by itself"
    shown(wall, wire, slots_of({"Tear": 0.3}))
    assert np.array_equal(shown(wall, wire, broken), first), "nothing is left of the picture between"


def test_letters_stand_in_the_middle_and_break_with_the_picture(opened: Callable[..., Page]) -> None:
    wire = Wire()
    wall = opened(wire)
    bare, written = shown(wall, wire, slots_of({})), shown(wall, wire, slots_of({"Text": 1 / 255}))
    changed = np.flatnonzero((bare != written).any(axis=2).any(axis=0))
    assert 140 < changed.min() < changed.max() < 340
    expect(wall.get_by_role("paragraph").first).to_have_text("Gold")
    torn = shown(wall, wire, slots_of({"Text": 1 / 255, "Tear": 1.0, "Fracture": 0.3}))
    assert not np.array_equal(torn, written)


def test_the_last_picture_stays_when_the_line_is_cut_and_the_page_comes_back_by_itself(
    opened: Callable[..., Page],
) -> None:
    wire = Wire()
    wall = opened(wire)
    last = shown(wall, wire, slots_of(PICTURES["tear"]))
    wire.cut()
    wait_until(lambda: bool(wall.evaluate("1")) and wire.lines == 2, "a second line")
    assert np.array_equal(seen(wall)[:220], last[:220])
    assert not np.array_equal(shown(wall, wire, slots_of({})), last)


def test_a_page_whose_node_goes_black_on_loss_is_black_after_its_time_and_lit_by_the_next_frame(
    opened: Callable[..., Page],
) -> None:
    wire = Wire(on_loss="black", dark_after=0.5)
    wall = opened(wire)
    lit = shown(wall, wire, slots_of({}))
    assert lit.max() > 100
    wait_until(lambda: seen(wall).max() == 0, "a black wall")
    assert shown(wall, wire, slots_of({})).max() > 100


def test_a_wall_of_another_size_shows_the_same_picture(opened: Callable[..., Page]) -> None:
    wire = Wire()
    wall = opened(wire)
    shown(wall, wire, slots_of(PICTURES["misalign"]))
    wall.set_viewport_size({"width": 400, "height": 400})
    wait_until(lambda: seen(wall).shape == (400, 400, 3), "a square wall")
    far_end = far_end_of(slots_of(PICTURES["misalign"]), (400, 400))
    wait_until(lambda: bool((np.abs(seen(wall) - far_end).max(axis=2) > 100).mean() < 0.02), "the same picture")


def test_the_cursor_is_hidden_and_one_key_fills_the_screen(opened: Callable[..., Page]) -> None:
    wall = opened(Wire())
    assert wall.get_by_role("main").evaluate("(main) => getComputedStyle(main).cursor") == "none"
    wall.keyboard.press("f")
    wait_until(lambda: bool(wall.evaluate("document.fullscreenElement !== null")), "a full screen")
