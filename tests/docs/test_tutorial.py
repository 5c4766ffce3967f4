"""The tutorial is walked by a newcomer who does what it says, step by step: its commands, its edits, its keys."""

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.model.intent import Approve, Go, Inject, Intent
from tests.docs.test_pictures import pixels
from tests.fakes.score import Stage
from tests.shows import FarLamps

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tutorial" / "README.md").read_text(encoding="utf-8")
SHOW = Path("lantern.show.yaml")
TOP, LOW = slice(0, 8), slice(8, 18)
DARK = 0.002


class Newcomer:
    """Somebody at a terminal, an editor and the console.

    Attributes:
        stage: the show once it runs, its ticks given by the test.
        text: the file as it was saved last.
        said: what the last command printed.
    """

    stage: Stage
    text = ""
    said = ""

    def read(self, number: int) -> None:
        """Do what the blocks of one step say, in their order."""
        (step,) = re.findall(rf"^## {number}\. .*?(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
        for language, block in re.findall(r"^```(\w+)\n(.*?)^```", step, re.MULTILINE | re.DOTALL):
            {"sh": self._type, "text": self._compare, "yaml": self._find, "diff": self._edit}[language](block)

    def _type(self, block: str) -> None:
        program, *words = block.split()
        assert program == "kintsugi"
        if words[0] == "run":
            assert words == ["run", str(SHOW), "--rig"]
            return
        self.said = CliRunner().invoke(build_app(), words).output

    def _compare(self, block: str) -> None:
        assert re.fullmatch(re.escape(block).replace("…", r"[\d.]+"), self.said), self.said

    def _find(self, block: str) -> None:
        assert block in SHOW.read_text(encoding="utf-8")

    def _edit(self, block: str) -> None:
        text = SHOW.read_text(encoding="utf-8")
        old, new = ("".join(line[1:] + "\n" for line in block.splitlines() if line[0] == sign) for sign in "-+")
        assert text.count(old) == 1, old
        self.text = text.replace(old, new)
        SHOW.write_text(self.text, encoding="utf-8")

    def play(self, folder: Path) -> None:
        """Start the show."""
        self.stage = Stage(folder, SHOW.read_text(encoding="utf-8"))

    def press(self, intent: Intent) -> None:
        """Press something on the console."""
        self.stage.engine.put(intent, source="console", role="operator")
        self.wait(0.1)

    async def save(self) -> None:
        """Save the edited file while the show runs."""
        self.stage.write(self.text)
        await self.stage.look()

    def wait(self, seconds: float) -> NDArray[np.float32]:
        """Let the show go on; give what a visitor then sees, float32 [cells, 3]."""
        engine = self.stage.engine
        self.stage.tick(round(seconds * engine.show.fps))
        slots = np.frombuffer(self.stage.night.output.sent[engine.state.tick], np.uint8)
        return FarLamps(engine.show).see(slots, engine.state.tick / engine.show.fps)


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    monkeypatch.chdir(tmp_path)
    return Newcomer()


def test_the_commands_before_the_show_say_what_the_page_says(newcomer: Newcomer) -> None:
    for step in (1, 2, 3, 4):
        newcomer.read(step)
    seen = pixels(Path("sunrise.png").read_bytes())
    lit = seen[seen.max(axis=2) > 120].astype(int)
    assert lit.size
    assert (lit[:, 0] > lit[:, 1]).all(), "gold has more red than green"
    assert (lit[:, 1] > lit[:, 2]).all(), "and more green than blue"


async def test_the_show_does_what_the_page_says(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer.read(1)
    newcomer.read(5)
    newcomer.play(tmp_path)
    assert newcomer.wait(0.5).max() < DARK, "still dark"
    newcomer.press(Go())
    dusk = newcomer.wait(3)
    assert (dusk[:, 2] > dusk[:, 0]).all(), "blue and indigo"
    assert dusk[TOP, 0].mean() > dusk[LOW, 0].mean(), "indigo has more red"

    newcomer.read(6)
    await newcomer.save()
    magenta = newcomer.wait(0.1)
    assert "the show was reloaded: Lantern" in newcomer.stage.told()
    assert (magenta[TOP, 0] > 2 * dusk[TOP, 0]).all(), "much more red than indigo"
    assert np.allclose(magenta[LOW], dusk[LOW], atol=0.01)

    newcomer.read(7)
    await newcomer.save()
    stars = np.stack([newcomer.wait(0.1) for _ in range(60)])
    assert (np.ptp(stars[:, TOP], axis=0).max(axis=1) > 0.05).sum() >= 4, "tiles rise and sink"
    assert np.ptp(stars[:, LOW], axis=0).max() < 0.01, "in the upper half alone"
    newcomer.press(Go())
    newcomer.wait(5)

    dawn = np.stack([newcomer.wait(0.1) for _ in range(80)])
    assert (np.ptp(dawn[:, :16], axis=0).max(axis=1) > 0.05).all(), "a slow wave"
    assert (dawn[..., 0] > dawn[..., 2]).all(), "gold and amber"
    newcomer.press(Inject("crack"))
    newcomer.wait(1)
    (incident,) = newcomer.stage.engine.snapshot().incidents
    assert incident.state == "proposed"
    newcomer.press(Approve(incident.id))
    newcomer.wait(12)
    assert newcomer.stage.engine.snapshot().incidents[0].state == "closed"
    newcomer.press(Go())
    assert newcomer.wait(4).max() < DARK, "the house goes dark"
    newcomer.stage.night.close()


def test_the_show_that_was_made_passes_its_evening(newcomer: Newcomer) -> None:
    for step in (1, 6, 7, 9):
        newcomer.read(step)


def test_every_picture_is_small_and_of_the_tutorial() -> None:
    shown = re.findall(r"\]\(\.\./images/(tutorial-\w+\.png)\)", PAGE)
    assert len(shown) == 2
    assert all((DOCS / "images" / name).stat().st_size < 60_000 for name in shown)
