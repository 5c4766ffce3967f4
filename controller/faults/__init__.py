"""The catalogue of trouble: one file a layer, each fault a pure function of its targets, its seed and the tick."""
