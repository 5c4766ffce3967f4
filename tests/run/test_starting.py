"""A show that cannot start says why, and what to do where it is the disk that nights are kept on."""

import errno
import os
from pathlib import Path

import pytest

from controller.run.starting import why_not


@pytest.fixture(name="home", autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path))
    return tmp_path


def test_a_full_disk_is_told_with_its_place_and_the_way_out(home: Path) -> None:
    said = why_not(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert said.startswith(f"the show cannot start: there is no room for its night in {home}")
    assert "KINTSUGI_HOME" in said


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_written_is_told_with_the_way_out(number: int, home: Path) -> None:
    said = why_not(OSError(number, os.strerror(number), str(home / "nights" / "tonight")))
    assert f"its night cannot be kept in {home} ({os.strerror(number)})" in said
    assert "KINTSUGI_HOME" in said


def test_whatever_else_is_wrong_is_told_as_it_is() -> None:
    elsewhere = OSError(errno.EACCES, os.strerror(errno.EACCES), "/elsewhere")
    assert why_not(elsewhere) == f"the show cannot start: {elsewhere}"
    assert why_not(ValueError("no")) == "the show cannot start: no"
