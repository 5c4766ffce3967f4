"""``doctor``, ``bench`` and ``passcode``: look at the machine, measure it, say who may come in."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from controller.cli.words import fail, new_verbs
from controller.run.bench.command import bench_app
from controller.run.compiling.forms import compile_all
from controller.run.doctor.examine import examine, render
from controller.run.passcode import FILE, LOOKING_FILE, LOOKING_VARIABLE, VARIABLE, new_passcode, printed_passcode
from controller.run.places import kintsugi_home

verbs = new_verbs()
verbs.add_typer(bench_app, name="bench")


@verbs.command()
def doctor(
    *,
    file: Annotated[Path | None, typer.Option("--json", help="Write the findings here, as JSON.")] = None,
    compiles: Annotated[
        bool, typer.Option("--compile", help="First compile the passes of the extra `fast`; some minutes, once.")
    ] = False,
) -> None:
    """Look at this machine before a night: ports, network, permissions, MIDI, browser, clock; with the fix for each.

    Exit code 0: shows can run, 1: something will not work.
    """
    if compiles:
        typer.echo("Compiling the passes of the extra `fast`: some minutes, once on a machine and after an update.")
        try:
            compile_all()
        except OSError as error:
            typer.echo(f"They cannot be compiled: {error}", err=True)
    findings = tuple(examine(kintsugi_home()))
    typer.echo(render(findings))
    if file is not None:
        file.write_text(json.dumps([asdict(each) for each in findings], indent=2), encoding="utf-8")
    raise typer.Exit(int(any(each.grade == "fault" for each in findings)))


@verbs.command()
def passcode(
    *,
    looking: Annotated[bool, typer.Option("--looking", help="The one of those who only look.")] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Draw another one: whoever had the old one must give this.")
    ] = False,
) -> None:
    """Print the passcode that consoles of other machines give."""
    file, variable = (LOOKING_FILE, LOOKING_VARIABLE) if looking else (FILE, VARIABLE)
    chosen = os.environ.get(variable, "")
    if new and chosen:
        fail(f"{variable} is set and goes before one that is drawn: change the variable, or unset it")
    try:
        typer.echo(new_passcode(kintsugi_home(), file) if new else printed_passcode(kintsugi_home(), chosen, file))
    except (OSError, ValueError) as error:
        fail(str(error))
    if new:
        typer.echo("It holds from the next start of a show on.", err=True)
