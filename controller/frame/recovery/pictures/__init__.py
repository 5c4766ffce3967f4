"""Recoveries on the pictures of projectors: the operators by their names, on parts of pictures instead of cells.

``ground`` is what they stand on, ``operators`` are they themselves, ``stage`` passes pictures through the phases.
"""
