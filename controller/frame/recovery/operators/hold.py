"""``hold``: the wound stands still. Its time is stopped by ``model.standing``; here nothing happens."""

from controller.frame.canvas import Canvas
from controller.frame.recovery.scene import Columns, Ground, Movement, Parameters, Part, Scene


def hold(_ground: Ground, _parameters: Parameters) -> Movement:
    """Stand still."""
    return Movement(lambda _columns: _still, Columns())


def _still(scene: Scene, _progress: Part) -> Canvas:
    return scene.shown
