"""Who stands behind the decoders, against packets that are nearly right: nobody raises, and the broken do nothing.

``make test`` runs a short round, as of the decoders: ``KINTSUGI_FUZZ`` says how many cases.
"""

import asyncio
from collections.abc import Callable, Sequence

from controller.inputs.osc import OscIn, OscSettings
from controller.inputs.slots.artnet import ArtnetIn, ArtnetSettings
from controller.inputs.slots.hands import Hands
from controller.inputs.slots.sacn import SacnIn, SacnSettings
from controller.model.binding import Action, Do, SetLevel
from controller.model.intent import Go
from controller.model.listen import Listen
from controller.model.patch import Node
from controller.outputs.artnet.sender import ArtnetSender
from controller.outputs.dialogue import Dialogue
from controller.outputs.memory_link import MemoryLink
from controller.wire import artnet, osc
from controller.wire.error import WireError
from controller.wire.fixture_messages import FixtureHello
from controller.wire.sacn.data import decode_data
from controller.wire.sacn.extended import is_extended
from tests.fakes.seam import FakeSeam
from tests.fuzz.mutate import mutations
from tests.fuzz.test_decoders import CASES, LONG_RUN, captured, client_texts, read_text

pytestmark = LONG_RUN
DESK = ("127.0.0.1", 5000)
STAGE = Node("stage", "artnet", "127.0.1.2", 6454)
BOUND: dict[tuple[int, int], Action] = {(1, 5): SetLevel(), (1, 6): Do(Go()), (258, 2): SetLevel(), (2, 4): Do(Go())}
ABOUT = FixtureHello("screen", "generic/projector", "default", 5, 1, ("Welcome",), 44, 3)


def read_sacn(packet: bytes) -> object:
    return None if is_extended(packet) else decode_data(packet)


def read_artnet(packet: bytes) -> object:
    opcode = artnet.opcode_of(packet)
    if opcode == artnet.Opcode.POLL:
        return artnet.decode_poll(packet)
    if opcode == artnet.Opcode.TIME_CODE:
        return artnet.decode_time_code(packet)
    return artnet.decode_dmx(packet) if opcode == artnet.Opcode.DMX else None


def is_broken(read: Callable[[bytes], object], packet: bytes) -> bool:
    try:
        read(packet)
    except WireError:
        return True
    return False


async def hand_in(
    seeds: Sequence[bytes], read: Callable[[bytes], object], receive: Callable[[bytes], object], seam: FakeSeam
) -> None:
    """Hand in packets one by one: of each that is broken the console is told once, and the engine nothing."""
    acted = 0
    for packet in mutations(seeds, CASES, seed=5):
        submitted, refused = len(seam.submitted), len(seam.refused)
        receive(packet)
        for _ in range(3):
            await asyncio.sleep(0)
        if is_broken(read, packet):
            assert (len(seam.submitted), len(seam.refused)) == (submitted, refused + 1), packet.hex()
        acted += len(seam.submitted) - submitted
    assert acted  # some were still sound, and meant something


def every_second() -> Callable[[], float]:
    """Give a clock by which no budget is ever spent."""
    seconds = iter(range(1 << 40))
    return lambda: float(next(seconds))


async def test_sacn_that_is_broken_moves_nothing() -> None:
    seam = FakeSeam()
    async with asyncio.TaskGroup() as tasks:
        settings = SacnSettings(BOUND, Listen(), "127.0.0.1", own_cid=bytes(range(1, 17)))
        sacn = SacnIn(seam, Hands(seam, tasks, "sacn"), settings, every_second())
        await hand_in(captured("sacn"), read_sacn, lambda packet: sacn.receive(packet, DESK), seam)


async def test_art_net_that_is_broken_moves_nothing() -> None:
    seam = FakeSeam()
    async with asyncio.TaskGroup() as tasks:
        settings = ArtnetSettings(BOUND, Listen(), "127.0.0.1", "Wild", keeps_time=True)
        ear = ArtnetIn(
            seam,
            Hands(seam, tasks, "artnet"),
            settings,
            clock=every_second(),
            send=lambda _packet, _to: None,
        )
        await hand_in(captured("artnet"), read_artnet, lambda packet: ear.receive(packet, DESK), seam)


async def test_osc_that_is_broken_does_nothing() -> None:
    seam = FakeSeam()
    async with asyncio.TaskGroup() as tasks:
        ear = OscIn(
            seam,
            tasks,
            clock=every_second(),
            send=lambda _packet, _to: None,
            settings=OscSettings(),
        )
        await hand_in(captured("osc"), osc.decode_packet, lambda packet: ear.receive(packet, DESK), seam)


def test_an_answer_of_a_node_that_is_broken_confirms_nothing() -> None:
    refused: list[str] = []
    link = MemoryLink(lambda _datagram, _to: None, record=False)
    sender = ArtnetSender(
        STAGE, [0], fps=44, link=link, resumed=False, refuse=lambda _peer, reason: refused.append(reason)
    )
    for tick, packet in enumerate(mutations(captured("artnet"), CASES, seed=6)):
        before, known = sender.view(tick), len(refused)
        sender.hear(packet, tick)
        if is_broken(artnet.decode_poll_reply, packet):
            assert len(refused) == known + 1
            assert sender.view(tick).confirmed_age_s == before.confirmed_age_s
    assert sender.view(CASES).confirmed_age_s is not None  # some were still sound


def test_a_broken_word_of_a_fixture_confirms_nothing_and_is_answered() -> None:
    for packet in mutations(client_texts(), CASES, seed=7):
        refused: list[str] = []
        dialogue = Dialogue(ABOUT, tick=0, wake=lambda: None, refused=refused.append)
        dialogue.take(client_texts()[0].decode())
        dialogue.take(packet.decode("utf-8", "replace"))
        if is_broken(read_text, packet):
            assert len(refused) == 1
            assert dialogue.confirmed_tick is None
            assert dialogue.is_playing
        dialogue.take(packet)
        assert refused[-1].startswith("a client sends text") or not dialogue.is_playing
