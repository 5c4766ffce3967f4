"""What ``kintsugi simulate`` does, from names on the command line to an exit code."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from controller.run.headless.reading import check_scenario, named_show
from controller.run.headless.report import ProgressBar, junit, report_lines
from controller.run.headless.scenario import Scenario, shortened, walk_through
from controller.run.headless.simulate import Result, simulate
from controller.run.places import SHOW_SUFFIX, bundled_shows
from controller.run.reading import ShowError, read_show
from controller.run.source import Source
from controller.showfile.document.kind import duration
from controller.showfile.problem import render_all
from fixtures.picture import render_picture

SUFFIX: Final = ".scenario.yaml"
PICTURE_WIDTH: Final = 960
GOOD, FAILED, BAD = 0, 1, 2
"""Exit codes: all as expected, something was not, a file or option is wrong."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for; None and empty = not asked for.

    Attributes:
        show: a show, or a scenario that names its show.
        length: as written, e.g. ``60s``.
        junit, picture: files to write.
    """

    show: str
    scenario: str | None
    length: str | None
    junit: Path | None
    picture: Path | None


class ScenarioError(Exception):
    """A scenario that cannot be played; the message holds every problem, ready to print."""


def run_order(order: Order, *, say: Say, complain: Say) -> int:
    """Simulate what was asked for, tell what came of it, give the exit code."""
    try:
        source, scenario = read_order(order)
        if order.length is not None:
            scenario, left_out = shortened(scenario, duration(order.length))
            if left_out:
                lie = "1 expectation lies" if left_out == 1 else f"{left_out} expectations lie"
                are = "is" if left_out == 1 else "are"
                say(f"{lie} after {order.length} and {are} not judged.")
    except (ShowError, ScenarioError) as error:
        complain(str(error))
        return BAD
    except ValueError as error:
        complain(f"--for: {error}")
        return BAD
    bar = ProgressBar(scenario.for_s)
    result = simulate(source.show, scenario, record=False, watch=bar.watch)
    bar.clear()
    for line in report_lines(result):
        say(line)
    try:
        _write(order, result)
    except OSError as error:
        complain(f"{error.filename}: cannot be written: {error.strerror}")
        return BAD
    return GOOD if result.is_good else FAILED


def read_order(order: Order) -> tuple[Source, Scenario]:
    """Read the show and the scenario; without a scenario, make one up that plays every cue.

    Raises:
        ShowError: the show cannot be played.
        ScenarioError: the scenario cannot.
    """
    show, written = order.show, order.scenario
    if written is None and show.endswith(SUFFIX):
        show, written = "", show
    if written is None:
        source = read_show(show)
        return source, walk_through(source.show)
    path = _scenario_path(written)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror or error}") from error
    source = read_show(show or _show_of(text, path))
    scenario, problems = check_scenario(text, file=str(path), show=source.show)
    if scenario is None:
        raise ScenarioError(render_all(problems, text))
    return source, scenario


def _scenario_path(name: str) -> Path:
    """Find a scenario: a path, or the name of one that comes along."""
    path = Path(name)
    if path.is_file():
        return path
    show = bundled_shows().get(name.removesuffix(SUFFIX))
    return path if show is None else show.with_name(show.name.removesuffix(SHOW_SUFFIX) + SUFFIX)


def _show_of(text: str, path: Path) -> str:
    """Find the show that a scenario names: a path from the scenario's own folder, or one that comes along.

    Raises:
        ScenarioError: it names none.
    """
    name = named_show(text)
    if name is None:
        _, problems = check_scenario(text, file=str(path), show=None)
        said = f"{path}:1:1: the scenario names no show; add show: NAME{SHOW_SUFFIX}, or name one on the command line"
        raise ScenarioError("\n\n".join([said, *([render_all(problems, text)] if problems else [])]))
    beside = path.parent / name
    return str(beside) if beside.is_file() else name


def _write(order: Order, result: Result) -> None:
    """Write the files that were asked for.

    Raises:
        OSError: one cannot be written.
    """
    if order.junit is not None:
        order.junit.write_bytes(junit(result))
    if order.picture is not None:
        places = [place for fixture in result.far_end.plan.fixtures for place in fixture.positions]
        order.picture.write_bytes(render_picture(np.array(places, np.float32), result.light, width=PICTURE_WIDTH))
