"""``rehearse``: a show on simulated fixtures, where everything may be broken."""

import typer

from controller.cli.play import Host, Looking, OscPort, Passcode, Port, Single, Visitors, play_show
from controller.cli.reading import read_or_fail
from controller.cli.words import FixturesPort, Show, fail, new_verbs
from controller.model.ports import CONSOLE_PORT, FIXTURES_PORT, OSC_PORT
from controller.run.places import kintsugi_home
from controller.run.rehearsing import why_not_rehearsed
from controller.run.settings import Settings

verbs = new_verbs()


@verbs.command()
def rehearse(  # noqa: PLR0913 - one parameter for each option
    show: Show,
    *,
    host: Host = "127.0.0.1",
    port: Port = CONSOLE_PORT,
    fixtures_port: FixturesPort = FIXTURES_PORT,
    osc_port: OscPort = OSC_PORT,
    passcode: Passcode = "",
    looking: Looking = "",
    visitors: Visitors = "",
    single_process: Single = False,
) -> None:
    """Rehearse a show on simulated fixtures: nobody watches, and even the engine and the disk may be broken.

    The same as `run SHOW --rig --rehearsal --new-night`, but only if everything the show sends stays on this machine.
    """
    if reason := why_not_rehearsed(read_or_fail(show).show):
        fail(reason)
    settings = Settings(
        home=kintsugi_home(),
        host=host,
        port=port,
        fixtures_port=fixtures_port,
        osc_port=osc_port,
        passcode=passcode,
        looking=looking,
        visitors=visitors,
        fresh=True,
        rig=show,
        rehearsal=True,
    )
    typer.echo("A rehearsal on simulated fixtures: no lamp is reached, and everything may be broken.")
    play_show(show, settings, browser=False, alone=single_process)
