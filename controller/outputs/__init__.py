"""Shells that send: links (sockets), one sender for each node, and the server that WebSocket fixtures connect to."""
