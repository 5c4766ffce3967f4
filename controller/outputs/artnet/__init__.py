"""Art-Net nodes: what they are sent, how they are asked whether they live, and who may answer."""
