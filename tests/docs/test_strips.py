"""The gallery of faults and recoveries: each kind has its strip on its page, and each strip is what is played today."""

import importlib.util
import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from controller.frame.recovery.operators.catalogue import OPERATORS
from controller.model.fault import INJECTABLE
from tests.docs.test_pictures import IMAGES

PAGES = {
    name: (IMAGES.parent / "reference" / f"{name}.md").read_text(encoding="utf-8") for name in ("faults", "recoveries")
}
MEAN, FAR, PART = 2.0, 32, 0.0025
"""What keeping a picture in few colours may change: in the mean, and the part of the pixels that are farther off."""


@cache
def maker(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"pictures_{name}", IMAGES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_the_demo(name: str) -> NDArray[np.uint8]:
    made = maker("make")
    return np.asarray(Image.open(io.BytesIO(made.take(made.STRIPS[name]))).convert("RGB"))


def of_projectors(name: str) -> NDArray[np.uint8]:
    made = maker("projectors")
    taken: NDArray[np.uint8] = made.take(made.STRIPS[name])
    return taken


def of_the_house(name: str) -> NDArray[np.uint8]:
    taken: NDArray[np.uint8] = maker("house").take(name)
    return taken


STRIPS: Mapping[str, tuple[str, Callable[[str], NDArray[np.uint8]]]] = {
    name: (script, taken)
    for script, taken in (("make", of_the_demo), ("projectors", of_projectors), ("house", of_the_house))
    for name in maker(script).STRIPS
}


def kept(name: str) -> NDArray[np.uint8]:
    return np.asarray(Image.open(IMAGES / f"{name}.png").convert("RGB"))


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[float, float]:
    """How far two pictures are from each other: the mean, and the part of the pixels that are another colour."""
    away = np.abs(one.astype(int) - other.astype(int))
    return float(away.mean()), float((away.max(axis=2) > FAR).mean())


@pytest.mark.parametrize("name", STRIPS)
def test_a_strip_shows_what_is_played_today(name: str) -> None:
    script, taken = STRIPS[name]
    again = f"run `python docs/images/{script}.py {name}`, and look at the picture"
    painted = taken(name)
    assert painted.shape == kept(name).shape, again
    mean, part = apart(painted, kept(name))
    assert mean <= MEAN, again
    assert part <= PART, again


def strips_of(page: str, name: str) -> list[str]:
    """Find the strips of one kind on a page, each a picture that is made."""
    shown = re.findall(rf"\]\(\.\./images/((?:gallery|fault|projector)-{name})\.png\)", PAGES[page])
    return [each for each in shown if each in STRIPS]


@pytest.mark.parametrize(
    ("page", "name"), [*(("faults", kind.value) for kind in INJECTABLE), *(("recoveries", name) for name in OPERATORS)]
)
def test_every_fault_and_every_operator_has_its_strip_on_its_page(page: str, name: str) -> None:
    assert strips_of(page, name), f"no strip of {name} stands in docs/reference/{page}.md; see docs/images"


def test_the_log_says_of_a_full_disk_what_the_page_quotes() -> None:
    made = maker("house")
    told = made.played(made.STRIPS["gallery-disk-full"].moments, "disk-full").told
    quoted = re.findall(r"\*(the night is [^*]+)\*", PAGES["faults"])
    assert [re.sub(r"\d+", "…", text) for text in told] == quoted


def test_strips_of_the_gallery_are_small() -> None:
    assert not [
        name for name in STRIPS if name.startswith("gallery") and (IMAGES / f"{name}.png").stat().st_size > 60_000
    ]
