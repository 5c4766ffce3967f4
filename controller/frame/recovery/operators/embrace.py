"""``embrace``: what is wrong is drawn larger, as if it had been meant."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.recovery.scene import Columns, Ground, Movement, Parameters, Part, Scene, number, smooth

MOST = np.float32(7)


def embrace(_ground: Ground, parameters: Parameters) -> Movement:
    """Amplify the difference between what is broken and what was meant, up to ``gain`` (1..8) times.

    Trouble that comes again is embraced once more each time, up to ``MOST`` times the difference.
    """
    extra = np.float32(number(parameters, "gain") - 1)

    def move(scene: Scene, progress: Part) -> Canvas:
        more = np.minimum(extra * np.asarray(scene.times, np.float32), MOST) * smooth(progress)
        present, broken, shown = scene.present, scene.broken, scene.shown
        intensity = shown.intensity + more * (broken.intensity - present.intensity)
        rgb = broken.rgb - present.rgb
        rgb *= more
        rgb += shown.rgb
        return Canvas(np.clip(intensity, 0, 1, out=intensity), np.clip(rgb, 0, 1, out=rgb), shown.text)

    return Movement(lambda _columns: move, Columns())
