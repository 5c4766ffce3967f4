"""Places to listen, as the command line writes them."""

import pytest

from controller.model.ports import parse_place


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
