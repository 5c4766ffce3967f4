"""The gallery of projectors: each fault and each operator has its strip."""

import importlib.util
from pathlib import Path
from types import ModuleType

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
