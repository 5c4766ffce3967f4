"""What the page on readying a machine tells to write down is understood: the service's command and the binding."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.showfile.load import check_show
from fixtures.library import load_profiles

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "ready-a-machine.md").read_text(encoding="utf-8")
SHOW = """nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, at: lamps 1/1}}
cues: [{cue: 1, look: {tile: {level: 40%}}}]
"""


def test_the_service_runs_a_command_that_there_is_and_lets_it_fade() -> None:
    unit = ConfigParser()
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # keys of systemd have capitals
    (text,) = re.findall(r"^```ini\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    unit.read_string(text)
    program, verb, show, *options = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/kintsugi")
    assert show.endswith(".show.yaml")
    told = CliRunner().invoke(build_app(), [verb, "--help"], env={"COLUMNS": "200"}).output
    assert all(word in told for word in options if word.startswith("--"))
    assert unit["Service"]["KillMode"] == "mixed"


def test_the_hour_starts_a_show_that_nobody_attends() -> None:
    (binding,) = re.findall(r"`(bindings: .*?)`", PAGE)
    show, problems = check_show(f"{SHOW}{binding}\n", file="first.show.yaml", profiles=load_profiles())
    assert show is not None, problems
