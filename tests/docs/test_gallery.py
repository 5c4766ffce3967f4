"""The gallery of effects: every kind has its example, every example is a show, every picture is what it paints."""

import importlib.util
import re
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from controller.showfile.reference import effect_blocks
from tests.docs.test_pictures import IMAGES

PAGE = (IMAGES.parent / "reference" / "effects.md").read_text(encoding="utf-8")
KINDS = [name for name, _block in effect_blocks()]


def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", IMAGES / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_kind_has_its_example_and_its_picture() -> None:
    assert set(gallery().examples()) == set(KINDS)
    shown = re.findall(r"!\[\]\(\.\./images/(effect-\w+\.png)\)", PAGE)
    assert sorted(shown) == sorted(f"effect-{kind}.png" for kind in KINDS)
    assert all((IMAGES / name).stat().st_size < 60_000 for name in shown)


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_a_show_with_that_effect(kind: str) -> None:
    made = gallery()
    show = made.show_of(made.examples()[kind])
    (effect,) = show.lists["main"].cues[0].effects
    assert effect.cells.size


@pytest.mark.parametrize("kind", ["ripple", "glyph", "fan"])
def test_a_picture_shows_what_the_engine_paints_today(kind: str) -> None:
    made = gallery()
    kept = np.asarray(Image.open(IMAGES / f"effect-{kind}.png").convert("RGB")).astype(int)
    painted = made.strip(kind, made.examples()[kind]).astype(int)
    assert painted.shape == kept.shape, "run `python docs/images/gallery.py`"
    assert np.abs(painted - kept).mean() < 2.5, "run `python docs/images/gallery.py`"
