"""The kinds of effects, one idea a file: each makes a function of the moment from the geometry of its cells."""
