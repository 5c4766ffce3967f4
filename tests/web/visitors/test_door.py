"""How much may come through the visitors' door, and how often phones look."""

from controller.web.visitors.door import (
    OFTEN_S,
    OPEN_AT_ONCE,
    PEER_RATE,
    SELDOM_S,
    TOTAL_RATE,
    Door,
    Pace,
    Voters,
    address_of,
)


def test_one_address_cannot_take_the_door_for_itself() -> None:
    door = Door(voters_per_address=8, now_s=0.0)
    taken = sum(door.admits("10.0.0.1", (), 0.0) for _ in range(500))
    assert taken == PEER_RATE.burst
    assert door.admits("10.0.0.2", (), 0.0)


def test_a_house_behind_one_router_gets_as_much_as_it_has_voters() -> None:
    door = Door(voters_per_address=80, now_s=0.0)
    assert sum(door.admits("10.0.0.1", (), 0.0) for _ in range(5000)) == 10 * PEER_RATE.burst


def test_one_address_cannot_hold_the_door_for_itself() -> None:
    door, held = Door(voters_per_address=8, now_s=0.0), ["2001:db8::7"] * OPEN_AT_ONCE
    assert not door.admits("2001:db8::8", held, 0.0), "the same house"
    assert door.admits("10.0.0.2", held, 0.0)
    assert door.admits("2001:db8::7", held[1:], 0.0)
    assert Door(voters_per_address=80, now_s=0.0).admits("2001:db8::7", held, 0.0)


def test_all_together_are_let_in_only_so_fast() -> None:
    door = Door(voters_per_address=8, now_s=0.0)
    taken = sum(door.admits(f"10.{n // 65536}.{n // 256 % 256}.{n % 256}", (), 0.0) for n in range(5000))
    assert taken == TOTAL_RATE.burst
    assert door.admits("10.200.0.1", (), 1.0)


def test_a_device_with_many_addresses_is_one() -> None:
    assert address_of("2001:db8:1:2:3:4:5:6") == address_of("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert address_of("::ffff:10.0.0.7") == address_of("10.0.0.7")
    assert address_of("fe80::1%eth0") == "fe80::/64"
    assert address_of("testclient") == "testclient"


def test_the_more_phones_there_are_the_more_seldom_each_of_them_looks() -> None:
    few, many, pace = Pace(), Pace(), 0.0
    for second in range(60):
        for _ in range(10):
            few.next_s(float(second))
    assert few.next_s(60.0) == OFTEN_S
    moment = 0.0
    for _ in range(60):
        pace = many.next_s(moment)
        for look in range(round(5000 * 2.0 / pace)):
            pace = many.next_s(moment + 2.0 * look * pace / 10_000)
        moment += 2.0
    assert 18.0 < pace < 30.0
    for _ in range(100_000):
        many.next_s(moment)
    assert many.next_s(moment + 2.0) == SELDOM_S


def test_ballots_are_remembered_for_the_vote_that_is_open_alone() -> None:
    voters, opening = Voters(per_address=1), ("q", 7)
    assert voters.refusal(opening, "a", "10.0.0.1") == ""
    voters.note(opening, "a", "yes")
    assert voters.choice(opening, "a") == "yes"
    assert voters.refusal(opening, "b", "10.0.0.1")
    assert voters.refusal(opening, "a", "10.0.0.9") == "", "a phone that changes its network is the same voter"
    assert voters.choice(("q", 8), "a") is None
    assert voters.refusal(("q", 8), "b", "10.0.0.1") == ""
