"""The demo's own scenario, run as a build server runs it."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

SCENARIO = Path(__file__).parents[2] / "show_files" / "neo_lumine.scenario.yaml"


def test_the_demo_is_simulated_and_every_expectation_is_a_passed_case(tmp_path: Path) -> None:
    report = tmp_path / "result.xml"
    command = [sys.executable, "-m", "controller", "simulate", str(SCENARIO), "--junit", str(report)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    (suite,) = ET.parse(report).getroot()  # noqa: S314 - our own bytes
    assert int(suite.attrib["tests"]) > 40
    assert (suite.attrib["failures"], suite.attrib.get("errors", "0")) == ("0", "0")
