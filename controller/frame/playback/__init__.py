"""Station 6. Looks and fades → cell values: layers, the times of a fade, whose value shows, and the stage itself."""

from controller.frame.playback.layers import Layer, empty_layer, flatten, home_of, set_look
from controller.frame.playback.stage import Playback

__all__ = ["Layer", "Playback", "empty_layer", "flatten", "home_of", "set_look"]
