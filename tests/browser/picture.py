"""What is on the screen: the pixels of a stage view, read from a screenshot, tile by tile."""

import base64
import re
from itertools import product
from typing import Final

from playwright.sync_api import Page

COLUMNS: Final = 12
"""Tiles in a row of the quick wall."""
TILES: Final = range(1, 145)
MARKER: Final = (255, 90, 95)
"""The colour of rings round cells that a fault would reach, ``--fault``."""
READ: Final = """async ([png, places]) => {
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const board = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
  board.drawImage(image, 0, 0);
  return places.map(([x, y]) => [...board.getImageData(Math.round(x), Math.round(y), 1, 1).data].slice(0, 3));
}"""
Rgb = tuple[int, int, int]
Place = tuple[float, float]


class Picture:
    """The stage view of one page. Where the tiles are, it learns from the page: by pointing at two of them.

    Attributes:
        canvas: of the stage view.
        tip: what the page says about the cell under the pointer.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        stage = page.get_by_role("region", name="Stage view")
        self.canvas = stage.locator("canvas")
        self.tip = stage.locator(".tip")
        self._origin, self._step = self._find_grid()
        page.mouse.move(0, 0)  # or the tip would lie over some tiles

    def place(self, tile: int) -> Place:
        """Where a tile's middle is, pixels from the corner of the canvas."""
        row, column = divmod(tile - 1, COLUMNS)
        return self._origin[0] + column * self._step, self._origin[1] + row * self._step

    def point_at(self, tile: int) -> None:
        """Put the pointer on a tile."""
        x, y = self.place(tile)
        self.canvas.hover(position={"x": x, "y": y})

    def colors(self) -> list[Rgb]:
        """Read the middle of every tile, 0..255 sRGB."""
        return self._read([self.place(tile) for tile in TILES])

    def ringed(self) -> set[int]:
        """Tell which tiles have a ring round them."""
        corners = list(product((-0.707, 0.707), (-0.707, 0.707), (0.84, 0.88, 0.92)))  # there no neighbour comes near
        around = [(over * far * self._step / 2, down * far * self._step / 2) for over, down, far in corners]
        places = [(self.place(tile)[0] + x, self.place(tile)[1] + y) for tile in TILES for x, y in around]
        hits = [is_like(color, MARKER) for color in self._read(places)]
        found = {tile: hits[len(around) * (tile - 1) : len(around) * tile] for tile in TILES}
        return {tile for tile in TILES if sum(found[tile]) >= len(around) / 2}

    def _find_grid(self) -> tuple[Place, float]:
        """Point here and there until two tiles of different columns and rows are known."""
        box = self.canvas.bounding_box()
        assert box is not None
        known: dict[int, Place] = {}
        for down, over in product((0.45, 0.6), (0.35, 0.45, 0.55)):
            self.canvas.hover(position={"x": box["width"] * over, "y": box["height"] * down})
            found = re.match(r"tile-(\d+)", self.tip.inner_text())
            if found is not None:
                known[int(found[1])] = self._tip_place()
        first, last = min(known), max(known)
        (row, column), (last_row, last_column) = divmod(first - 1, COLUMNS), divmod(last - 1, COLUMNS)
        x, y = known[first]
        step = (known[last][1] - y) / (last_row - row)
        assert abs(known[last][0] - x - step * (last_column - column)) < 1.0
        return (x - column * step, y - row * step), step

    def _tip_place(self) -> Place:
        left, top = self.tip.evaluate("(tip) => [parseFloat(tip.style.left), parseFloat(tip.style.top)]")
        return left, top

    def _read(self, places: list[Place]) -> list[Rgb]:
        png = base64.b64encode(self.canvas.screenshot()).decode()
        return [(red, green, blue) for red, green, blue in self._page.evaluate(READ, [png, places])]


def is_like(color: Rgb, other: Rgb) -> bool:
    """Whether two colours differ by little."""
    return all(abs(one - two) < 48 for one, two in zip(color, other, strict=True))
