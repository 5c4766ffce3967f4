"""Faults of projectors: blank, tear, misalign, pixelate and channel-loss, one file each.

What they do to light is a fault on light like any other. What they do to the picture is a ``Bend`` of its parameters;
``catalogue`` lists both by the names that show files use.
"""
