"""The real wheel: what is inside, and that it runs from a clean environment outside the checkout.

The wheel is installed for real, with its dependencies from the package registry, into an environment of its own.
"""

import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DEMO = "neo_lumine"

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with nothing but Kintsugi and what it depends on."""

    folder: Path

    def run(self, command: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment, outside the checkout."""
        line = [str(self.folder / "venv" / "bin" / command), *arguments]
        environment = clean_environment() | {"KINTSUGI_HOME": str(self.folder / "home")} | environment
        return subprocess.run(
            line, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=60
        )


def clean_environment() -> dict[str, str]:
    """Give the environment without what could lead Python back to the checkout."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}


def build(target: str, checkout: Path, folder: Path, **environment: str) -> Path:
    """Build one distribution of a source tree and give its path."""
    line = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    environment = clean_environment() | environment
    ended = subprocess.run(line, cwd=checkout, env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", CHECKOUT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-compile", str(wheel)]
    subprocess.run(pip, cwd=folder, env=clean_environment(), check=True)
    return Installed(folder)


def list_names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_console_profiles_and_shows(wheel: Path) -> None:
    assert {
        "controller/web/console/index.html",
        "controller/web/console/projector.html",
        "controller/web/console/join.html",
        "controller/web/console/passcode.html",
        "fixtures/profiles/generic/rgb.json",
        f"controller/show_files/{DEMO}.show.yaml",
    } <= list_names(wheel)


def test_the_wheel_carries_nothing_but_our_two_packages(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in list_names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"controller", "fixtures"}


def test_the_wheel_carries_every_source_of_both_packages(wheel: Path) -> None:
    sources = [path for room in ("controller", "fixtures") for path in (CHECKOUT / room).rglob("*.py")]
    assert {path.relative_to(CHECKOUT).as_posix() for path in sources} - list_names(wheel) == set()


def test_the_installed_command_says_its_version(installed: Installed) -> None:
    ended = installed.run("kintsugi", "--version")
    assert ended.returncode == 0, ended.stderr
    assert "0.1.0" in ended.stdout


def test_the_installed_command_checks_the_demo_show_it_carries(installed: Installed) -> None:
    ended = installed.run("kintsugi", "check", DEMO)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_foreign_fixtures_package_is_told_in_one_sentence(installed: Installed, tmp_path: Path) -> None:
    foreign = tmp_path / "fixtures" / "__init__.py"
    foreign.parent.mkdir()
    foreign.touch()
    ended = installed.run("kintsugi", "--version", PYTHONPATH=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.startswith("Kintsugi's package `fixtures` is shadowed")
    assert ended.stderr.count("\n") == 1


def test_the_installed_package_finds_its_console(installed: Installed) -> None:
    script = "from controller.run.places import console_dir; print((console_dir() / 'index.html').read_text())"
    ended = installed.run("python", "-c", script)
    assert ended.returncode == 0, ended.stderr
    assert "<html" in ended.stdout


def test_a_wheel_from_the_sdist_carries_the_console_without_node(sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "sources", filter="data")
    (sources,) = (tmp_path / "sources").iterdir()
    (tmp_path / "empty").mkdir()
    built = build("wheel", sources, tmp_path / "wheel", PATH=str(tmp_path / "empty"))
    assert "controller/web/console/index.html" in list_names(built)


def test_the_lock_file_of_the_console_names_no_host() -> None:
    lock = (CHECKOUT / "web_console" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_ci_runs_the_command_that_everybody_runs() -> None:
    script = CHECKOUT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("exec make test")
