"""Who floods is barred within a tenth of a second or two, and let in again as soon as it is over."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.barrier.judging import STEP_S, Budgets, Judge, Whose
from controller.inputs.barrier.rules import NOBODY, Peer
from controller.wire.admission import Bucket, Buckets, Rate

BUDGETS = Budgets(1000, 4000)
LOUD, LOUDER, QUIET = ("10.0.0.1", 5000, b""), ("10.0.0.2", 5000, b""), ("10.0.0.3", 5000, b"")
MANY: list[Peer] = [("10.0.0.9", port, b"") for port in range(1, 2000)]


class Street:
    """A judge with peers before it, a door behind it, and a system that does what it says. Time is in hand."""

    def __init__(self, *strangers: Peer) -> None:
        self.now_s = 0.0
        self.judge = Judge(BUDGETS, 0.0)
        self.let_in: dict[Whose, int] = {}
        self.turned_away: dict[Whose, int] = {}
        self._strangers = strangers
        self._peers: Buckets[Peer] = Buckets(Rate(BUDGETS.peer, 2 * BUDGETS.peer))
        self._total = Bucket(Rate(BUDGETS.total, 2 * BUDGETS.total), 0.0)
        self._chance = random.Random(1)  # noqa: S311  tests are no secret

    def pass_by(self, seconds: float, rates: Mapping[Peer, float]) -> None:
        """Let peers send at these rates."""
        for _ in range(round(seconds / STEP_S)):
            self.let_in = dict.fromkeys(rates, 0)
            sent = [peer for peer, rate in rates.items() for _ in range(round(rate * STEP_S))]
            self._chance.shuffle(sent)
            dropped = 0
            for number, peer in enumerate(sent):
                if self._chance.random() < self.share(peer):
                    self._reach(peer, self.now_s + STEP_S * number / len(sent))
                else:
                    dropped += 1
            self.now_s += STEP_S
            for whose, count in self.judge.judge(dropped, self.now_s).items():
                self.turned_away[whose] = self.turned_away.get(whose, 0) + count

    def share(self, peer: Peer) -> float:
        """Say how much of a peer the system lets through."""
        rules = self.judge.rules
        return dict(rules.barred).get(peer, 1.0 if peer in rules.regulars else rules.crowd)

    def _reach(self, peer: Peer, now_s: float) -> None:
        is_read = peer not in self._strangers and self._peers.take(peer, now_s) and self._total.take(now_s)
        self.let_in[peer] += is_read
        self.judge.note(peer, is_read=is_read)


def test_who_stays_within_its_budget_is_never_barred() -> None:
    street = Street()
    street.pass_by(3, {LOUD: 990, QUIET: 50})
    assert street.judge.rules == NOBODY


def test_a_little_too_much_is_left_to_the_budget() -> None:
    street = Street()
    street.pass_by(5, {LOUD: 2500})
    assert street.judge.rules == NOBODY


@pytest.mark.parametrize("rate", [5_000, 20_000, 50_000])
def test_who_floods_is_barred_but_for_most_of_its_budget(rate: float) -> None:
    street = Street()
    street.pass_by(0.8, {LOUD: rate, QUIET: 50})
    assert [peer for peer, _share in street.judge.rules.barred] == [LOUD]
    assert 60 <= street.let_in[LOUD] <= 100, "of 100 in this time"
    assert street.let_in[QUIET] == 5
    assert street.share(QUIET) == 1.0


def test_a_flood_that_is_over_bars_nobody_a_tenth_of_a_second_later() -> None:
    street = Street()
    street.pass_by(0.5, {LOUD: 50_000})
    street.pass_by(STEP_S, {})
    assert street.judge.rules == NOBODY
    street.pass_by(STEP_S, {LOUD: 50_000})
    street.pass_by(2 * STEP_S, {LOUD: 900})
    assert street.judge.rules == NOBODY


def test_the_share_follows_the_flood() -> None:
    street = Street()
    street.pass_by(1, {LOUD: 5000})
    slow = street.share(LOUD)
    street.pass_by(0.5, {LOUD: 50_000})
    assert street.share(LOUD) < slow / 5
    street.pass_by(1, {LOUD: 5000})
    assert 60 <= street.let_in[LOUD] <= 100


def test_what_was_turned_away_is_counted_for_each_as_far_as_can_be_told() -> None:
    street = Street()
    street.pass_by(1.5, {LOUD: 10_000, LOUDER: 30_000, QUIET: 100})
    assert street.turned_away[LOUD] == pytest.approx(11_500, rel=0.15)
    assert street.turned_away[LOUDER] == pytest.approx(38_000, rel=0.15)
    assert QUIET not in street.turned_away


def test_what_the_system_had_no_room_for_while_we_were_busy_is_a_part_of_the_flood() -> None:
    judge = Judge(BUDGETS, 0.0)
    for _ in range(50):
        judge.note(LOUD, is_read=False)
        judge.note(QUIET, is_read=True)
    assert judge.judge(450, STEP_S) == {LOUD: 450}
    assert [peer for peer, _share in judge.rules.barred] == [LOUD]
    assert judge.rules.barred[0][1] == pytest.approx(0.1 * 1000 / 5000), "nothing may be read of it"


def test_of_strangers_hardly_anything_is_looked_at() -> None:
    street = Street(LOUD)
    street.pass_by(1, {LOUD: 20_000})
    assert street.share(LOUD) * 20_000 <= 0.15 * BUDGETS.peer
    street.pass_by(2 * STEP_S, {LOUD: 100})
    assert street.judge.rules == NOBODY


def test_many_that_flood_together_are_a_crowd_that_regulars_pass_through() -> None:
    street = Street()
    street.pass_by(2, {QUIET: 50})
    street.pass_by(2, {QUIET: 50} | dict.fromkeys(MANY, 10.0))
    assert street.judge.rules.crowd < 0.2
    assert street.judge.rules.regulars == (QUIET,)
    assert street.let_in[QUIET] == 5
    assert 100 <= sum(street.let_in.values()) <= 300
    street.pass_by(2 * STEP_S, {QUIET: 50})
    assert street.judge.rules == NOBODY


def test_a_regular_that_floods_is_one_no_more() -> None:
    street = Street()
    street.pass_by(2, {LOUD: 50})
    street.pass_by(1, {LOUD: 20_000} | dict.fromkeys(MANY, 10.0))
    assert LOUD in dict(street.judge.rules.barred)


def test_who_comes_with_the_crowd_is_no_regular() -> None:
    street = Street()
    street.pass_by(3, dict.fromkeys(MANY, 10.0))
    assert street.judge.rules.regulars == ()


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 100_000)), max_size=8))
def test_shares_are_shares_and_everything_dropped_is_counted_once(steps: list[tuple[int, int, int]]) -> None:
    judge = Judge(BUDGETS, 0.0)
    for number, (read, refused, dropped) in enumerate(steps, start=1):
        had = judge.rules.bars_anybody
        for at in range(read + refused):
            judge.note(MANY[at % 20], is_read=at < read)
        told = judge.judge(dropped if had else 0, number * STEP_S)
        assert sum(told.values()) == (dropped if had else 0)
        assert all(0 < share <= 1 for _peer, share in judge.rules.barred)
        assert len(judge.rules.barred) <= 8
        assert 0 < judge.rules.crowd <= 1
