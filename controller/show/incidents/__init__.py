"""Beside station 4, for the director: storms, what joins what, whose hands are where, what phases do besides light."""
