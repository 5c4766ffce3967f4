"""Recorded content: pictures from elsewhere, run through the guard of this house."""
