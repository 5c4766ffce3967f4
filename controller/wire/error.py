"""Beside station 15: the one error of this room. Whoever sent us the bytes is at fault, never the show."""


class WireError(ValueError):
    """Bytes or text from outside that break their protocol's rules; the message is one sentence about them."""
