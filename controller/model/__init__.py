"""What a show and its state are made of: frozen facts, no behaviour beyond looking things up."""
