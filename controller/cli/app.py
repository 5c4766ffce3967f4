"""The whole command line, or as much of it as the words ask for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Final

import typer

from controller import __version__
from controller.cli.loading import load

MODULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "controller.cli.play": ("demo", "run"),
        "controller.cli.rehearse": ("rehearse",),
        "controller.cli.shows": ("check", "new", "simulate", "schema"),
        "controller.cli.fixtures": ("rig", "fixtures"),
        "controller.cli.patch": ("patch",),
        "controller.cli.nights": ("replay", "report", "explain", "guard"),
        "controller.cli.machine": ("doctor", "bench", "passcode"),
    }
)
"""Which file has which verbs, in the order of the help."""


def build_app(words: Sequence[str] = ()) -> typer.Typer:
    """Build the command line.

    Args:
        words: what was written after ``kintsugi``; only the file of its verb is loaded. No known verb loads them all.
    """
    app = typer.Typer(
        name="kintsugi",
        help="A show controller for light and projection installations that mends its glitches in gold.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(about)
    asked = [module for module, verbs in MODULES.items() if words and words[0] in verbs]
    is_version = list(words) == ["--version"]
    for module in () if is_version else asked or MODULES:
        app.add_typer(load(module).verbs)
    return app


def about(*, version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    """Say who we are."""
    if version:
        typer.echo(f"kintsugi {__version__}")
        raise typer.Exit
