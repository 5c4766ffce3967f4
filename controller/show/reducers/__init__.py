"""One file for each kind of hand: what an intent does to the state. ``reduce.py`` pairs intents and reducers."""
