"""The page on sharing a rig: its files are a show."""

import re
from pathlib import Path

from controller.run.reading import read_show

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "share-a-rig.md").read_text(encoding="utf-8")


def test_the_files_of_the_page_are_a_show(tmp_path: Path) -> None:
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    source = read_show(str(tmp_path / "matinee.show.yaml"))
    assert source.show.name == "Matinee"
    assert source.show.rig.cell_count == 16
    assert set(source.parts) == {"rig.yaml"}
