"""The shell people talk to: pages, the API under ``/api/v1``, and the console's socket. Read ``app.py`` first."""
