"""Faults on the way to a node, computed purely, before the guard. The gate at the socket obeys."""
