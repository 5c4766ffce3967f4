"""Phones of visitors, and the house whose door is open for them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import require_bundle
from tests.browser.desk import PHONE
from tests.engine_process import EngineProcess

SMALL = (320, 568)


@contextmanager
def house_with_visitors(name: str, folders: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    """Play a show of this folder with a door for visitors."""
    require_bundle()
    show = Path(__file__).parent / f"{name}.show.yaml"
    visitors = ("--visitors", "127.0.0.1:0", "--voters-per-address", "100")
    with EngineProcess(show, folders.mktemp(name), *visitors) as engine:
        yield engine


def door_of(engine: EngineProcess) -> str:
    """Say where visitors join."""
    found = re.search(r"Visitors .+ at (\S+)", engine.said)
    assert found is not None, engine.said
    return found[1]


def a_phone(browser: Browser, join: str, size: tuple[int, int] = PHONE) -> Page:
    """A phone of somebody's own, with the page open."""
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=True).new_page()
    page.goto(join)
    return page
