"""``patch import``: from the plan of a lighting designer to a show file."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal

import typer

from controller.cli.loading import load
from controller.cli.words import fail, new_verbs

NEEDED = ("pymvr", "pygdtf")

verbs = new_verbs()
patch_verbs = typer.Typer(help="The patch of a rig: take it from a plan.", no_args_is_help=True)
verbs.add_typer(patch_verbs, name="patch")


@patch_verbs.callback()
def _patch() -> None:
    """Let `import` be said, although it is the only one."""


@patch_verbs.command("import")
def import_patch(
    plan: Annotated[Path, typer.Argument(metavar="FILE.mvr", help="A plan, exported as MVR with its fixture types.")],
    *,
    name: Annotated[str, typer.Option(help="Name of the show; else that of the plan.")] = "",
    protocol: Annotated[Literal["sacn", "artnet"], typer.Option(help="What its node speaks.")] = "sacn",
    to: Annotated[str, typer.Option(help="IPv4 address of its node, or multicast (sACN).")] = "127.0.1.2",
) -> None:
    """Write the fixtures of a plan (MVR) as a show file: places, profiles, addresses, zones.

    Nothing is written over, and nothing is written if something is wrong. Until `--to` says otherwise the show sends to
    simulated fixtures on this machine.
    """
    if not _is_address(to) and not (protocol == "sacn" and to == "multicast"):
        fail(f"--to {to!r} is no IPv4 address; write one such as 10.0.0.20, or multicast (sACN)")
    try:
        plans = load("controller.run.plans.importing")
    except ImportError as error:
        if error.name not in NEEDED:
            raise
        fail(f"patch import needs the package {error.name}; install it with: pip install 'kintsugi-show[mvr]'")
    try:
        done = plans.import_plan(plan, plans.Target(Path(), name, protocol, to))
    except plans.ImportFailedError as error:
        fail(str(error))
    typer.echo(f"{done.show}: {done.summary}; the profiles lie in {done.profiles}.")
    for note in done.notes:
        typer.echo(note)
    typer.echo(f"Look at it: kintsugi check {done.show}. Play it: kintsugi rehearse {done.show}")


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True
