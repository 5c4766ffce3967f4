"""Beside station 15: what receivers make of several sources of one universe. Pure; time is an argument."""
