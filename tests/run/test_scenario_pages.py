"""The pages on scenarios, tried as a new user would."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.run.headless.document import VERBS, ExpectBlock, ScenarioBlock, StepBlock
from controller.run.headless.reading import check_scenario
from controller.showfile import reference
from tests.fakes.evening import demo_show

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = (DOCS / "how-to" / "test-your-show-in-ci.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference" / "scenario.md").read_text(encoding="utf-8")
RUNNER = CliRunner()


def _run(command: str) -> str:
    """Run one line as the shell would; give what it prints and its exit code if that is not 0."""
    words = shlex.split(command)
    if words[0] != "kintsugi":
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout
    ended = RUNNER.invoke(build_app(), words[1:])
    return ended.output + (f"[exit code {ended.exit_code}]\n" if ended.exit_code else "")


def test_everything_in_the_how_to_happens_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for kind, name, body in re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL):
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(body, encoding="utf-8")
        elif kind == "console":
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                printed = _run(command)
                wanted = ".*?".join(re.escape(part) for part in expected.split("…"))
                assert re.fullmatch(wanted, printed), f"$ {command}\n{printed}"
                commands += 1
    assert commands == 6
    workflow = Path(".github/workflows/show.yml").read_text(encoding="utf-8")
    for command in re.findall(r"run: (kintsugi \S+ \S+)", workflow):
        assert Path(command.split()[-1]).is_file()


@pytest.mark.parametrize("block", [ScenarioBlock, StepBlock, ExpectBlock])
def test_the_reference_lists_every_key(block: type[ScenarioBlock | StepBlock | ExpectBlock]) -> None:
    assert reference._table(block) in REFERENCE


def test_the_reference_explains_every_verb() -> None:
    for verb in VERBS:
        assert re.search(rf"^\|.*`{verb}\b", REFERENCE, re.MULTILINE), verb


def test_the_example_of_the_reference_is_a_good_scenario() -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", REFERENCE, re.MULTILINE | re.DOTALL)
    scenario, problems = check_scenario(text, file="example.yaml", show=demo_show())
    assert scenario is not None, problems
