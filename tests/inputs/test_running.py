"""An input that ends by itself is told of in the log at once, and the show goes on without it."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from controller.inputs.osc import OscSettings, osc_in
from controller.inputs.running import running
from controller.inputs.slots.artnet import ArtnetSettings, artnet_in
from controller.inputs.slots.sacn import SacnSettings, sacn_in
from controller.model.binding import SetLevel
from controller.model.listen import Listen
from controller.model.ports import Listener
from tests.fakes.seam import FakeSeam

HERE = "127.0.0.1"


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def osc(port: int) -> AbstractAsyncContextManager[object]:
    return osc_in(FakeSeam(), OscSettings(listener=Listener(HERE, port, "udp", "--osc-port")))


def sacn(port: int) -> AbstractAsyncContextManager[object]:
    return sacn_in(FakeSeam(), SacnSettings({(1, 5): SetLevel()}, Listen(), HERE, bytes(16), port))


def artnet(port: int) -> AbstractAsyncContextManager[object]:
    settings = ArtnetSettings({(1, 5): SetLevel()}, Listen(), HERE, "Neo Lumine", port)
    return artnet_in(FakeSeam(), settings, overheard=None)


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("opened", "name"), [(osc, "OSC"), (sacn, "sACN"), (artnet, "Art-Net")])
async def test_an_input_that_ends_by_an_error_is_in_the_log_at_once(
    opened: Callable[[int], AbstractAsyncContextManager[object]],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(*_given: object) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("no more")

    for place in ("controller.inputs.osc.hear", "controller.inputs.slots.ears.hear"):
        monkeypatch.setattr(place, fail)
    async with opened(free_port()):
        await turns()
        assert [(record.levelno, record.message) for record in caplog.records] == [
            (logging.ERROR, f"{name} is not heard any more: it ended by an error")
        ]
        assert "no more" in caplog.text
    assert len(caplog.records) == 1


async def test_an_input_that_cannot_be_opened_says_so_instead_of_being_waited_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_opened: asyncio.Future[int]) -> None:
        raise OSError("the port is gone")

    with pytest.raises(OSError, match="the port is gone"):
        async with asyncio.timeout(5), running("OSC", fail):
            pytest.fail("it is not open")
    assert not caplog.records


async def test_an_input_that_is_closed_in_good_order_is_not_told_of(caplog: pytest.LogCaptureFixture) -> None:
    ended: list[bool] = []

    async def run(opened: asyncio.Future[int]) -> None:
        opened.set_result(7)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async with running("OSC", run) as seven:
        assert seven == 7
    assert ended == [True]
    assert not caplog.records
