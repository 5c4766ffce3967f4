"""DECIDE: intents and time → state. Pure: no clock, no disk, no task, no chance but seeded chance."""
