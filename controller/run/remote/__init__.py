"""The seam between two processes: people's web server on one side, the engine on the other, a local socket between."""
