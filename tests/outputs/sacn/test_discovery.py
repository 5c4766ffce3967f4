"""Universe discovery: every network that sACN leaves by is told once, and no less than every ten seconds."""

from collections.abc import Mapping

import pytest

from controller.outputs.interfaces import group_by
from controller.outputs.link import Address, Datagram, LinkStatistics
from controller.outputs.sacn.discovery import EVERY_S, SacnDiscovery
from controller.wire.sacn.extended import DISCOVERY_GROUP

FPS = 44
PAGES = [b"first page", b"second page"]


class Ear:
    """A link that only remembers."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.is_closed = False

    def send(self, datagram: Datagram, to: Address) -> None:
        assert to == (DISCOVERY_GROUP, 5568)
        self.heard.append(bytes(datagram))

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        raise AssertionError((packets, size, to))

    def statistics(self) -> LinkStatistics:
        return LinkStatistics(len(self.heard), 0, "")

    def reopen(self) -> None:
        raise AssertionError

    def close(self) -> None:
        self.is_closed = True


def discovery(ears: Mapping[str | None, Ear], networks: Mapping[str | None, object]) -> SacnDiscovery:
    return SacnDiscovery(PAGES, ears, by=networks.__getitem__, fps=FPS)


@pytest.mark.parametrize("order", [(None, "10.0.0.5"), ("10.0.0.5", None)])
def test_a_network_that_two_of_our_addresses_lead_to_is_told_once(order: tuple[str | None, ...]) -> None:
    ears = {address: Ear() for address in order}
    discovery(ears, {None: 2, "10.0.0.5": 2}).send(0)
    assert ears["10.0.0.5"].heard == PAGES, "by the link that is held to the interface: routes may change"
    assert ears[None].heard == []


def test_two_networks_are_both_told_and_a_change_of_the_routes_is_followed() -> None:
    ears, networks = {None: Ear(), "10.0.0.5": Ear()}, {None: 3, "10.0.0.5": 2}
    source = discovery(ears, networks)
    source.send(0)
    source.send(EVERY_S * FPS - 1)
    networks[None] = 2  # the other network is gone, and its route with it
    source.send(EVERY_S * FPS)
    assert ears[None].heard == PAGES
    assert ears["10.0.0.5"].heard == [*PAGES, *PAGES]
    source.close()
    assert ears[None].is_closed
    assert ears["10.0.0.5"].is_closed


def test_the_system_names_one_network_for_all_addresses_that_lead_to_it() -> None:
    assert group_by(DISCOVERY_GROUP, "127.0.0.1") == group_by(DISCOVERY_GROUP, "127.0.0.1")
    assert group_by(DISCOVERY_GROUP, "192.0.2.254") == "192.0.2.254", "no address of this machine"
