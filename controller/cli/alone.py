"""Everything in one process: what ``--single-process`` asks for."""

import asyncio

from controller.cli.reading import read_or_fail
from controller.cli.words import fail
from controller.run.journal import JournalError
from controller.run.processes.priority import be_punctual
from controller.run.reading import ShowError
from controller.run.service import Announce, play
from controller.run.settings import Settings


def play_alone(name: str, settings: Settings, announce: Announce) -> None:
    """Play a show with engine and web server in this very process."""
    be_punctual(realtime=False)  # the web server shares this thread, and must not come before everything else
    try:
        asyncio.run(play(read_or_fail(name), settings, announce))
    except (JournalError, ShowError) as error:
        fail(f"the show cannot start: {error}")
