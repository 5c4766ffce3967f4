"""Where nothing is compiled yet: what a start waits for, and what the doctor says of it."""

from pathlib import Path

import pytest

from tests.run.compiling.test_mending import run

pytest.importorskip("numba", reason="numba is not installed: pip install 'kintsugi-show[fast]'")

START = """
import sys
from controller.outputs.artnet.links import UdpLinks
from controller.outputs.outputs import Identity, Outputs
from tests.shows import show_of
nodes = "".join(f"  n{n}: {{protocol: sacn, to: '127.0.0.1:{20000 + n}'}}\\n" for n in range(1, 33))
tiles = "".join(f"  t{n}: {{profile: generic/rgb, at: n{n} {n}/1}}\\n" for n in range(1, 33))
made = Outputs(
    show_of(f"nodes:\\n{nodes}fixtures:\\n{tiles}"),
    identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=RESUMED),
    open_link=UdpLinks().open, refuse=lambda *_: None, stream=None,
)
assert ("controller.outputs.fleet.compiled" in sys.modules) == IS_LOADED
made.close()
"""


def start(kept: Path, *, resumed: bool, is_loaded: bool) -> str:
    """Start a show of 32 nodes; give what it says of trouble."""
    return run(START.replace("RESUMED", repr(resumed)).replace("IS_LOADED", repr(is_loaded)), kept)


def test_a_night_that_goes_on_after_a_crash_waits_for_no_compiler_and_one_that_begins_for_that_of_the_senders(
    tmp_path: Path,
) -> None:
    assert "doctor --compile" in start(tmp_path, resumed=True, is_loaded=False)
    assert not list(tmp_path.rglob("*.nbi"))
    assert not start(tmp_path, resumed=False, is_loaded=True)
    assert list(tmp_path.rglob("*.nbi"))
    assert not start(tmp_path, resumed=True, is_loaded=True)


def test_the_doctor_says_what_waits_for_the_compiler(tmp_path: Path) -> None:
    run(
        "from controller.run.doctor.speed import speed\n(found,) = speed()\n"
        "assert 'one of 32 nodes or more begins some seconds later' in found.text, found.text",
        tmp_path,
    )
