"""Two thresholds instead of one: trouble is told at the first, its end at a calmer second."""


class Share:
    """The share of the last ticks in which something was wrong.

    Args:
        length: so many ticks are looked at.
        opens_at: share from which on it is trouble, 0..1.
        closes_below: share below which it is over, lower than ``opens_at``.

    Attributes:
        is_open: whether it is trouble now.
    """

    def __init__(self, length: int, *, opens_at: float, closes_below: float) -> None:
        self.is_open = False
        self._length = max(1, length)
        self._opens_at = opens_at
        self._closes_below = closes_below
        self._wrong = 0  # one bit a tick, the newest lowest
        self._tick: int | None = None

    def see(self, tick: int, *, is_wrong: bool, was_wrong: bool) -> bool | None:
        """Look at a tick.

        Args:
            tick: later than the one before.
            is_wrong: in it.
            was_wrong: in the ticks between, which nobody saw.

        Returns:
            True where trouble begins, False where it is over, None where nothing changes.
        """
        between = 0 if self._tick is None else min(self._length, max(0, tick - self._tick - 1))
        self._tick = tick
        if not (is_wrong or self._wrong or self.is_open or (was_wrong and between)):
            return None
        for wrong in (*[was_wrong] * between, is_wrong):
            self._wrong = (self._wrong << 1 | wrong) & ((1 << self._length) - 1)
        share = self._wrong.bit_count() / self._length
        changes = share >= self._opens_at if not self.is_open else share < self._closes_below
        if not changes:
            return None
        self.is_open = not self.is_open
        return self.is_open

    @property
    def count(self) -> int:
        """In how many of the last ticks something was wrong."""
        return self._wrong.bit_count()


class Latch:
    """Something that is wrong or not: trouble when it was wrong for a time, over when it was well for a time.

    Args:
        opens_after: ticks in a row in which it is wrong.
        closes_after: ticks in a row in which it is well.

    Attributes:
        is_open: whether it is trouble now.
    """

    def __init__(self, *, opens_after: int, closes_after: int) -> None:
        self.is_open = False
        self._opens_after = opens_after
        self._closes_after = closes_after
        self._since: int | None = None

    def see(self, tick: int, *, is_wrong: bool) -> bool | None:
        """Look at a tick: True where trouble begins, False where it is over, None where nothing changes."""
        if is_wrong == self.is_open:
            self._since = None
            return None
        self._since = tick if self._since is None else self._since
        if tick - self._since < (self._closes_after if self.is_open else self._opens_after):
            return None
        self.is_open, self._since = is_wrong, None
        return is_wrong
