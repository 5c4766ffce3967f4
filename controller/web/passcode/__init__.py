"""Who may work at a console that comes over the network: whoever gives the passcode. This machine is never asked."""
