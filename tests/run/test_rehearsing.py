"""``kintsugi rehearse``: simulated fixtures alone, a night of its own, and all that rehearsals may break."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.run.reading import read_show
from controller.run.rehearsing import why_not_rehearsed
from controller.showfile.load import check_show
from fixtures.library import load_profiles

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "rehearse-a-show.md").read_text(encoding="utf-8")
AWAY = "the show sends to other machines"


def reason(node: str, at: str = "lamps 1/1", profile: str = "generic/rgb") -> str:
    text = f"nodes: {{lamps: {{{node}}}}}\nfixtures: {{tile: {{profile: {profile}, at: {at}}}}}\n"
    show, problems = check_show(text, file="x", profiles=load_profiles())
    assert show is not None, problems
    return why_not_rehearsed(show)


@pytest.mark.parametrize(
    ("node", "at"),
    [
        ("protocol: sacn, to: 127.0.1.2", "lamps 1/1"),
        ("protocol: sacn, to: multicast, interface: 127.0.0.1", "lamps 1/1"),
        ("protocol: artnet, to: 127.0.0.9", "lamps 0/1"),
        ("protocol: artnet, to: broadcast 127.255.255.255", "lamps 0/1"),
        ("protocol: ddp, to: 127.0.0.9", "lamps"),
        ("protocol: websocket", "lamps"),
    ],
)
def test_what_stays_on_this_machine_is_rehearsed(node: str, at: str) -> None:
    assert reason(node, at) == ""


@pytest.mark.parametrize(
    ("node", "at"),
    [
        ("protocol: sacn, to: multicast", "lamps 1/1"),
        ("protocol: sacn", "lamps 1/1"),
        ("protocol: sacn, to: multicast, interface: 10.0.0.2", "lamps 1/1"),
        ("protocol: sacn, to: 10.0.0.20, interface: 127.0.0.1", "lamps 1/1"),
        ("protocol: artnet, to: broadcast 10.0.0.255", "lamps 0/1"),
        ("protocol: ddp, to: 192.168.1.4", "lamps"),
    ],
)
def test_what_would_reach_a_lamp_is_not(node: str, at: str) -> None:
    assert f"{AWAY}: lamps (to " in reason(node, at)


def test_an_osc_node_elsewhere_is_not_rehearsed() -> None:
    assert reason("protocol: osc, to: 127.0.0.1:7000", "lamps", "generic/osc-rgb") == ""
    assert AWAY in reason("protocol: osc, to: 10.0.0.4:7000", "lamps", "generic/osc-rgb")


def test_the_command_says_which_nodes_and_begins_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path / "home"))
    show = tmp_path / "hall.show.yaml"
    show.write_text(
        "nodes: {stage: {protocol: artnet, to: 10.0.0.30}}\n"
        "fixtures: {tile: {profile: generic/rgb, at: stage 0/1}}\nzones: {wall: tile}\n"
    )
    ended = CliRunner().invoke(build_app(["rehearse"]), ["rehearse", str(show)])
    assert ended.exit_code == 1
    assert "stage (to 10.0.0.30)" in ended.output
    assert "kintsugi run SHOW --rehearsal" in ended.output
    assert not (tmp_path / "home").exists()


def test_a_show_with_mistakes_is_told_them() -> None:
    ended = CliRunner().invoke(build_app(["rehearse"]), ["rehearse", "nowhere.show.yaml"])
    assert ended.exit_code == 1
    assert "no such file" in ended.output


def test_the_files_of_the_page_are_a_show_that_can_be_rehearsed(tmp_path: Path) -> None:
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    show = read_show(str(tmp_path / "evening.show.yaml")).show
    assert why_not_rehearsed(show) == ""
    assert show.faults["storm"].only_rehearsal
    assert show.faults["crash"].only_rehearsal
