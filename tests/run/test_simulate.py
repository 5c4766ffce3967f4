"""A run without hardware: real bytes, a clock that jumps, a judgement at the far end, an exit code."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.run.clock import SimulatedClock
from controller.run.headless.reading import check_scenario
from controller.run.headless.report import ProgressBar, junit, report_lines
from controller.run.headless.scenario import Scenario, walk_through
from controller.run.headless.simulate import Result, simulate
from fixtures.decode_sacn import decode_sacn
from fixtures.far_end import FarEnd
from tests.fakes.small_show import SMALL, small_show

SHOW = small_show()
RUNNER = CliRunner()


def _scenario(*steps: str) -> Scenario:
    text = "\n".join(["scenario: Test", "steps:", *(f"  - {step}" for step in steps)])
    scenario, problems = check_scenario(text, file="s.yaml", show=SHOW)
    assert scenario is not None, problems
    return scenario


def _play(*steps: str, record: bool = False) -> Result:
    return simulate(SHOW, _scenario(*steps), record=record)


def test_light_is_judged_where_a_visitor_stands() -> None:
    result = _play(
        "{at: 0s, expect: {zone: everything, level: 0}}",
        "{at: 1s, do: go}",
        "{at: 1.5s, expect: {zone: stage, color: amber, level: 40% +- 4%}}",
        "{at: 3s, expect: {zone: stage, color: amber, level: 80%}}",
        "{at: 3s, expect: {fixture: lamp, color: blue, level: 50%}}",
        "{at: 3s, expect: {fixture: screen, text: Hello, level: 50%}}",
        "{at: 3s, expect: {fixture: exit, level: 60%}}",
    )
    assert result.failures == ()
    assert len(result.findings) == 10


def test_what_was_not_as_expected_is_told_with_what_was_seen() -> None:
    result = _play(
        "{at: 1s, do: go}",
        "{at: 3s, expect: {zone: stage, level: < 10%}}",
        "{at: 3s, expect: {zone: stage, color: blue}}",
        '{at: 3s, expect: {fixture: screen, text: ""}}',
        "{at: 3s, expect: {cue: 2}}",
        "{at: 3s, expect: {incident: tint, state: proposed}}",
        "{at: 3s, expect: {incident: tint, phase: seam}}",
        "{at: 3s, expect: {fault: tint, active: true}}",
        "{at: 3s, expect: {flashes: '> 3'}}",
        '{at: 3s, expect: {zone: stage, level: ">= 50%"}}',
    )
    assert [finding.text for finding in result.failures] == [
        "at 3 s: zone stage level: expected < 10%, seen 80.0%",
        "at 3 s: zone stage color: expected blue, seen #ffbf00 turned up to full (wanted #0000ff, off by 100%)",
        "at 3 s: fixture screen text: expected '', seen 'Hello'",
        "at 3 s: current cue of main: expected 2, seen 1",
        "at 3 s: incident of tint: expected proposed, seen none",
        "at 3 s: recovery of tint: expected seam, seen no recovery",
        "at 3 s: fault tint: expected active, seen not active",
        "at 3 s: flashes in any second: expected > 3, seen 0.5 (general, fixture par-1, at 2.00 s)",
    ]


def test_darkness_has_no_colour() -> None:
    (finding,) = _play("{at: 1s, expect: {zone: stage, color: black}}").failures
    assert finding.seen == "almost no light (0.0%)"


def test_a_deed_that_the_engine_refuses_fails_unless_that_was_expected() -> None:
    result = _play(
        "{at: 1s, do: go}",
        "{at: 1.1s, do: go}",
        "{at: 1.15s, do: go, refused: true}",
        "{at: 2s, do: pause, refused: true}",
    )
    assert [(finding.what, finding.line) for finding in result.failures] == [("do go", 4), ("do pause", 6)]
    assert result.failures[0].seen.startswith("refused: GO disregarded")
    assert result.failures[1].seen.startswith("taken: list main paused")


def test_a_fault_is_approved_by_its_name_and_mends() -> None:
    result = _play(
        "{at: 1s, do: go}",
        "{at: 3s, do: inject tint}",
        "{at: 3s, expect: {incident: tint, state: proposed}}",
        "{at: 4s, do: approve tint}",
        "{at: 4.2s, expect: {incident: tint, state: recovering, phase: hold}}",
        "{at: 6s, expect: {incident: tint, phase: seam}}",
        "{at: 7s, expect: {incident: tint, state: mending}}",
        "{at: 9s, expect: {incident: tint, state: closed}}",
        "{at: 9s, expect: {zone: stage, color: amber, level: 80%}}",
    )
    assert result.failures == ()


def test_approving_what_is_not_open_is_told() -> None:
    (finding,) = _play("{at: 1s, do: approve tint}").failures
    assert finding.text == "at 1 s: do approve tint: expected to be taken, seen no incident of it was open"


def test_a_decision_waits_until_its_incident_can_be_seen() -> None:
    result = _play(
        "{at: 1s, do: inject tint}",
        "{at: 1s, do: approve tint}",
        "{at: 1.2s, expect: {incident: tint, state: recovering}}",
    )
    assert result.failures == ()


def test_an_expectation_sees_what_was_done_at_its_own_time() -> None:
    assert _play("{at: 1s, expect: {cue: 1}}", "{at: 1s, do: go}").failures == ()


def test_after_stop_the_lights_do_what_the_show_says_and_the_streams_end() -> None:
    result = _play("{at: 1s, do: go}", "{at: 3s, do: stop}", "{at: 9s, expect: {cue: 1}}", record=True)
    assert [finding.seen for finding in result.failures] == ["the show had ended"]
    assert result.seconds == pytest.approx(4.05)
    assert result.light[:4].max() == 0
    assert result.light[4:6].min() > 0.5  # egress lights stay
    last = [decode_sacn(sent.datagram) for sent in result.sent if sent.to == ("127.0.1.9", 5568)][-4:]
    assert [packet.terminated for packet in last] == [False, True, True, True]


def test_two_runs_send_the_same_bytes() -> None:
    steps = ("{at: 1s, do: go}", "{at: 2s, do: inject tint}", "{at: 3s, do: approve tint}", "{at: 9s, do: go}")
    first, second = _play(*steps, record=True), _play(*steps, record=True)
    assert len(first.sent) > 200
    assert first.sent == second.sent


def test_screens_get_their_frames_through_the_real_dialogue() -> None:
    result = _play("{at: 1s, do: go}", record=True)
    frames = [sent for sent in result.sent if sent.to == ("ws:screen", 0)]
    statistics = result.far_end.report().nodes["wall"]
    assert (len(frames), statistics.taken, statistics.malformed) == (statistics.packets, statistics.packets, 0)
    (wall,) = [node for node in result.snapshot.nodes if node.id == "wall"]
    assert wall.state == "ok"
    assert wall.confirmed_age_s is not None


def test_a_late_clock_is_counted_and_ends_at_the_same_picture() -> None:
    class Stumbling(SimulatedClock):
        async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:
            await super().wait_until(deadline, sharp=sharp)
            if int(deadline * 20) % 30 == 0:
                self.advance(0.4)

    scenario = _scenario(
        "{at: 1s, do: go}",
        "{at: 2s, do: inject tint}",
        "{at: 3s, do: approve tint}",
        "{at: 12s, do: go}",
        "{at: 18s, expect: {cue: 2.10}}",
    )
    late = simulate(SHOW, scenario, record=False, clock=Stumbling(start=100.0))
    prompt = simulate(SHOW, scenario, record=False)
    assert late.snapshot.engine.skipped > 50
    assert late.failures == ()
    assert late.light.tobytes() == prompt.light.tobytes()
    assert late.far_end.texts() == prompt.far_end.texts()


def test_whoever_watches_sees_every_tick() -> None:
    seen: list[float] = []

    def watch(seconds: float, far_end: FarEnd) -> None:
        assert far_end.light().shape == (8, 3)
        seen.append(seconds)

    simulate(SHOW, _scenario("{at: 1s, do: go}"), record=False, watch=watch)
    assert seen == pytest.approx([tick / 20 for tick in range(1, 41)])


def test_the_walk_through_shows_every_cue() -> None:
    result = simulate(SHOW, walk_through(SHOW), record=False)
    assert result.failures == ()
    assert result.snapshot.lists[0].current == "2.10"


def test_junit_has_a_case_for_each_expectation_and_one_for_the_flashes() -> None:
    result = _play("{at: 1s, do: go}", "{at: 3s, expect: {cue: 1}}", "{at: 3s, expect: {cue: 2}}")
    (suite,) = ET.fromstring(junit(result))  # noqa: S314 - our own bytes
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [case.get("name") for case in suite] == [
        "at 3 s: current cue of main 1",
        "at 3 s: current cue of main 2",
        "no more than 3 flashes a second",
    ]
    assert [len(case) for case in suite] == [0, 1, 0]
    assert suite[1][0].get("message") == "expected 2, seen 1"


def test_the_summary_tells_time_speed_flashes_and_lateness() -> None:
    (line,) = report_lines(_play("{at: 1s, do: go}"))
    assert line.startswith("Test: 2.0 s simulated in ")
    assert line.endswith(" x), nothing was expected, most flashes in one second: 0, late ticks: 0")


class _Terminal:
    def __init__(self) -> None:
        self.drawn = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.drawn += text
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""


def test_the_bar_grows_only_where_somebody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    far_end = _play("{at: 0s, do: go}").far_end
    terminal = _Terminal()
    for bar in (ProgressBar(10.0, terminal), ProgressBar(10.0)):  # type: ignore[arg-type]  # all of a stream it needs
        bar.watch(5.0, far_end)
        bar.clear()
    assert terminal.drawn.startswith("\r[" + "#" * 15 + "." * 15 + "]    5.0 of 10.0 s")
    assert capsys.readouterr().err == ""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "small.show.yaml").write_text(SMALL)
    text = "scenario: Doors\nshow: small.show.yaml\nsteps:\n  - {at: 1s, do: go}\n  - {at: 3s, expect: {cue: CUE}}\n"
    (tmp_path / "good.scenario.yaml").write_text(text.replace("CUE", "1"))
    (tmp_path / "failing.scenario.yaml").write_text(text.replace("CUE", "2"))
    (tmp_path / "broken.scenario.yaml").write_text(text.replace("CUE", "9"))
    (tmp_path / "homeless.scenario.yaml").write_text(text.replace("show: small.show.yaml\n", ""))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["good.scenario.yaml"], 0, "1 of 1 expectations held"),
        (["small.show.yaml", "good.scenario.yaml"], 0, "1 of 1 expectations held"),
        (["small.show.yaml"], 0, "Small, cue by cue"),
        (["small.show.yaml", "--for", "2s"], 0, "2.0 s simulated"),
        (["good.scenario.yaml", "--for", "2s"], 0, "1 expectation lies after 2s and is not judged."),
        (["failing.scenario.yaml"], 1, "failing.scenario.yaml:5: at 3 s: current cue of main: expected 2, seen 1"),
        (["broken.scenario.yaml"], 2, "broken.scenario.yaml:5:28: the show has no cue '9'; it has 1, 2, 2.10"),
        (["homeless.scenario.yaml"], 2, "homeless.scenario.yaml:1:1: the scenario names no show"),
        (["small.show.yaml", "nowhere.scenario.yaml"], 2, "nowhere.scenario.yaml: No such file or directory"),
        (["nowhere.show.yaml"], 2, "nowhere.show.yaml: no such file"),
        (["good.scenario.yaml", "--for", "soon"], 2, "--for: 'soon' is not a time"),
        (["good.scenario.yaml", "--junit", "no/such/folder.xml"], 2, "folder.xml: cannot be written"),
    ],
)
def test_the_command_says_how_it_went_and_ends_with_a_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(folder)
    ended = RUNNER.invoke(build_app(), ["simulate", *arguments])
    assert said in ended.output
    assert ended.exit_code == code


def test_the_command_writes_what_it_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    arguments = ["simulate", "failing.scenario.yaml", "--junit", "out.xml", "--picture", "out.png"]
    assert RUNNER.invoke(build_app(), arguments).exit_code == 1
    case = ET.parse("out.xml").find(".//testcase[failure]")  # noqa: S314 - our own file
    assert case is not None
    assert (case.get("file"), case.get("line")) == ("failing.scenario.yaml", "5")
    assert (folder / "out.png").read_bytes().startswith(b"\x89PNG")


def test_the_scenario_that_comes_along_plays_by_its_name() -> None:
    ended = RUNNER.invoke(build_app(), ["simulate", "neo_lumine.scenario.yaml", "--for", "11s"])
    assert ended.exit_code == 0, ended.output
