"""Faults on light: what broken cells show instead of what they were told, before the guard.

Each fault is prepared once, at load, for the cells that it reaches, and is then a pure function of the healthy picture
and the moment. ``catalogue`` lists them by the names that show files use.
"""
