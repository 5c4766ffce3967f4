"""Compiled passes are used where numba keeps them on disk: what would have to be compiled first, no frame waits for.

To compile all of them takes minutes, and to load them a second. Numpy's forms give the same bytes meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


class NotCompiledError(Exception):
    """A pass that is needed is not kept on this machine yet, or what is kept is damaged: that is its cause then."""


class _Refusal:
    """Hears numba begin to compile."""

    def notify(self, _event: object) -> None:
        """Do not let it."""
        raise NotCompiledError


@contextmanager
def kept_only() -> Iterator[None]:
    """Let numba load in this block what it keeps, and compile nothing.

    Raises:
        NotCompiledError: something would have had to be compiled. What numba keeps may also be damaged, and raise
            whatever there is to raise: then that is its cause.
    """
    event = import_module("numba.core.event")
    event.Listener.register(_Refusal)
    with event.install_listener("numba:run_pass", _Refusal()):
        try:
            yield
        except NotCompiledError:
            raise
        except Exception as error:
            raise NotCompiledError from error
