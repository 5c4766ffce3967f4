"""sACN nodes: what they are sent, when a whole frame is told to show, and who is told which universes there are."""
