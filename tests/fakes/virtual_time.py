"""An event loop whose clock jumps: whoever sleeps is woken at once, at the right time. Not for real sockets."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import signature
from typing import ParamSpec

Parameters = ParamSpec("Parameters")


class _JumpingSelector(selectors.DefaultSelector):
    """Never waits: what it was to wait for is added to the time."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        assert ready or timeout is not None, "everybody waits and nothing will ever happen"
        if not ready and timeout:
            self.now_s += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop on simulated time that starts at zero."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass in a call."""
        self._jumping.now_s += seconds


def virtual_time(
    test: Callable[Parameters, Coroutine[None, None, None]],
) -> Callable[Parameters, None]:
    """Run an async test on simulated time."""

    @wraps(test)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(test(*args, **kwargs))

    del run.__wrapped__  # or pytest would take it for a coroutine
    run.__signature__ = signature(test)  # type: ignore[attr-defined]  # pytest reads which fixtures it wants
    return run
