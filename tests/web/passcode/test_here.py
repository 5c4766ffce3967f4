"""Who is at this machine, and who only seems to be."""

import pytest

from controller.web.passcode.here import is_here, is_loopback


def asking(client: str | None, server: str = "10.0.0.5", **headers: str) -> dict[str, object]:
    return {
        "type": "http",
        "client": None if client is None else (client, 5000),
        "server": (server, 8000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }


@pytest.mark.parametrize(
    "client", ["127.0.0.1", "127.0.1.41", "::1", "::ffff:127.0.0.1", "10.0.0.5", "::ffff:10.0.0.5"]
)
def test_whoever_comes_by_loopback_or_from_our_own_address_is_here(client: str) -> None:
    assert is_here(asking(client))


@pytest.mark.parametrize("client", ["10.0.0.7", "::ffff:10.0.0.7", "fe80::1%eth0", "0.0.0.0", "", "unix", None])  # noqa: S104
def test_everybody_else_is_not(client: str | None) -> None:
    assert not is_here(asking(client))


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via", "x_real_ip", "x_forwarded_host"])
def test_whoever_stands_behind_a_proxy_of_this_machine_is_not_here(header: str) -> None:
    assert not is_here(asking("127.0.0.1", **{header: "127.0.0.1"}))


def test_a_host_is_loopback_by_address_or_by_the_one_name() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "10.0.0.5", "localhost.example", ""))  # noqa: S104
