"""Engine and web server are two processes: either may be killed or hang, and the show goes on."""

import contextlib
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from controller.run.processes.child import SPARE
from controller.wire.sacn.data import PACKET, PORT, decode_data
from tests.engine_process import PATIENCE_S, EngineProcess
from tests.fakes.small_show import SMALL

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes talk through a socket file"),
    pytest.mark.timeout(240),
]

FPS = 60
FADE_S = 200
"""Longer than a busy machine takes to bring an engine back."""
LONG_FADE = SMALL.replace("fps: 20", f"fps: {FPS}").replace(
    "look: [warm, ways], fade: 1s", f"look: [warm, ways], fade: {FADE_S}s"
)


@pytest.fixture(name="show")
def _show(tmp_path: Path) -> Path:
    file = tmp_path / "long.show.yaml"
    file.write_text(LONG_FADE)
    return file


def pids(house: EngineProcess) -> tuple[int, int]:
    """Engine and web server, as the command names them."""
    found = re.search(r"Processes: engine (\d+), web server (\d+)", house.said)
    assert found is not None, house.said
    return int(found[1]), int(found[2])


def state(house: EngineProcess) -> dict[str, object] | None:
    """The state, or None while it cannot be had."""
    try:
        answer = house.console.get("/api/v1/state")
    except httpx.HTTPError:
        return None
    found: dict[str, object] = answer.json()
    return found if answer.status_code == 200 else None


def wait(until: Callable[[], bool], within_s: float) -> float:
    """Wait until something holds; seconds it took."""
    begun = time.monotonic()
    while not until():
        assert time.monotonic() - begun < within_s, "it did not come in time"
        time.sleep(0.02)
    return time.monotonic() - begun


def tick_of(found: dict[str, object] | None) -> int:
    assert found is not None
    tick = found["tick"]
    assert isinstance(tick, int)
    return tick


def test_a_killed_web_server_is_back_soon_and_no_frame_was_lost(show: Path, tmp_path: Path) -> None:
    calm = 20  # a busy machine keeps an engine waiting for longer than a frame of 60 a second, whoever dies
    show.write_text(show.read_text().replace(f"fps: {FPS}", f"fps: {calm}"))
    with EngineProcess(show, tmp_path, split=True) as house:
        before = house.state()
        os.kill(pids(house)[1], signal.SIGKILL)
        wait(lambda: (found := state(house)) is not None and tick_of(found) > before["tick"] + calm, PATIENCE_S)
        after = house.state()
        assert after["night"] == before["night"]
        assert after["engine"]["skipped"] == before["engine"]["skipped"]
        assert pids(house)[0] > 0
        os.kill(pids(house)[0], 0)  # the very same engine still runs


def test_a_killed_engine_resumes_the_same_cue_at_the_same_phase(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, split=True) as house:
        go = house.console.post("/api/v1/intents", json={"kind": "go"}).json()
        os.kill(pids(house)[0], signal.SIGKILL)
        wait(lambda: "the engine resumed" in str(state(house)), PATIENCE_S)
        after = house.state()
        (cues,) = (entry for entry in after["lists"] if entry["id"] == "main")
        assert cues["current"] == "1"
        assert cues["progress"] == pytest.approx((after["tick"] - go["tick"]) / (FADE_S * FPS), abs=1e-6)


