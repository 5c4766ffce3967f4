"""Interfaces by which other consoles are heard, taken away and given back: real ones, in this machine's kernel."""

import asyncio
import socket

from controller.inputs.slots.sacn import SacnIn, SacnSettings, sacn_in
from controller.model.binding import SetLevel
from controller.model.listen import Listen
from controller.wire.sacn.data import SEQUENCE_AT, Source, data_packets, multicast_group
from tests.fakes.seam import FakeSeam
from tests.live.cable import Cable

HEARD_AT = 25568


async def test_another_console_is_heard_again_when_the_interface_that_was_deleted_is_back(cable: Cable) -> None:
    """The system forgets who was in a multicast group when its interface goes."""
    said = data_packets([1], Source(bytes(range(1, 17)), "Desk"), sequence=0)[0]
    group = (multicast_group(1), HEARD_AT)
    listen = Listen((f"{cable.far_address}/32",), interface=cable.address)
    settings = SacnSettings({(1, 5): SetLevel()}, listen, "127.0.0.1", bytes(16), HEARD_AT)

    async def say(heard: SacnIn) -> str:
        with cable.receiver() as desk:
            desk.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(cable.far_address))
            for _ in range(30):
                said[SEQUENCE_AT] += 1
                desk.sendto(said.tobytes(), group)
                await asyncio.sleep(0.05)
        return heard.views()[0].why

    async with sacn_in(FakeSeam(), settings) as heard:
        assert await say(heard) == "heard from Desk"
        cable.take_away()
        await asyncio.sleep(4)
        assert "fell silent" in heard.views()[0].why
        cable.lay()
        assert await say(heard) == "heard from Desk"
