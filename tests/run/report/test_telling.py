"""The account is written as text, as a page and as JSON; whatever a show calls its things stays text."""

import asyncio
import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Approve, Dismiss, Go, Inject
from controller.run.report.gathering import account_of
from controller.run.report.markdown import to_markdown
from controller.run.report.page import to_html
from controller.run.report.sections import length
from tests.run.nights import begin
from tests.shows import WALL

HOSTILE = WALL.replace("name: Small", "name: '<script>alert(1)</script> | *bold* [x](y)'")
GIVEN = {10: [Go()], 80: [Inject("storm")], 120: [Approve("i1")]}


@pytest.fixture(scope="module", name="night")
def _night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    night = begin(tmp_path_factory.mktemp("evening"), HOSTILE, given=GIVEN)
    asyncio.run(night.play(500))
    night.close()
    return night.night.folder


def test_the_text_has_a_heading_for_everything_and_one_table_row_a_line(night: Path) -> None:
    text = to_markdown(account_of(night))
    for heading in (
        "## The night", "## Cues", "## Faults", "## Incidents and recoveries", "### Incident i1",
        "## Laid over the show by hand", "## The guard", "## Weaker flash rules", "## Nodes", "## The engine",
    ):  # fmt: skip
        assert f"\n{heading}\n" in text
    assert "| 20:00:02 | storm: colour-shift on wall | test |" in text
    assert all(line.endswith("|") for line in text.splitlines() if line.startswith("|"))
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, table
    assert r"\|" in text


async def test_a_night_of_very_many_incidents_is_told_by_those_that_are_alike(tmp_path: Path) -> None:
    count = 60
    nodes = "".join(f"  n{number}: {{protocol: sacn, to: 127.0.2.{number}}}\n" for number in range(1, count + 1))
    lamps = "".join(
        f"  par-{number}: {{profile: generic/rgb, at: n{number} {number}/1}}\n" for number in range(1, count + 1)
    )
    show = f"show: {{name: Hall, fps: 40, seed: 7}}\nnodes:\n{nodes}fixtures:\n{lamps}policy: {{join_for: 0s}}\n"
    silent = [NodeSilent(f"n{number}") for number in range(1, count + 1)]
    dismissed = [Dismiss(f"i{number}") for number in range(1, 51)]
    night = await begin(tmp_path, show, given={20: [*silent], 40: [*dismissed], 60: [NodeReturned("n7")]}).play(100)
    night.close()
    account = account_of(night.night.folder)
    text = to_markdown(account)
    assert "60 incidents, told by those that are alike; 6 of them follow step by step." in text
    assert "| 50 | node-silent on n1, n2, n3 and 47 more | real |" in text
    assert "dismissed by test" in text
    assert "Nodes fell silent 60 times, 59 of them for good; 40 follow." in text
    assert text.count("### Incident") == 6
    assert to_markdown(account, whole=True).count("### Incident") == count
    assert len(text) < 20_000


def test_names_of_a_show_do_not_become_markup(night: Path) -> None:
    account = account_of(night)
    assert "<script" not in to_html(account).lower()
    assert "&lt;script&gt;alert(1)" in to_html(account)
    assert "<script" not in to_markdown(account)


def test_the_page_needs_nothing_from_elsewhere(night: Path) -> None:
    page = to_html(account_of(night))
    assert "default-src 'none'" in page
    assert not any(word in page for word in ("http:", "https:", "src=", "href=", "@import", "url("))


def test_the_verb_prints_text_writes_a_page_and_prints_json(night: Path, tmp_path: Path) -> None:
    run = CliRunner()
    said = run.invoke(build_app(), ["report", str(night)])
    assert said.exit_code == 0
    assert said.stdout.startswith("# ")
    page = tmp_path / "report.html"
    assert run.invoke(build_app(), ["report", str(night), "--html", str(page)]).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    document = json.loads(run.invoke(build_app(), ["report", str(night), "--json"]).stdout)
    assert document["incidents"][0]["steps"][0]["when"]["tick"] == 80
    assert document["guard"]["allowed"] == 6


@pytest.mark.parametrize("verb", ["report", "replay"])
def test_a_night_is_found_by_its_name(verb: str, night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path / "home"))
    shutil.copytree(night, tmp_path / "home" / "nights" / night.name)
    assert CliRunner().invoke(build_app(), [verb, night.name]).exit_code == 0


@pytest.mark.parametrize("verb", ["report", "replay"])
def test_the_verb_says_in_a_sentence_what_it_cannot_do(verb: str, tmp_path: Path) -> None:
    missing = CliRunner().invoke(build_app(), [verb, str(tmp_path / "none")])
    assert missing.exit_code == 1
    assert "no night is kept here" in missing.output
    assert "Traceback" not in missing.output


@pytest.mark.parametrize(("seconds", "said"), [(4.25, "4.2 s"), (65.0, "1:05"), (7384.9, "2:03:04")])
def test_lengths_are_read_as_people_read_them(seconds: float, said: str) -> None:
    assert length(seconds) == said
