"""PAINT: state + memory → one frame of slots. Stations 5 to 13, in the order that ``pipeline.py`` lists."""
