"""Edits of a show file's text: the smallest splice that does it, comments and layout kept byte for byte."""
