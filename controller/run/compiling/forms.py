"""All compiled passes in every form in which a show may call them: of ordinary and of bright fixtures, and of senders.

Numba compiles a pass for the kinds of its arrays, and those follow from whether a cell may give more than full light.
Which show it is makes no difference, so two small ones stand for all.
"""

from typing import Final

from controller.frame.guard import Guard
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.frame.kept import NotCompiledError, kept_only
from controller.frame.pipeline import Painter
from controller.model.show import Show
from controller.outputs.fleet import renewal
from controller.run.compiling.leaving import leave_compiler
from controller.run.compiling.mending import mended
from controller.showfile.load import check_show
from fixtures.library import load_profiles

_SHOW: Final = """
show: {{name: Passes, fps: 44}}
nodes: {{wall: {{protocol: sacn, to: 127.0.0.1}}}}
fixtures: {{lamp: {{profile: {profile}, count: 8, at: wall 1/1}}}}
zones: {{left: lamp 1-4}}
"""
_FORMS: Final = ("generic/rgb", "generic/rgbw-par")
"""Fixtures whose readings take sixteen bits, and such whose readings take more."""


def compile_all() -> bool:
    """Have every pass loaded, or compiled where numba does not keep it or what it keeps is damaged; may take minutes.

    Returns:
        Whether there are any: numba is here, and has a place for what it compiles.

    Raises:
        OSError: they cannot be read, or not be written.
    """
    return mended(_load_all)


def _load_all() -> bool:
    kernels = load_kernels(WORTH)
    if kernels is None or renewal.import_passes() is None:
        return False
    for profile in _FORMS:
        Guard(_show(profile)).quick(kernels)
    return True


def with_passes(painter: Painter) -> Painter:
    """Give a painter its compiled passes at once, whatever that takes: no show plays yet."""
    if painter.could_be_quicker and (quick := mended(painter.quick)) is not None:
        painter.take(quick)
    leave_compiler()
    return painter


def are_kept() -> bool:
    """Whether numba keeps every pass on this machine; they are loaded then."""
    try:
        with kept_only():
            return _load_all()
    except (ImportError, NotCompiledError):
        return False


def _show(profile: str) -> Show:
    """Give a show of a few fixtures."""
    show, problems = check_show(_SHOW.format(profile=profile), file="passes", profiles=load_profiles())
    if show is None:
        raise RuntimeError(f"our fault: the show of {profile} is not a good one: {problems}")
    return show
