"""Who sends too much is told no; who sends little is not disturbed by it."""

from controller.wire.admission import Bucket, Buckets, Rate

RATE = Rate(per_s=10, burst=5)


def test_a_burst_passes_and_what_is_beyond_it_does_not() -> None:
    bucket = Bucket(RATE, 0.0)
    assert [bucket.take(0.0) for _ in range(7)] == [True] * 5 + [False] * 2


def test_tokens_come_back_with_time_but_never_more_than_the_burst() -> None:
    bucket = Bucket(RATE, 0.0)
    for _ in range(5):
        bucket.take(0.0)
    assert [bucket.take(0.2) for _ in range(3)] == [True, True, False]
    assert sum(bucket.take(1000.0) for _ in range(20)) == 5


def test_a_clock_that_stands_or_runs_back_gives_nothing() -> None:
    bucket = Bucket(RATE, 100.0)
    for _ in range(5):
        bucket.take(100.0)
    assert not bucket.take(50.0)


def test_one_peer_never_uses_up_the_tokens_of_another() -> None:
    buckets: Buckets[str] = Buckets(RATE)
    assert sum(buckets.take("loud", 0.0) for _ in range(1000)) == 5
    assert buckets.take("quiet", 0.0)


def test_the_table_of_peers_is_bounded_and_forgets_the_one_not_heard_for_longest() -> None:
    buckets: Buckets[int] = Buckets(Rate(per_s=0.001, burst=1), limit=3)
    for peer in (1, 2, 3):
        assert buckets.take(peer, 0.0)
    assert not buckets.take(1, 0.0)  # heard again: now 2 is the oldest
    assert buckets.take(4, 0.0)
    assert len(buckets) == 3
    assert not buckets.take(1, 0.0)
    assert buckets.take(2, 0.0)  # forgotten, so it begins anew
