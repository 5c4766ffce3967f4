"""``demo`` and ``run``: play a show. What the engine needs is imported by the engine's own process, not here."""

import asyncio
import os
import sys
import threading
import webbrowser
from collections.abc import Sequence
from typing import Annotated, Protocol

import typer

from controller.cli.loading import load
from controller.cli.words import DEMO, FixturesPort, Show, fail, new_verbs
from controller.model.ports import CONSOLE_PORT, FIXTURES_PORT, OSC_PORT, ListenError
from controller.model.vote import MOST_VOTERS, VOTERS_PER_ADDRESS
from controller.run.passcode import LOOKING_VARIABLE, VARIABLE, invitation, picture, with_passcode
from controller.run.places import kintsugi_home
from controller.run.processes.order import Order
from controller.run.processes.supervisor import can_split, supervise
from controller.run.settings import Settings
from controller.run.starting import why_not

Host = Annotated[str, typer.Option(help="Address to listen on. 0.0.0.0 opens the console to the whole network.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the console; 0 = any free one.")]
OscPort = Annotated[int, typer.Option(min=0, max=65535, help="Port that OSC is heard on.")]
OscPeer = Annotated[list[str] | None, typer.Option(help="An address or network that may send OSC, e.g. 10.0.0.0/24.")]
Name = Annotated[list[str] | None, typer.Option("--name", help="A further name the console is called by.")]
Visitors = Annotated[
    str, typer.Option(help="A door for visitors' phones, e.g. 0.0.0.0:8080: only the page /join is behind it.")
]
PerAddress = Annotated[
    int,
    typer.Option(
        min=1, max=MOST_VOTERS, help="How many visitors of one address are counted in one vote, paint and tell."
    ),
]
Passcode = Annotated[
    str,
    typer.Option(
        envvar=VARIABLE,
        help="What consoles of other machines must give; else this installation's own. "
        "Others on this machine can read an option, but not the variable.",
    ),
]
Looking = Annotated[
    str,
    typer.Option(
        "--looking-passcode",
        envvar=LOOKING_VARIABLE,
        help="What consoles of other machines give that shall only look; else this installation's own.",
    ),
]
Single = Annotated[bool, typer.Option("--single-process", help="Engine and web server share one process.")]
Rehearsal = Annotated[
    bool, typer.Option("--rehearsal", help="Nobody watches: faults may strike the engine and the disk, too.")
]
Fresh = Annotated[bool, typer.Option("--new-night", help="Begin a new night even if one was left unfinished.")]

verbs = new_verbs()


@verbs.command()
def demo(  # noqa: PLR0913 - one parameter for each option
    *,
    browser: Annotated[bool, typer.Option(help="Open the console in a browser.")] = True,
    host: Host = "127.0.0.1",
    port: Port = CONSOLE_PORT,
    fixtures_port: FixturesPort = FIXTURES_PORT,
    osc_port: OscPort = OSC_PORT,
    passcode: Passcode = "",
    looking: Looking = "",
    visitors: Visitors = "",
    new_night: Fresh = False,
    single_process: Single = False,
    rehearsal: Rehearsal = False,
) -> None:
    """Play the demo show with its simulated rig."""
    settings = Settings(
        home=kintsugi_home(),
        host=host,
        port=port,
        fixtures_port=fixtures_port,
        osc_port=osc_port,
        passcode=passcode,
        looking=looking,
        visitors=visitors,
        fresh=new_night,
        rig=DEMO,
        rehearsal=rehearsal,
    )
    play_show(DEMO, settings, browser=browser, alone=single_process)


@verbs.command()
def run(  # noqa: PLR0913 - one parameter for each option
    show: Show,
    *,
    rig: Annotated[bool, typer.Option("--rig", help="Run the simulated fixtures beside the show.")] = False,
    host: Host = "127.0.0.1",
    port: Port = CONSOLE_PORT,
    fixtures_port: FixturesPort = FIXTURES_PORT,
    osc_port: OscPort = OSC_PORT,
    osc_peer: OscPeer = None,
    name: Name = None,
    passcode: Passcode = "",
    looking: Looking = "",
    visitors: Visitors = "",
    voters_per_address: PerAddress = VOTERS_PER_ADDRESS,
    new_night: Fresh = False,
    go: Annotated[bool, typer.Option("--go", help="Press GO when a new night begins; one that goes on stays.")] = False,
    single_process: Single = False,
    rehearsal: Rehearsal = False,
    preview: Annotated[bool, typer.Option("--preview", help="Mark all sACN as not for the stage.")] = False,
) -> None:
    """Play a show until Ctrl-C."""
    settings = Settings(
        home=kintsugi_home(),
        host=host,
        port=port,
        fixtures_port=fixtures_port,
        osc_port=osc_port,
        osc_peers=tuple(osc_peer or ()),
        names=tuple(name or ()),
        passcode=passcode,
        looking=looking,
        visitors=visitors,
        voters_per_address=voters_per_address,
        fresh=new_night,
        rig=show if rig else "",
        preview=preview,
        rehearsal=rehearsal,
        go=go,
    )
    play_show(show, settings, browser=False, alone=single_process)


class Stands(Protocol):
    """What stands, in one process or in several."""

    @property
    def lines(self) -> Sequence[str]:
        """What to tell about it."""

    @property
    def url(self) -> str:
        """Where the console is."""


def play_show(name: str, settings: Settings, *, browser: bool, alone: bool) -> None:
    """Play until the show ends, or end with a sentence that says why it cannot begin."""
    try:
        settings = with_passcode(settings)
    except ValueError as error:
        fail(f"the show cannot start: {error}")

    def announce(standing: Stands) -> None:
        first, *others = standing.lines
        shown = picture(settings, standing.url) if sys.stdout.isatty() else ()
        for line in (first, *invitation(settings, standing.url), *others, *shown):
            typer.echo(line)
        if browser and has_screen():
            threading.Thread(target=webbrowser.open, args=(standing.url,), daemon=True).start()

    try:
        if alone or not can_split():
            load("controller.cli.alone").play_alone(name, settings, announce)
        else:
            asyncio.run(supervise(Order(name, settings, socket=""), announce))
    except ListenError as error:
        fail(str(error))
    except (OSError, ValueError) as error:
        fail(why_not(error))
    typer.echo("The show has ended.")


def has_screen() -> bool:
    """Whether a browser could open a window here."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
