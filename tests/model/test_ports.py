"""Places to listen, as the command line writes them, and what is told of those that cannot be had."""

import errno
import os

import pytest

from controller.model.ports import Listener, PortInUseError, listen_error, parse_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("0.0.0.0:8080", ("0.0.0.0", 8080)),  # noqa: S104 - read, not bound
        ("[::]:8080", ("::", 8080)),
        ("lights.example:0", ("lights.example", 0)),
    ],
)
def test_an_address_and_a_port_are_a_place(text: str, place: tuple[str, int]) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    "text", ["8080", ":8080", "10.0.0.7", "10.0.0.7:", "10.0.0.7:http", "10.0.0.7:65536", "a:-1", "x" * 900]
)
def test_anything_else_is_refused_with_a_right_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no place to listen; write an address and a port, e\.g\. 0\.0\.0\.0:8080"):
        parse_place(text)


def told(option: str, number: int) -> str:
    return str(listen_error(Listener("10.0.0.9", 8000, "tcp", option), OSError(number, os.strerror(number))))


def test_a_port_that_somebody_has_asks_for_another_port() -> None:
    assert "choose another port with --port" in told("--port", errno.EADDRINUSE)
    assert isinstance(listen_error(Listener("::", 1, "udp", "--port"), OSError(errno.EADDRINUSE, "")), PortInUseError)


@pytest.mark.parametrize(("option", "mended"), [("--osc-port", "--host"), ("--visitors", "--visitors")])
def test_an_address_of_another_machine_asks_for_another_address(option: str, mended: str) -> None:
    assert told(option, errno.EADDRNOTAVAIL).endswith(f"no such address is here; give another with {mended}")
