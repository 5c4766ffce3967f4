"""Station 13. The guard: the last stage that may alter light. Nothing passes it by.

Rules: WCAG 2.3.1 and ITU-R BT.1702: at most three general and three saturated-red flashes in any closed second, and no
long runs of fewer. Judged for every cell, every fixture of several cells, every zone and the whole, for lamps that
follow their level and for lamps with a gamma-like dimmer, on the levels that will be sent.

    rules      the numbers
    house      the house's own limits: ceilings, floors, how fast heads turn
    shutters   what shutters do to light; no strobe is let through
    pictures   gobos of projectors, and new lines under a broken picture, count as light
    lateness   what a node shows that hears late
    loss       what a node shows when its frames are lost
    levels     drive values → what the wire can carry, and the way back to the frame before
    light      what a visitor would see of those levels, in whole numbers
    groups     sums over zones, fixtures and the whole
    reading    light → six readings of every signal
    ages       ticks in sixteen bits
    followers  readings → swings, and what is remembered of them
    budget     which swings are too many
    look       what a frame would do
    plain      looks in numpy
    quick      looks in compiled passes (kernels, compiled, compiled_levels)
    margin     how near the limit a rig is
    limiter    the guard itself: the largest safe part of the way from frame to frame

How: a follower for each reading of each signal holds the running extreme of the *output* and the ends of its last
swings. While the budget of swings is spent, a frame that would swing again is moved only part of the way from the frame
before, and if need be not at all: holding never swings, so a safe answer always exists. Where many ask for too much,
each goes an eighth of its way in a frame until it is near. A rise is taken only if a fall
still fits after it, so going dark (blackout, PANIC) is never held back. Harmless pictures pass untouched.
"""

from controller.frame.guard.limiter import Guard, Guarded, Held
from controller.frame.guard.limits import Conditions

__all__ = ["Conditions", "Guard", "Guarded", "Held"]
