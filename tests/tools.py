"""Programs that the tests use beside Python: who needs them, where they are, how to get them.

``python tests/tools.py`` (part of ``make check``) installs what is missing where it may: as root on Debian. In CI a
missing tool is a failure; anyone else is told loudly which tests will be skipped. A test says ``require("tshark")``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "msedge")


@dataclass(frozen=True, slots=True)
class Tool:
    """One program.

    Attributes:
        name: what a test asks for.
        purpose: what cannot be tested without it.
        find: gives the path of the program, or None.
        packages: Debian's names.
        npm: what npm installs, name and version, into a folder of the tests' own; empty = nothing.
        otherwise: how to get it without Debian's packages.
    """

    name: str
    purpose: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]
    otherwise: str
    npm: str = ""


def find_browser() -> str | None:
    """Find a Chromium: the one named by KINTSUGI_BROWSER, an installed one, or Playwright's own."""
    named = os.environ.get("KINTSUGI_BROWSER")
    if named:
        return shutil.which(named)
    installed = (path for name in BROWSERS if (path := shutil.which(name)))
    return next(installed, None) or next(find_playwright_browsers(), None)


def find_playwright_browsers() -> Iterator[str]:
    """Find what ``playwright install chromium`` left, the headless shell first, the newest first."""
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    for pattern in ("chromium_headless_shell-*/*/*headless*shell*", "chromium-*/*/chrome*"):
        for path in sorted(cache.glob(pattern), reverse=True):
            if path.is_file() and os.access(path, os.X_OK):
                yield str(path)


def npm_folder(package: str) -> Path:
    """Give the folder that npm installs a package into, for the tests alone."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return cache / "kintsugi-tests" / package.replace("@", "-")


def find_npm_program(package: str, name: str) -> str | None:
    """Find a program that npm installed, for the tests or for the whole machine."""
    own = npm_folder(package) / "node_modules" / ".bin" / name
    return str(own) if own.is_file() and shutil.which("node") else shutil.which(name)


YAML_SERVER = "yaml-language-server@2.0.0"

TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            name="browser",
            purpose="the console and the projector page as a person sees them",
            find=find_browser,
            packages=("chromium-headless-shell", "fonts-dejavu-core"),
            otherwise="`.venv/bin/playwright install chromium`, or KINTSUGI_BROWSER=/path/to/chrome",
        ),
        Tool(
            name="oscsend",
            purpose="OSC as another program sends it",
            find=lambda: shutil.which("oscsend"),
            packages=("liblo-tools",),
            otherwise="install liblo",
        ),
        Tool(
            name="olad",
            purpose="our sACN and Art-Net as another program shows it",
            find=lambda: shutil.which("olad"),
            packages=("ola",),
            otherwise="install OLA",
        ),
        Tool(
            name="tshark",
            purpose="our packets as another program reads them",
            find=lambda: shutil.which("tshark"),
            packages=("tshark",),
            otherwise="install Wireshark",
        ),
        Tool(
            name="yaml-language-server",
            purpose="what an editor completes and underlines in a show file",
            find=lambda: find_npm_program(YAML_SERVER, "yaml-language-server"),
            packages=("nodejs", "npm"),
            otherwise=f"`npm install --global {YAML_SERVER}`",
            npm=YAML_SERVER,
        ),
    )
}


def require(name: str) -> str:
    """Give the path of a tool, or skip the test that needs it. In CI its absence fails the test.

    Args:
        name: one of ``TOOLS``.
    """
    tool = TOOLS[name]
    path = tool.find()
    if path is None:
        text = describe(tool)
        if is_ci():
            pytest.fail(text)
        pytest.skip(text)
    return path


def describe(tool: Tool) -> str:
    """Say what a missing tool costs and how to get it."""
    return (
        f"{tool.name} is missing, without which these go untested: {tool.purpose}. "
        f"Get it by `sudo apt-get install {' '.join(tool.packages)}`, or {tool.otherwise}."
    )


def is_ci() -> bool:
    """Whether nobody is there to read a skip."""
    return os.environ.get("CI", "") not in {"", "0", "false"}


def find_missing() -> list[Tool]:
    """Give the tools that are not there."""
    return [tool for tool in TOOLS.values() if tool.find() is None]


def may_install() -> bool:
    """Whether this is root on a Debian-like system."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Iterable[str]) -> None:
    """Install Debian packages, asking nothing. A failure is printed by apt-get; what is there afterwards counts."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3", "-qq"]
    subprocess.run(["apt-get", *options, "update"], env=environment, check=False)
    wanted = ["install", "--yes", "--no-install-recommends", *packages]
    subprocess.run(["apt-get", *options, *wanted], env=environment, stdout=subprocess.DEVNULL, check=False)


def install_npm(package: str) -> None:
    """Let npm install a package into the tests' own folder. A failure is printed by npm."""
    npm, folder = shutil.which("npm"), npm_folder(package)
    if npm is not None:
        folder.mkdir(parents=True, exist_ok=True)
        words = ["install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package]
        subprocess.run([npm, *words], check=False)


def say(text: str) -> None:
    """Speak to whoever runs the checks."""
    print(text, file=sys.stderr)  # noqa: T201  a command speaks to its user


def main() -> int:
    """Install what is missing where that is possible, and say what is not."""
    missing = find_missing()
    if missing and may_install():
        has_npm = shutil.which("npm") is not None
        packages = [package for tool in missing if not (tool.npm and has_npm) for package in tool.packages]
        if packages:
            say(f"Installing test tools: {' '.join(packages)}")
            install(packages)
        missing = find_missing()
    for tool in missing:
        if tool.npm:
            say(f"Installing a test tool: {tool.npm}")
            install_npm(tool.npm)
    missing = find_missing()
    for tool in missing:
        say(f"{'ERROR' if is_ci() else 'SKIPPED TESTS'}: {describe(tool)}")
    return 1 if missing and is_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
