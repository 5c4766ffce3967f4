"""The doctor finds what is there, says how to mend it, and changes nothing. It looks at the real machine."""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.inputs.barrier.socket_filter import SocketFilter
from controller.outputs.interfaces import own_addresses
from controller.run.addresses import own_address
from controller.run.doctor import entrance, network, system
from controller.run.doctor.examine import examine, render
from controller.run.doctor.finding import Finding, fault, ok, warn
from controller.run.passcode import FILE, LOOKING_FILE, LOOKING_VARIABLE, VARIABLE, kept_passcode


def named(findings: tuple[Finding, ...], name: str) -> Finding:
    return next(each for each in findings if each.name == name)


def test_everything_is_looked_at_and_no_look_fails(tmp_path: Path) -> None:
    findings = tuple(examine(tmp_path))
    names = {each.name.split(" ")[0] for each in findings}
    assert {
        "Python",
        "port",
        "interfaces",
        "multicast",
        "socket",
        "floods",
        "real",
        "wake-up",
        "clock",
        "nights",
    } <= names
    assert {"console", "console's", "passcode", "MIDI", "browser"} <= names
    assert not [each for each in findings if "could not be looked at" in each.text]


def test_a_port_that_is_taken_is_a_fault_with_its_way_out() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 8000))
        taken.listen()
        finding = named(tuple(network.ports()), "port 8000/tcp")
    assert finding.grade == "fault"
    assert "--port" in finding.fix


@pytest.mark.parametrize(
    ("name", "kind"), [("port 8001/tcp", socket.SOCK_STREAM), ("port 9000/udp", socket.SOCK_DGRAM)]
)
def test_who_has_a_port_is_named_by_what_the_doctor_says_to_type(name: str, kind: socket.SocketKind) -> None:
    if shutil.which("ss") is None:
        pytest.skip("ss (iproute2) is missing, so what the doctor says to type was not tried")
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", int(name[5:9])))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        fix = named(tuple(network.ports()), name).fix
        told = subprocess.run(shlex.split(fix.split("`")[1]), capture_output=True, text=True, check=True)
    assert f"pid={os.getpid()}," in told.stdout


def test_multicast_on_loopback_comes_back_or_is_told_with_a_fix() -> None:
    (finding,) = network.multicast("127.0.0.1")
    assert finding.grade == "ok" or finding.fix


def test_multicast_is_tried_by_every_interface_that_has_a_network_and_not_on_loopback_alone() -> None:
    addresses = ("127.0.0.1", *own_addresses())
    assert [finding.name for finding in network.multicasts()] == [f"multicast on {each}" for each in addresses]
    if len(addresses) == 1:
        pytest.skip("this machine has no network but loopback, so no other interface was tried")


def test_an_interface_that_is_not_there_is_told() -> None:
    (finding,) = network.multicast("192.0.2.1")
    assert finding.grade == "warn"
    assert finding.fix


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="only where there is real-time scheduling")
def test_asking_for_real_time_changes_nothing() -> None:
    before = os.sched_getscheduler(0)
    tuple(system.scheduling())
    assert os.sched_getscheduler(0) == before


def test_a_folder_that_is_not_there_yet_is_no_trouble(tmp_path: Path) -> None:
    (finding,) = system.disk(tmp_path / "not" / "yet")
    assert finding.grade in {"ok", "warn"}
    assert not (tmp_path / "not").exists()


def test_a_full_disk_is_a_fault_for_no_night_can_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "NEEDED_BYTES", 1 << 60)  # no disk of a test has that
    (finding,) = system.disk(tmp_path)
    assert finding.grade == "fault"
    assert "KINTSUGI_HOME" in finding.fix


def test_a_passcode_is_looked_at_but_neither_drawn_nor_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    home = tmp_path / "home"
    assert "is drawn when the first show starts" in named(tuple(entrance.passcode(home)), "passcode").text
    assert not home.exists()
    drawn = kept_passcode(home)
    finding = named(tuple(entrance.passcode(home)), "passcode")
    assert finding.grade == "ok"
    assert drawn not in finding.text
    (home / FILE).chmod(0o644)
    assert "chmod 600" in named(tuple(entrance.passcode(home)), "passcode").fix
    (home / FILE).chmod(0o600)
    (home / FILE).write_text("abc")
    assert named(tuple(entrance.passcode(home)), "passcode").grade == "fault"
    monkeypatch.setenv(VARIABLE, "abc")
    assert named(tuple(entrance.passcode(home)), "passcode").grade == "fault"
    monkeypatch.setenv(VARIABLE, "golden seam")
    assert named(tuple(entrance.passcode(home)), "passcode").text == f"the one in {VARIABLE}"


def test_the_passcode_to_look_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LOOKING_VARIABLE, raising=False)
    name = "passcode to look"
    assert "is drawn when the first show starts" in named(tuple(entrance.passcode(tmp_path)), name).text
    drawn = kept_passcode(tmp_path, LOOKING_FILE)
    finding = named(tuple(entrance.passcode(tmp_path)), name)
    assert "`kintsugi passcode --looking` prints it" in finding.text
    assert drawn not in finding.text
    (tmp_path / LOOKING_FILE).write_text("abc")
    assert "`kintsugi passcode --looking --new`" in named(tuple(entrance.passcode(tmp_path)), name).fix
    monkeypatch.setenv(LOOKING_VARIABLE, "abc")
    assert named(tuple(entrance.passcode(tmp_path)), name).grade == "fault"


def test_a_console_that_other_machines_reach_is_told() -> None:
    address = own_address()
    if address.startswith("127."):
        pytest.skip("there is no network here")
    with socket.socket() as console:
        console.bind(("0.0.0.0", 0))  # noqa: S104  the subject of this test
        console.listen()
        port = console.getsockname()[1]
        finding = named(tuple(entrance.passcode(Path("nowhere"), port)), "console's door")
        assert f"other machines reach what listens at http://{address}:{port}/ now" in finding.text
    finding = named(tuple(entrance.passcode(Path("nowhere"), port)), "console's door")
    assert "no other machine reaches a console" in finding.text


def test_the_report_shows_a_mark_a_word_and_what_to_do() -> None:
    text = render([ok("clock", "true"), warn("MIDI", "none", "plug one in"), fault("port", "taken", "end the other")])
    assert text.splitlines() == [
        "● ok     clock                  true",
        "▲ warn   MIDI                   none",
        "                                → plug one in",
        "■ fault  port                   taken",
        "                                → end the other",
    ]


def test_the_command_writes_its_findings_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path / "home"))
    file = tmp_path / "findings.json"
    told = CliRunner().invoke(build_app(), ["doctor", "--json", str(file)])
    findings = json.loads(file.read_text(encoding="utf-8"))
    assert told.exit_code == int(any(each["grade"] == "fault" for each in findings))
    assert all(each["fix"] for each in findings if each["grade"] == "warn")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this filter")
def test_whether_the_system_turns_floods_away_is_told_with_a_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = network.floods()
    assert finding.grade == "ok" or finding.fix

    def forbidden(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(SocketFilter, "_attach", forbidden)
    (finding,) = network.floods()
    assert finding.grade == "warn"
    assert "one by one" in finding.text
    assert "SO_ATTACH_FILTER" in finding.fix
