"""Where things lie, in a checkout and in an installed package."""

import subprocess
import sys
from pathlib import Path

import pytest

from controller.run import places


def make_tree(root: Path, *files: str) -> Path:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root / "controller"


def test_the_console_lies_inside_the_package() -> None:
    assert places.console_dir().parts[-3:] == ("controller", "web", "console")


def test_an_installed_package_finds_the_shows_it_carries(tmp_path: Path) -> None:
    package = make_tree(tmp_path, "controller/show_files/one.show.yaml", "controller/show_files/notes.txt")
    assert places.bundled_shows(package) == {"one": package / "show_files" / "one.show.yaml"}


def test_a_checkout_finds_the_shows_beside_the_package_in_order(tmp_path: Path) -> None:
    package = make_tree(tmp_path, "pyproject.toml", "show_files/b.show.yaml", "show_files/a.show.yaml")
    assert list(places.bundled_shows(package)) == ["a", "b"]


def test_a_foreign_folder_beside_an_installed_package_is_not_ours(tmp_path: Path) -> None:
    package = make_tree(tmp_path, "controller/__init__.py", "show_files/foreign.show.yaml")
    assert places.bundled_shows(package) == {}


def test_nights_are_kept_where_kintsugi_home_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path))
    assert places.kintsugi_home() == tmp_path


def test_nights_are_kept_with_the_files_of_other_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KINTSUGI_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert places.kintsugi_home() == tmp_path / "kintsugi"


def test_without_any_wish_nights_are_kept_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KINTSUGI_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places.kintsugi_home() == tmp_path / ".local" / "share" / "kintsugi"


def test_asking_where_nights_are_kept_makes_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path / "home"))
    places.kintsugi_home()
    assert list(tmp_path.iterdir()) == []


def test_our_own_fixtures_package_is_right() -> None:
    assert places.wrong_fixtures_package() is None


def test_a_foreign_fixtures_package_is_named_in_one_sentence(tmp_path: Path) -> None:
    foreign = tmp_path / "fixtures" / "__init__.py"
    foreign.parent.mkdir()
    foreign.touch()
    checkout = Path(places.PACKAGE).parent
    script = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(checkout)!r}]\n"
        "from controller.run import places; print(places.wrong_fixtures_package())"
    )
    command = [sys.executable, "-P", "-c", script]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout.strip()
    assert str(foreign) in answer
    assert "pipx install kintsugi-show" in answer
    assert "\n" not in answer
