"""How often a wrong passcode may be given."""

from controller.web.passcode.attempts import ALL_AT_ONCE, AT_ONCE, EVERY_S, Attempts

WEEK_S = 7 * 24 * 3600


def test_five_at_once_and_then_one_in_ten_seconds() -> None:
    attempts = Attempts()
    for number in range(AT_ONCE):
        assert attempts.wait_s("10.0.0.7", 100.0) == 0
        assert attempts.left("10.0.0.7", 100.0) == AT_ONCE - number
        attempts.note_wrong("10.0.0.7", 100.0)
    assert attempts.wait_s("10.0.0.7", 100.0) == EVERY_S
    assert attempts.left("10.0.0.7", 100.0) == 0
    assert attempts.wait_s("10.0.0.7", 100.0 + EVERY_S) == 0
    assert attempts.wait_s("10.0.0.8", 100.0) == 0, "another address is not kept waiting"


def test_what_was_mistyped_is_forgiven_once_it_is_right() -> None:
    attempts = Attempts()
    for _ in range(AT_ONCE):
        attempts.note_wrong("10.0.0.7", 0.0)
    attempts.forget("10.0.0.7")
    assert attempts.left("10.0.0.7", 0.0) == AT_ONCE


def test_addresses_of_one_network_of_ipv6_count_as_one() -> None:
    attempts = Attempts()
    for number in range(AT_ONCE):
        attempts.note_wrong(f"2001:db8::{number}", 0.0)
    assert attempts.wait_s("2001:db8::ffff", 0.0) > 0
    assert attempts.wait_s("2001:db9::1", 0.0) == 0


def test_whoever_has_any_number_of_addresses_tries_one_in_three_thousand_passcodes_in_a_week() -> None:
    attempts, tried, now_s = Attempts(), 0, 0.0
    for number in range(20_000):
        peer = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        wait_s = attempts.wait_s(peer, now_s)
        now_s += wait_s
        attempts.note_wrong(peer, now_s)
        tried += 1
    assert (tried - ALL_AT_ONCE) / now_s * WEEK_S < 10**10 / 3000
