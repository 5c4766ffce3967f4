"""What several verbs share: options, and the one way to end with a sentence."""

from typing import Annotated, Final, NoReturn

import typer

DEMO: Final = "neo_lumine"
Show = Annotated[str, typer.Argument(help="A show file, or the name of one that comes along, e.g. neo_lumine.")]
FixturesPort = Annotated[int, typer.Option(min=0, max=65535, help="Port of the fixtures' WebSocket.")]


def new_verbs() -> typer.Typer:
    """Make an empty group of verbs."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def fail(sentence: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
