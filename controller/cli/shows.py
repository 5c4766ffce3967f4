"""``check``, ``new``, ``simulate``, ``schema``: work on show files, without hardware."""

import json
from pathlib import Path
from typing import Annotated

import typer

from controller.cli.words import fail, new_verbs
from controller.run.headless.command import Order, run_order
from controller.run.score.checking import Format, check_files, upgrade_files
from controller.run.score.starter import StarterError, write_starter
from controller.showfile.schema import json_schema

verbs = new_verbs()


@verbs.command()
def check(
    shows: Annotated[list[str], typer.Argument(help="Show files.")],
    *,
    form: Annotated[Format, typer.Option("--format", help="For people, for programs, for a build server.")] = "text",
    upgrade: Annotated[bool, typer.Option("--upgrade", help="First write old files as files of today.")] = False,
) -> None:
    """Read show files and print every problem in them."""
    written = upgrade_files(shows) if upgrade else None
    report = check_files(shows, form)
    for line in (*(written.errors if written else ()), *report.errors):
        typer.echo(line, err=True)
    for line in (*(written.lines if written and form == "text" else ()), *report.lines):
        typer.echo(line)
    raise typer.Exit(int(not report.is_good or bool(written and not written.is_good)))


@verbs.command()
def new(name: Annotated[str, typer.Argument(help="Name of the show, e.g. lantern.")]) -> None:
    """Write a show to begin with, and an evening that tests it."""
    try:
        show, scenario = write_starter(Path(), name)
    except StarterError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: cannot be written: {error.strerror}")
    typer.echo(f"{show}: a show to begin with. Play it: kintsugi run {show} --rig")
    typer.echo(f"{scenario}: an evening that tests it. Judge it: kintsugi simulate {scenario}")


@verbs.command()
def simulate(
    show: Annotated[str, typer.Argument(help="A show, or a scenario that names its show.")],
    scenario: Annotated[str | None, typer.Argument(help="A scenario file; without one every cue is played.")] = None,
    *,
    length: Annotated[str | None, typer.Option("--for", help="How long, e.g. 60s; else as the scenario says.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the judgements here, as JUnit XML.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Write what a visitor saw last here, as PNG.")] = None,
) -> None:
    """Play a show without hardware, as fast as it can, and judge what a visitor would see.

    Exit code 0: all was as expected, 1: something was not, 2: a file or an option is wrong.
    """
    order = Order(show, scenario, length, junit, picture)
    raise typer.Exit(run_order(order, say=typer.echo, complain=lambda text: typer.echo(text, err=True)))


@verbs.command()
def schema() -> None:
    """Print the JSON Schema of show files, for editors."""
    typer.echo(json.dumps(json_schema(), indent=2))
