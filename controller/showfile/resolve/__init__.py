"""Document → model: names become cells, slots and looks; what cannot be resolved is reported at its place."""
