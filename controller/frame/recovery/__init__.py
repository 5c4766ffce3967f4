"""Station 9. Choreography: turn the picture of a wound back into the show.

``stage`` passes the picture through the phases of a recovery, ``shape`` is the geometry of the wound, and each
operator is one file in ``operators``: a function that prepares, at load, what it needs of the wound, and gives a
movement, a pure function of the scene and its progress.
"""
