"""Damage to what numba keeps costs no show its start, and whoever compiles mends it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from controller.run.compiling.mending import mended

pytest.importorskip("numba", reason="numba is not installed: pip install 'kintsugi-show[fast]'")

SHOW = """
from controller.frame.guard import Guard
from controller.frame.guard import compiled, compiled_even, compiled_levels
from controller.frame.guard import compiled_light, compiled_many, compiled_rows
from controller.frame.pipeline import Painter
from controller.run.compiling.forms import are_kept
from numba.core.caching import CompileResultCacheImpl
from pathlib import Path
from tests.frame.test_guard_switch import LARGE
for module in (compiled, compiled_even, compiled_levels, compiled_light, compiled_many, compiled_rows):
    for each in vars(module).values():
        if hasattr(each, "py_func"):
            kept = CompileResultCacheImpl(each.py_func)
            Path(kept.locator.get_cache_path(), kept.filename_base + ".nbi").write_bytes(DAMAGE)
assert not are_kept()
guard = Guard(LARGE)
assert guard.kernels is not None
assert guard.could_be_quicker
"""
SENDERS = """
from controller.outputs.fleet.renewal import WORTH, Patience, import_passes, load_passes
from controller.run.compiling.forms import are_kept
from controller.run.compiling.mending import mended
from controller.frame.kept import kept_only
"""


def run(script: str, kept: Path) -> str:
    """Run a script of Python for which numba keeps what it compiles in a folder; give what it says of trouble."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "NUMBA_CACHE_DIR": str(kept), "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("damage", [b"", bytes(300)])
def test_a_show_begins_with_numpy_where_what_is_kept_is_damaged(damage: bytes, tmp_path: Path) -> None:
    run(SHOW.replace("DAMAGE", repr(damage)), tmp_path)


def test_senders_begin_with_numpy_where_what_is_kept_is_damaged_and_who_compiles_mends_it(tmp_path: Path) -> None:
    run(f"{SENDERS}assert import_passes()", tmp_path)
    lists = list(tmp_path.rglob("*.nbi"))
    assert lists
    for each in lists:
        each.write_bytes(each.read_bytes()[:20])
    assert "doctor --compile" in run(f"{SENDERS}assert load_passes(WORTH, Patience.TO_COMPILE) is None", tmp_path)
    assert "compiled anew" in run(f"{SENDERS}assert mended(import_passes)", tmp_path)
    assert not run(f"{SENDERS}with kept_only(): assert import_passes()", tmp_path)


def test_a_full_disk_is_no_damage_and_nothing_is_deleted_for_it(tmp_path: Path) -> None:
    tried = []

    def compile_them() -> None:
        tried.append(tmp_path)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        mended(compile_them)
    assert len(tried) == 1
