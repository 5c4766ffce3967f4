"""Bytes both ways. Pure: no socket, no clock, no task; bad bytes raise ``WireError`` and nothing else."""
