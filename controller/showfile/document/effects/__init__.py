"""The effects of a show file: one block for each kind, with its ranges and units."""
