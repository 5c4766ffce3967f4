"""A bounded mutation fuzzer: seeded, so that what it finds is found again; no clock and no disk."""

import random
from collections.abc import Iterator, Sequence

LONGEST = 4096


def mutations(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Give so many packets that are nearly right.

    Args:
        seeds: sound packets.
        count: how many to give.
        seed: of the chance; the same gives the same packets.
    """
    chance = random.Random(seed)  # noqa: S311  tests are no secret
    for _ in range(count):
        packet = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            packet = _spoil(packet, chance, seeds)
        yield bytes(packet[:LONGEST])


def _spoil(packet: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> bytearray:
    """Change one thing: a bit, a byte, a number, the length, or the other half for that of another packet."""
    at = chance.randrange(len(packet)) if packet else 0
    match chance.randrange(8):
        case 0 if packet:
            packet[at] ^= 1 << chance.randrange(8)
        case 1 if packet:
            packet[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        case 2:
            number = chance.choice((0, 1, 3, 511, 512, 513, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFC, 0xFFFFFFFF))
            width = chance.choice((2, 4, 8))
            packet[at : at + width] = number.to_bytes(8)[-width:]
        case 3:
            del packet[at:]
        case 4:
            del packet[at : at + chance.randrange(1, 9)]
        case 5:
            packet[at:at] = chance.randbytes(chance.randrange(1, 9))
        case 6:
            packet += packet[at:]
        case 7:
            other = chance.choice(seeds)
            packet[at:] = other[at:]
    return packet
