"""What runs beside a show is told of when it dies."""

import asyncio

import pytest

from controller.run.beside import beside
from tests.fakes.virtual_time import virtual_time


async def dies() -> None:
    raise ValueError("no such thing")


@virtual_time
async def test_what_ends_by_an_error_beside_a_show_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with beside("the watch over the show file", dies()):
        await asyncio.sleep(0.1)
        assert "the watch over the show file ended by an error" in caplog.text
        assert "no such thing" in caplog.text


@virtual_time
async def test_what_is_ended_with_the_show_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async with beside("the watch over the show file", asyncio.sleep(60)):
        await asyncio.sleep(0.1)
    assert not caplog.records
