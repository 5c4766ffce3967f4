"""The page on plans: what it says the command writes is what it writes."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app

pymvr = pytest.importorskip("pymvr", reason="the extra mvr is not installed")
pytest.importorskip("pygdtf", reason="the extra mvr is not installed")

from tests.fakes.plans import FOGGER, HEAD, fixture, layer, plan  # noqa: E402

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "import-a-patch.md").read_text(encoding="utf-8")


def test_the_page_shows_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    key = pymvr.Class(name="Key light")
    spots = [
        fixture(
            f"Spot {n + 1}",
            "House@Spot 300.gdtf",
            "16 bit",
            (1, 1 + 7 * n),
            at=(-3000 + 1000 * n, 2000, 6000),
            number=101 + n,
            classing=key.uuid if n < 2 else None,
        )
        for n in range(7)
    ]
    fog = fixture("Fog left", "House@Fogger.gdtf", "2 channel", (3, 1), at=(0, 1500, 0), number=301)
    path = plan(
        tmp_path / "Club night.mvr",
        layer("Front truss", *spots),
        layer("Floor", fog),
        types={"House@Spot 300.gdtf": HEAD, "House@Fogger.gdtf": FOGGER},
        aux=pymvr.AUXData(classes=[key]),
    )
    ended = CliRunner().invoke(build_app(["patch"]), ["patch", "import", path.name])
    assert ended.exit_code == 0, ended.output
    written = [line for line in Path("club-night.show.yaml").read_text().splitlines() if line]
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for line in shown.splitlines():
        assert line in written, line
    for line in re.findall(r"^(?:House|Look).*$", PAGE, re.MULTILINE):
        assert line in ended.output
