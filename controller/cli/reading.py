"""Reading a show for a verb, or ending with its mistakes."""

from controller.cli.words import fail
from controller.run.reading import ShowError, read_show
from controller.run.source import Source


def read_or_fail(name: str) -> Source:
    """Read a show; if it has mistakes they are told and the command ends."""
    try:
        return read_show(name)
    except ShowError as error:
        fail(str(error))
