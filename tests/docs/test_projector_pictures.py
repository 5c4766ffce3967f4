"""The gallery of projectors: each fault and each operator has its strip, which is what the engine projects today."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from controller.faults.light.projector.catalogue import PROJECTOR_LIGHT
from controller.frame.recovery.pictures.operators import PICTURE_OPERATORS

DOCS = Path(__file__).parents[2] / "docs"
IMAGES = DOCS / "images"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("projectors", IMAGES / "projectors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_fault_and_every_operator_has_its_picture_on_its_page() -> None:
    pages: dict[str, list[str]] = {"faults.md": [*PROJECTOR_LIGHT], "recoveries.md": [*PICTURE_OPERATORS]}
    for page, names in pages.items():
        text = (DOCS / "reference" / page).read_text(encoding="utf-8")
        assert all(f"(../images/projector-{name}.png)" in text for name in names), page
    assert set(maker().STRIPS) == {f"projector-{name}" for names in pages.values() for name in names}
    assert all((IMAGES / f"{name}.png").stat().st_size < 60_000 for name in maker().STRIPS)


@pytest.mark.parametrize("name", ["projector-tear", "projector-seam"])
def test_a_picture_shows_what_the_engine_projects_today(name: str) -> None:
    made = maker()
    painted = made.take(made.STRIPS[name]).astype(int)
    kept = np.asarray(Image.open(IMAGES / f"{name}.png").convert("RGB")).astype(int)
    assert painted.shape == kept.shape, "run `python docs/images/projectors.py`"
    assert np.abs(painted - kept).mean() < 2.5, "run `python docs/images/projectors.py`"
