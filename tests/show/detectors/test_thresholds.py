"""Two thresholds: nothing flutters between them, and ticks that nobody saw count as what they were."""

from hypothesis import given
from hypothesis import strategies as st

from controller.show.detectors.thresholds import Latch, Share


def told(share: Share, wrong: list[bool]) -> list[tuple[int, bool]]:
    seen = ((tick, share.see(tick, is_wrong=each, was_wrong=each)) for tick, each in enumerate(wrong))
    return [(tick, change) for tick, change in seen if change is not None]


def test_a_share_opens_at_the_first_threshold_and_closes_below_the_second() -> None:
    share = Share(10, opens_at=0.5, closes_below=0.2)
    assert told(share, [True] * 20 + [False] * 20) == [(4, True), (28, False)]


def test_between_the_thresholds_nothing_is_told() -> None:
    share = Share(10, opens_at=0.5, closes_below=0.2)
    told(share, [True] * 10)
    assert told(share, [True, False, False] * 20) == []


def test_ticks_that_nobody_saw_count_as_what_they_were() -> None:
    for was_wrong, opens in ((True, True), (False, None)):
        share = Share(10, opens_at=0.5, closes_below=0.2)
        share.see(0, is_wrong=False, was_wrong=False)
        assert share.see(6, is_wrong=False, was_wrong=was_wrong) is opens


@given(st.lists(st.booleans(), max_size=200), st.integers(1, 20))
def test_a_share_is_what_counting_says(wrong: list[bool], length: int) -> None:
    share = Share(length, opens_at=0.5, closes_below=0.25)
    is_open = False
    for tick, each in enumerate(wrong):
        share.see(tick, is_wrong=each, was_wrong=False)
        part = sum(wrong[max(0, tick + 1 - length) : tick + 1]) / length
        is_open = part >= 0.25 if is_open else part >= 0.5
        assert share.is_open == is_open


def test_a_latch_opens_and_closes_only_after_its_times_without_a_break() -> None:
    latch = Latch(opens_after=3, closes_after=5)
    wrong = [True, True, False, True, True, True, True, False, False, True] + [False] * 8
    seen = [(tick, latch.see(tick, is_wrong=each)) for tick, each in enumerate(wrong)]
    assert [(tick, change) for tick, change in seen if change is not None] == [(6, True), (15, False)]
