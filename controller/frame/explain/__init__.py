"""Beside station 5: says who holds a light, and what each stage made of it. Pure; looking never writes."""
