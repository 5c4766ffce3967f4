"""Station 15, sACN: ANSI E1.31-2018, both ways: data and per-address priority, synchronization, universe discovery."""
