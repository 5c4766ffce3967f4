"""Faults on sources: what a sensor says is broken on its way in, before anything follows it."""
