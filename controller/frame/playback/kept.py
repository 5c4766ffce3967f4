"""A small cache: what was worked out last is kept, what was not asked for longest goes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


def kept(cache: "OrderedDict[Key, Made]", key: Key, most: int, make: Callable[[], Made]) -> Made:
    """Give what is kept under a key, or make it.

    Args:
        cache: changed in place.
        key: of what is wanted.
        most: how many are kept.
        make: gives it when it is not there.
    """
    if key in cache:
        cache.move_to_end(key)
        return cache[key]
    made = cache[key] = make()
    while len(cache) > most:
        cache.popitem(last=False)
    return made
