"""Faults on the house itself: an engine that hangs, a process that dies, a disk that is full. They change no light."""
