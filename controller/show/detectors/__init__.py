"""Detectors: what notices trouble, whoever caused it.

Each takes what was seen of a tick, counts ticks, and gives intents for the next one: they are in the log, and a replay
asks no detector. Each has two thresholds, one at which it tells of trouble and a calmer one at which it tells that it
is over, so that nothing flutters. Pure: no clock, no socket; what shells found out is handed to them.

What sensors say is in the log already: ``sensors`` judges it within the state, and a replay judges it again.
"""
