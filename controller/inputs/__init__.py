"""Shells that turn what comes from outside into intents: OSC."""