def test_a_killed_engine_takes_up_its_night_though_another_show_was_begun_meanwhile(show: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.show.yaml"
    other.write_text(SMALL)
    with EngineProcess(show, tmp_path, split=True) as house:
        wait(lambda: state(house) is not None, PATIENCE_S)
        night = house.state()["night"]
        house.console.post("/api/v1/intents", json={"kind": "go"})
        with EngineProcess(other, tmp_path):
            pass
        os.kill(pids(house)[0], signal.SIGKILL)
        wait(lambda: "the engine resumed" in str(state(house)), PATIENCE_S)
        after = house.state()
        assert after["night"] == night
        assert after["lists"][0]["current"] == "1"


@pytest.mark.parametrize("edit", [("cue: 1", "cue: ["), (f"fps: {FPS}", "fps: 30")])
def test_a_killed_engine_goes_on_with_what_played_though_its_file_cannot_be_taken(
    show: Path, tmp_path: Path, edit: tuple[str, str]
) -> None:
    with EngineProcess(show, tmp_path, split=True) as house:
        night = house.state()["night"]
        go = house.console.post("/api/v1/intents", json={"kind": "go"}).json()
        show.write_text(show.read_text().replace(*edit))
        wait(lambda: "the old show goes on" in str(state(house)), PATIENCE_S)
        os.kill(pids(house)[0], signal.SIGKILL)
        wait(lambda: "the engine resumed" in str(state(house)), PATIENCE_S)
        after = house.state()
        assert after["night"] == night
        assert after["lists"][0]["progress"] == pytest.approx((after["tick"] - go["tick"]) / (FADE_S * FPS), abs=1e-6)
        wait(lambda: "the old show goes on" in str(state(house)), PATIENCE_S)


def test_an_engine_that_hangs_is_ended_and_resumes(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, split=True) as house:
        engine = pids(house)[0]
        os.kill(engine, signal.SIGSTOP)
        begun = time.monotonic()
        wait(lambda: not has_process(engine), PATIENCE_S)
        wait(lambda: "the engine resumed" in str(state(house)), PATIENCE_S)
        assert time.monotonic() - begun < PATIENCE_S


def test_a_spare_that_died_is_replaced(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, split=True) as house:
        wait(lambda: spare_of(house, "web") is not None, PATIENCE_S)
        dead = spare_of(house, "web")
        assert dead is not None
        os.kill(dead, signal.SIGKILL)
        wait(lambda: spare_of(house, "web") not in {None, dead}, PATIENCE_S)


def spare_of(house: EngineProcess, kind: str) -> int | None:
    """Number of the spare that waits beside the engine or the web server; None = there is none, or it is dead."""
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().decode().split("\0")  # of one that is dead nothing is left
        except (OSError, ValueError):
            continue
        if parent == house.process.pid and words[-3:-1] == [SPARE, f"controller.run.processes.{kind}"]:
            return int(folder.name)
    return None


def has_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_while_the_engine_is_away_the_console_says_so_and_keeps_nothing(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, split=True) as house:
        os.kill(pids(house)[0], signal.SIGSTOP)
        os.kill(pids(house)[0], signal.SIGKILL)
        answer = house.console.post("/api/v1/intents", json={"kind": "go"})
        assert answer.status_code in {409, 503} or answer.json()["ok"]
        wait(lambda: state(house) is not None, PATIENCE_S)
        if answer.status_code != 200:
            assert house.state()["lists"][0]["current"] is None


def test_three_crashes_in_a_minute_leave_the_standby_look_and_a_console_that_says_why(
    show: Path, tmp_path: Path
) -> None:
    lamp = f"127.{os.getpid() % 100 + 100}.1.9"
    show.write_text(show.read_text().replace("127.0.1.9", lamp))
    with EngineProcess(show, tmp_path, split=True) as house, receiver(lamp) as ear:
        for _ in range(3):
            dead = engine_pid(house)
            assert dead is not None
            os.kill(dead, signal.SIGKILL)
            sequences(ear)
            wait(lambda gone=dead: engine_pid(house) not in {None, gone} and state(house) is not None, PATIENCE_S)  # type: ignore[misc]
        wait(lambda: (state(house) or {}).get("panic") == "on", PATIENCE_S)
        after = house.state()
        assert "three times within a minute" in after["engine"]["last_error"]
        assert not house.console.post("/api/v1/intents", json={"kind": "go"}).json().get("ok", False)
        first, second, *_ = sequences(ear)
        assert (second - first) % 256 == 128, "a receiver that remembers the dead engine's numbers takes one of them"


@contextlib.contextmanager
def receiver(host: str) -> Iterator[socket.socket]:
    """Hear what a sACN node is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind((host, PORT))
        ear.setblocking(False)  # noqa: FBT003 - the socket module's own form
        yield ear


def sequences(ear: socket.socket) -> list[int]:
    """Take what came, and give the sequence numbers of the levels in it."""
    found: list[int] = []
    while True:
        try:
            packet = ear.recv(1024)
        except BlockingIOError:
            return found
        if len(packet) == PACKET:
            found.append(decode_data(packet).sequence)


def engine_pid(house: EngineProcess) -> int | None:
    """Number of the engine that plays now: it writes the journal. A spare waits and writes nothing."""
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            writes = parent == house.process.pid and any(
                file.readlink().name == "journal.jsonl" for file in (folder / "fd").iterdir()
            )
        except (OSError, ValueError):
            continue
        if writes:
            return int(folder.name)
    return None


def test_whoever_kills_the_supervisor_can_take_up_the_night(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, split=True) as first:
        first.console.post("/api/v1/intents", json={"kind": "go"}).raise_for_status()
        engine, web = pids(first)
        first.process.kill()
        first.process.wait(PATIENCE_S)
        wait(lambda: not has_process(engine) and not has_process(web), PATIENCE_S)
    with EngineProcess(show, tmp_path, split=True) as second:
        assert second.night == first.night
        assert second.state()["lists"][0]["current"] == "1"


def test_a_new_night_begins_with_go_if_asked_and_one_that_goes_on_stays(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, "--go", split=True) as first:
        wait(lambda: first.state()["lists"][0]["current"] == "1", PATIENCE_S)
        first.process.kill()
        first.process.wait(PATIENCE_S)
        wait(lambda: not any(has_process(each) for each in pids(first)), PATIENCE_S)
    with EngineProcess(show, tmp_path, "--go", split=True) as second:
        wait(lambda: "the engine resumed" in str(second.state()), PATIENCE_S)
        assert second.night == first.night
        assert second.state()["lists"][0]["current"] == "1"
        log = (second.night / "journal.jsonl").read_text()
        assert log.count('"kind":"go"') == 1


def test_one_process_is_enough_if_asked_for(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path) as house:
        assert "Processes:" not in house.said
        assert house.console.post("/api/v1/intents", json={"kind": "go"}).json()["ok"]


def test_a_port_that_is_taken_is_told_before_anything_plays(show: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        house = EngineProcess(show, tmp_path, "--port", str(port), split=True)
        try:
            assert house.process.wait(PATIENCE_S) == 1
            assert house.process.stdout is not None
            said = house.process.stdout.read().decode()
            assert f"port {port}/tcp" in said
            assert "--port" in said
        finally:
            house.__exit__()
    assert not (tmp_path / "home" / "nights").exists()


HOUSE_FAULTS = """faults:
  hiccup: {kind: stall, hang: 5s}
  crash: {kind: kill}
  lost-page: {kind: kill, process: web}
  full: {kind: disk-full, for: 60s}
"""


def inject(house: EngineProcess, fault: str) -> int:
    """Inject a fault over HTTP; the status, 0 = whoever should answer died of it."""
    try:
        return house.console.post("/api/v1/intents", json={"kind": "inject", "fault": fault}).status_code
    except httpx.HTTPError:
        return 0


def test_a_rehearsal_breaks_the_house_itself_and_the_night_goes_on(show: Path, tmp_path: Path) -> None:
    show.write_text(show.read_text().replace("faults:\n", HOUSE_FAULTS))
    with EngineProcess(show, tmp_path, "--rehearsal", split=True) as house:
        engine, web = pids(house)
        night = house.state()["night"]
        assert inject(house, "full") == 200
        wait(lambda: "No space left" in str((state(house) or {}).get("engine")), PATIENCE_S)
        house.console.post("/api/v1/intents", json={"kind": "clear", "fault": "full"})
        wait(lambda: "is written again, nothing is lost" in str(state(house)), PATIENCE_S)
        inject(house, "lost-page")
        wait(lambda: not has_process(web) and state(house) is not None, PATIENCE_S)
        assert has_process(engine)
        inject(house, "crash")
        wait(lambda: not has_process(engine), PATIENCE_S)
        wait(lambda: "the engine resumed" in str(state(house)), PATIENCE_S)
        inject(house, "hiccup")
        log = house.night / "journal.jsonl"
        wait(lambda: log.read_text().count('"kind":"resumed"') == 2 and not acts(house, "hiccup"), PATIENCE_S)
        after = house.state()
        assert after["night"] == night
        assert not [fault for fault in after["faults"] if fault["origin"] == "injected"]
        assert "standby" not in str(after["engine"]["last_error"])


def acts(house: EngineProcess, fault: str) -> bool:
    """Whether a fault acts, or nobody can say."""
    found = state(house)
    return found is None or fault in str(found["faults"])


def test_without_a_rehearsal_the_house_itself_is_not_broken(show: Path, tmp_path: Path) -> None:
    show.write_text(show.read_text().replace("faults:\n", HOUSE_FAULTS))
    with EngineProcess(show, tmp_path) as house:
        answer = house.console.post("/api/v1/intents", json={"kind": "inject", "fault": "crash"})
        assert answer.status_code == 409
        assert "started with --rehearsal" in answer.text


def test_a_machine_that_stood_still_begins_nothing_anew(show: Path, tmp_path: Path) -> None:
    with EngineProcess(show, tmp_path, split=True) as house:
        engine, web = pids(house)
        everybody = (engine, web, house.process.pid)
        for pid in everybody:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(6)  # longer than either may be silent
        for pid in reversed(everybody):
            os.kill(pid, signal.SIGCONT)
        time.sleep(3)  # whoever would be started anew is by then
        wait(lambda: state(house) is not None, PATIENCE_S)
        assert "the engine resumed" not in str(house.state())
        assert has_process(engine)
        assert has_process(web)
