"""What an editor makes of a show file with our schema: what is wrong is underlined, what may stand there completed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.showfile.language_server import YamlEditor
from tests.tools import require

ROOT = Path(__file__).parents[2]
WRONG = """nodes:
  lamps: {protocol: scan, to: 127.0.1.2}
fixtures:
  tile: {profile: generic/rgb, cuont: 6, at: lamps 1/1}
policy:
  flashes_per_second: 9
"""
BEGUN = """policy:
  go
cues:
  - cue: 1
    fa
"""


@pytest.fixture(scope="module")
def editor() -> Iterator[YamlEditor]:
    with YamlEditor(require("yaml-language-server"), ROOT / "show_files" / "show.schema.json") as found:
        yield found


def test_what_is_wrong_is_underlined_on_its_line(editor: YamlEditor, tmp_path: Path) -> None:
    found = editor.open(tmp_path / "wrong.show.yaml", WRONG)
    lines = {one["range"]["start"]["line"]: one["message"] for one in found}
    assert set(lines) == {1, 3, 5}
    assert "cuont" in lines[3]
    assert "9" in lines[5] or "maximum" in lines[5]


def test_the_demo_has_nothing_underlined(editor: YamlEditor) -> None:
    path = ROOT / "show_files" / "neo_lumine.show.yaml"
    assert editor.open(path, path.read_text(encoding="utf-8")) == []


def test_keys_are_completed_where_they_may_stand(editor: YamlEditor, tmp_path: Path) -> None:
    path = tmp_path / "begun.show.yaml"
    editor.open(path, BEGUN)
    assert "go_lockout" in editor.complete(path, 1, 4)
    assert {"fade", "label", "look"} <= set(editor.complete(path, 4, 4))
