"""Who connects and says nothing makes room for who comes: the newest stay, and no address takes all the room."""

from controller.outputs.waiting import MOST, PATIENCE_S, WaitingRoom


def fill(room: WaitingRoom[str], address: str, count: int) -> list[str]:
    """Let so many in; give who had to leave, after they left."""
    left = []
    for number in range(count):
        out = room.enter(f"{address} {number}", address, now_s=0.0)
        if out is not None:
            room.leave(out)
            left.append(out)
    return left


def test_the_eldest_of_a_flood_makes_room_for_the_newest() -> None:
    room: WaitingRoom[str] = WaitingRoom()

    assert fill(room, "a", MOST + 3) == ["a 0", "a 1", "a 2"]
    assert len(room) == MOST


def test_a_flood_from_one_address_pushes_nobody_else_out() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    fill(room, "fixture", 3)

    assert not [name for name in fill(room, "flood", 10 * MOST) if name.startswith("fixture")]
    assert room.enter("new", "another", now_s=0.0) == f"flood {10 * MOST - (MOST - 3)}"


def test_who_has_waited_too_long_is_named_and_the_room_knows_when_that_will_be() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    assert room.ends_s is None
    room.enter("early", "a", now_s=1.0)
    room.enter("late", "b", now_s=2.0)

    assert room.ends_s == 1.0 + PATIENCE_S
    assert room.tired(1.0 + PATIENCE_S) == ["early"]
    assert room.leave("early") == "a"
    assert room.tired(1.0 + PATIENCE_S) == []
    assert room.ends_s == 2.0 + PATIENCE_S


def test_a_room_that_everybody_left_is_empty_again() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    for _ in range(3):
        room.enter("x", "a", now_s=0.0)
        room.leave("x")

    assert (len(room), room.ends_s) == (0, None)
