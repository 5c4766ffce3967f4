"""Station 7. Effects: pure functions of cell position and time, laid over the looks of running cues.

``stage`` walks through the running cues; ``lay`` makes one effect ready; ``kinds`` holds the motions, ``figures`` those
of moving heads; ``place`` and ``tables`` are what all of them are made of.
"""
