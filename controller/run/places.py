"""Where things lie on this machine: the console that is served, the shows that come along, the nights that are kept.

Takes the environment and the place of this package, in a checkout or installed. Gives paths; makes and writes nothing.
"""

import importlib.util
import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SHOW_SUFFIX = ".show.yaml"


def console_dir(package: Path = PACKAGE) -> Path:
    """Give the folder of the built console. It holds ``index.html`` unless the console was left out of the build."""
    return package / "web" / "console"


def bundled_shows(package: Path = PACKAGE) -> dict[str, Path]:
    """Find the shows that come along.

    An installed package carries them inside; in a checkout they stand in ``show_files/`` beside it.

    Returns:
        name without ``.show.yaml`` → path, by name; empty when there are none.
    """
    inside, beside = package / "show_files", package.parent / "show_files"
    folder = inside if inside.is_dir() else beside
    is_ours = folder == inside or (package.parent / "pyproject.toml").is_file()
    paths = sorted(folder.glob(f"*{SHOW_SUFFIX}")) if is_ours else []
    return {path.name.removesuffix(SHOW_SUFFIX): path for path in paths}


def kintsugi_home() -> Path:
    """Give the folder that keeps what outlives a run, such as ``nights/``; it may not exist yet.

    ``KINTSUGI_HOME`` says where; else the folder that the desktop keeps for the files of programs.
    """
    home = os.environ.get("KINTSUGI_HOME")
    if home:
        return Path(home).expanduser()
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(shared) / "kintsugi"


def wrong_fixtures_package() -> str | None:
    """Say so if a foreign package named ``fixtures`` (there is one on PyPI) stands before ours; None = all is well."""
    spec = importlib.util.find_spec("fixtures")
    folders = [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []
    if any((folder / "profile.py").is_file() for folder in folders):
        return None
    found = spec.origin if spec and spec.origin else "nowhere"
    return (
        f"Kintsugi's package `fixtures` is shadowed: `import fixtures` finds {found}; "
        "install Kintsugi into an environment of its own, for example with `pipx install kintsugi-show`."
    )
