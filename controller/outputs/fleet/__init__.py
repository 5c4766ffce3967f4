"""Many nodes in one go: the packets of all universes of a protocol side by side, worked out and sent together."""
