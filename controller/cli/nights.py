"""``replay``, ``report``, ``explain`` and ``guard``: look at what plays, what was played, what would be let through."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from controller.cli.words import fail, new_verbs
from controller.model.ports import CONSOLE_PORT
from controller.run.evidence import sentence
from controller.run.explaining import AskError, ask_explanation, explanation_lines
from controller.run.journal import JournalError
from controller.run.passcode import VARIABLE
from controller.run.places import kintsugi_home
from controller.run.reading import ShowError
from controller.run.recorded.content import ContentError
from controller.run.recorded.guarding import guard_file
from controller.run.report.gathering import account_of
from controller.run.report.markdown import to_markdown
from controller.run.report.page import to_html
from controller.run.verify import verify_night
from controller.web.passcode.keys import check_passcode

verbs = new_verbs()


def _folder_of(night: Path) -> Path:
    """Find a night where it was said to be, else by its name among those that are kept."""
    kept = kintsugi_home() / "nights" / night
    return kept if not night.exists() and kept.exists() else night


@verbs.command()
def replay(
    night: Annotated[Path, typer.Argument(help="Folder of a night, or its name.")],
) -> None:
    """Paint a night again from its log, and compare every checksum."""
    try:
        report = verify_night(_folder_of(night))
    except (JournalError, ShowError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{night}: the night cannot be read: {error.strerror or error}")
    typer.echo(report.text)
    typer.echo(sentence(report.guard))
    raise typer.Exit(int(not report.is_equal))


@verbs.command()
def report(
    night: Annotated[Path, typer.Argument(help="Folder of a night, or its name.")],
    *,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as a page that prints well.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Tell each of very many incidents that are alike.")] = False,
) -> None:
    """Tell a night from its journal: cues, faults, incidents and their mending, what the guard did, what failed."""
    try:
        told = account_of(_folder_of(night))
    except (JournalError, ShowError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{night}: the night cannot be read: {error.strerror or error}")
    if html is not None:
        try:
            html.write_text(to_html(told, whole=whole), encoding="utf-8")
        except OSError as error:
            fail(f"{html}: the page cannot be written: {error.strerror or error}")
        typer.echo(f"Written to {html}.", err=True)
    if as_json:
        typer.echo(json.dumps(asdict(told), indent=2))
    elif html is None:
        typer.echo(to_markdown(told, whole=whole), nl=False)


@verbs.command()
def explain(
    fixture: Annotated[str, typer.Argument(help="A fixture of the running show, e.g. tile-12.")],
    *,
    host: Annotated[str, typer.Option(help="Where the console of the running show is.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Its port.")] = CONSOLE_PORT,
    passcode: Annotated[str, typer.Option(envvar=VARIABLE, help="What a console of another machine asks for.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Say what a fixture of the running show shows now, and why: every stage from the cue to the slots."""
    try:
        given = check_passcode(passcode) if passcode else ""
        told = ask_explanation(fixture, host=host, port=port, passcode=given)
    except (AskError, ValueError) as error:
        fail(str(error))
    typer.echo(json.dumps(asdict(told), indent=2) if as_json else "\n".join(explanation_lines(told)))


@verbs.command()
def guard(
    source: Annotated[Path, typer.Argument(metavar="IN.npz", help="Recorded content: rgb, t and zone.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.npz", help="Where to write what would have been sent.")],
) -> None:
    """Run recorded content through the guard, and write what would have been sent, with the evidence."""
    try:
        view = guard_file(source, target, typer.echo)
    except ContentError as error:
        fail(str(error))
    typer.echo(sentence(view))
    typer.echo(f"Written to {target}.")
