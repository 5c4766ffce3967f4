"""Effects: blocks → effects of the model; pictures and letters are made ready here."""
