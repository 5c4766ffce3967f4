"""The bench: what the engine can do, measured on the real wire, beside what others can do in the same run."""
