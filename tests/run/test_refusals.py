"""Bad input is counted by peer and told at most once a second for each."""

from controller.run.refusals import OTHERS, PEERS, Refusals


def test_many_with_one_reason_are_counted_each_and_told_once() -> None:
    refusals = Refusals()
    refusals.refuse("osc 10.0.0.1:5000", "too many messages")
    refusals.refuse("osc 10.0.0.1:5000", "too many messages; 400 were turned away unread", 400)
    assert refusals.counts == {"osc 10.0.0.1:5000": 401}
    assert refusals.tell(0, 44) == [("osc 10.0.0.1:5000", "too many messages; 400 were turned away unread")]


def test_a_peer_is_told_of_once_a_second() -> None:
    refusals = Refusals()
    told = 0
    for tick in range(440):
        refusals.refuse("osc 10.0.0.1:5000", "too many messages")
        told += len(refusals.tell(tick, 44))
    assert told == 10


def test_peers_beyond_the_bound_are_counted_together() -> None:
    refusals = Refusals()
    for number in range(PEERS + 3):
        refusals.refuse(f"osc 10.0.0.1:{number}", "too many messages", 2)
    assert refusals.counts[OTHERS] == 6
