"""OSC nodes: fixtures and programs that take their light as OSC, over UDP and TCP."""
