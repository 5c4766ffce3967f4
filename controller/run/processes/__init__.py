"""Engine and web server as processes of their own, and the supervisor that starts, watches and restarts them."""
