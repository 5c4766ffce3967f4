"""The page on fixtures: what it says the command tells is what it tells, and its sentences of refusal are ours."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "import-a-fixture.md").read_text(encoding="utf-8")
SOURCES = [path for room in ("fixtures", "controller/run/plans") for path in (ROOT / room).rglob("*.py")]
PAR = {
    "name": "Root Par",
    "categories": ["Color Changer"],
    "meta": {},
    "availableChannels": {
        "Dimmer": {"capability": {"type": "Intensity"}},
        "Strobe": {
            "capabilities": [
                {"dmxRange": [0, 5], "type": "ShutterStrobe", "shutterEffect": "Open"},
                {"dmxRange": [6, 255], "type": "StrobeSpeed", "speedStart": "1Hz", "speedEnd": "20Hz"},
            ]
        },
        "Sound": {
            "capabilities": [
                {"dmxRange": [0, 9], "type": "NoFunction"},
                {"dmxRange": [10, 255], "type": "Effect", "effectName": "Sound", "soundControlled": True},
            ]
        },
    },
    "modes": [{"name": "5ch", "channels": ["Dimmer", "Strobe", "Sound"]}, {"name": "on", "channels": ["Dimmer"]}],
}


def test_the_page_shows_what_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("root-par.json").write_text(json.dumps(PAR))
    ended = CliRunner().invoke(build_app(["fixtures"]), ["fixtures", "import", "root-par.json"])
    assert ended.exit_code == 0, ended.output
    _, shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[:2]
    assert ended.output.startswith(shown)


def test_its_sentences_of_refusal_are_ours() -> None:
    ours = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    table = PAGE.partition("## If it is refused")[2]
    said = [part for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for part in re.findall(r"`(.*?)`", row)]
    assert len(said) > 8
    assert [sentence for sentence in said if sentence not in ours] == []
