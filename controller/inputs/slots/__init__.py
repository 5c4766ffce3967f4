"""Station 0, sACN and Art-Net in: slots of other consoles that do what the show has bound to them."""
