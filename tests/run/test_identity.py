"""Who we are on the network stays the same."""

from pathlib import Path

from controller.run.identity import FILE, installation_id


def test_an_installation_keeps_its_id(tmp_path: Path) -> None:
    first = installation_id(tmp_path / "home")
    assert installation_id(tmp_path / "home") == first
    assert installation_id(tmp_path / "other") != first


def test_an_id_that_cannot_be_read_is_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not an id")
    drawn = installation_id(tmp_path)
    assert installation_id(tmp_path) == drawn


def test_a_home_that_cannot_be_written_gets_an_id_for_this_run(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("in the way")
    assert installation_id(home).version == 4
