"""The command ``kintsugi``: one verb a task. Thin: it reads options, calls the rooms, prints sentences."""

import asyncio
import difflib
import json
import os
import sys
import threading
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from controller import __version__
from controller.model.ports import CONSOLE_PORT, FIXTURES_PORT, OSC_PORT, ListenError
from controller.run.bench.command import bench_app
from controller.run.doctor.examine import examine, render
from controller.run.evidence import sentence
from controller.run.explaining import AskError, ask_explanation, explanation_lines
from controller.run.far_end import plan_rig
from controller.run.headless.command import Order, run_order
from controller.run.journal import JournalError
from controller.run.places import kintsugi_home
from controller.run.processes import order as orders
from controller.run.processes.supervisor import Up, can_split, supervise
from controller.run.profiles import description, summary
from controller.run.reading import ShowError, read_show
from controller.run.recorded.content import ContentError
from controller.run.recorded.guarding import guard_file
from controller.run.score.checking import Format, check_files, upgrade_files
from controller.run.score.starter import StarterError, write_starter
from controller.run.service import Standing, play
from controller.run.settings import Settings
from controller.run.source import Source
from controller.run.verify import verify_night
from controller.showfile.schema import json_schema
from fixtures.errors import FarEndError
from fixtures.library import load_profiles
from fixtures.rig import SimulatedRig

app = typer.Typer(
    name="kintsugi",
    help="A show controller for light and projection installations that mends its glitches in gold.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
fixtures_app = typer.Typer(help="Fixture profiles that come along.", no_args_is_help=True)
app.add_typer(fixtures_app, name="fixtures")
app.add_typer(bench_app, name="bench")

DEMO = "neo_lumine"
Show = Annotated[str, typer.Argument(help="A show file, or the name of one that comes along, e.g. neo_lumine.")]
Host = Annotated[str, typer.Option(help="Address to listen on. 0.0.0.0 opens the console to the whole network.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the console; 0 = any free one.")]
FixturesPort = Annotated[int, typer.Option(min=0, max=65535, help="Port of the fixtures' WebSocket.")]
OscPort = Annotated[int, typer.Option(min=0, max=65535, help="Port that OSC is heard on.")]
OscPeer = Annotated[list[str] | None, typer.Option(help="An address or network that may send OSC, e.g. 10.0.0.0/24.")]
Name = Annotated[list[str] | None, typer.Option("--name", help="A further name the console is called by.")]
Single = Annotated[bool, typer.Option("--single-process", help="Engine and web server share one process.")]
Fresh = Annotated[bool, typer.Option("--new-night", help="Begin a new night even if one was left unfinished.")]


@app.callback(invoke_without_command=True)
def about(*, version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    """Say who we are."""
    if version:
        typer.echo(f"kintsugi {__version__}")
        raise typer.Exit


@app.command()
def demo(  # noqa: PLR0913 - one parameter for each option
    *,
    browser: Annotated[bool, typer.Option(help="Open the console in a browser.")] = True,
    host: Host = "127.0.0.1",
    port: Port = CONSOLE_PORT,
    fixtures_port: FixturesPort = FIXTURES_PORT,
    osc_port: OscPort = OSC_PORT,
    new_night: Fresh = False,
    single_process: Single = False,
) -> None:
    """Play the demo show with its simulated rig."""
    settings = Settings(
        home=kintsugi_home(),
        host=host,
        port=port,
        fixtures_port=fixtures_port,
        osc_port=osc_port,
        fresh=new_night,
        rig=DEMO,
    )
    _play(DEMO, settings, browser=browser, alone=single_process)


@app.command()
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
    new_night: Fresh = False,
    single_process: Single = False,
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
        fresh=new_night,
        rig=show if rig else "",
        preview=preview,
    )
    _play(show, settings, browser=False, alone=single_process)


@app.command()
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


@app.command()
def new(name: Annotated[str, typer.Argument(help="Name of the show, e.g. lantern.")]) -> None:
    """Write a show to begin with, and an evening that tests it."""
    try:
        show, scenario = write_starter(Path(), name)
    except StarterError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename}: cannot be written: {error.strerror}")
    typer.echo(f"{show}: a show to begin with. Play it: kintsugi run {show} --rig")
    typer.echo(f"{scenario}: an evening that tests it. Judge it: kintsugi simulate {scenario}")


@app.command()
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


@app.command()
def rig(
    show: Show,
    *,
    node: Annotated[list[str] | None, typer.Option(help="Only the fixtures of this node; may be said again.")] = None,
    fixtures_port: FixturesPort = FIXTURES_PORT,
    leash: Annotated[bool, typer.Option("--leash", hidden=True)] = False,
) -> None:
    """Run the simulated fixtures of a show alone, on the real wire."""
    source = _read(show)
    nodes = source.show.patch.nodes
    for name in node or ():
        if name not in nodes:
            _fail(f"{source.show.name} has no node {name!r}; it has {', '.join(nodes)}")
    plan = plan_rig(source.show, fixtures_port=fixtures_port, nodes=node)

    async def stand() -> None:
        async with SimulatedRig(plan):
            typer.echo(f"{len(plan.fixtures)} simulated fixtures of {source.show.name} stand. Ctrl-C ends.")
            await (asyncio.to_thread(sys.stdin.read) if leash else asyncio.Event().wait())

    try:
        asyncio.run(stand())
    except KeyboardInterrupt:
        typer.echo("The rig is gone.")
    except FarEndError as error:
        _fail(f"the rig cannot stand: {error}")
    except OSError as error:
        _fail(f"the rig cannot stand: {error.strerror or error}; is another one running?")


@app.command()
def replay(
    night: Annotated[Path, typer.Argument(help="Folder of a night.")],
) -> None:
    """Paint a night again from its log, and compare every checksum."""
    try:
        report = verify_night(night)
    except (JournalError, ShowError, OSError) as error:
        _fail(str(error))
    typer.echo(report.text)
    typer.echo(sentence(report.guard))
    raise typer.Exit(int(not report.is_equal))


@app.command()
def doctor(
    *,
    file: Annotated[Path | None, typer.Option("--json", help="Write the findings here, as JSON.")] = None,
) -> None:
    """Look at this machine before a night: ports, network, permissions, MIDI, browser, clock; with the fix for each.

    Exit code 0: shows can run, 1: something will not work.
    """
    findings = tuple(examine(kintsugi_home()))
    typer.echo(render(findings))
    if file is not None:
        file.write_text(json.dumps([asdict(each) for each in findings], indent=2), encoding="utf-8")
    raise typer.Exit(int(any(each.grade == "fault" for each in findings)))


@app.command()
def explain(
    fixture: Annotated[str, typer.Argument(help="A fixture of the running show, e.g. tile-12.")],
    *,
    host: Annotated[str, typer.Option(help="Where the console of the running show is.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Its port.")] = CONSOLE_PORT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Say what a fixture of the running show shows now, and why: every stage from the cue to the slots."""
    try:
        told = ask_explanation(fixture, host=host, port=port)
    except AskError as error:
        _fail(str(error))
    typer.echo(json.dumps(asdict(told), indent=2) if as_json else "\n".join(explanation_lines(told)))


@app.command()
def guard(
    source: Annotated[Path, typer.Argument(metavar="IN.npz", help="Recorded content: rgb, t and zone.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.npz", help="Where to write what would have been sent.")],
) -> None:
    """Run recorded content through the guard, and write what would have been sent, with the evidence."""
    try:
        view = guard_file(source, target, typer.echo)
    except ContentError as error:
        _fail(str(error))
    typer.echo(sentence(view))
    typer.echo(f"Written to {target}.")


@app.command()
def schema() -> None:
    """Print the JSON Schema of show files, for editors."""
    typer.echo(json.dumps(json_schema(), indent=2))


@fixtures_app.command("list")
def list_fixtures() -> None:
    """List the profiles."""
    for _, profile in sorted(load_profiles().items()):
        typer.echo(summary(profile))


@fixtures_app.command("show")
def show_fixture(key: Annotated[str, typer.Argument(help="Such as generic/rgb.")]) -> None:
    """Show one profile channel by channel."""
    profile = load_profiles().get(key)
    if profile is None:
        close = difflib.get_close_matches(key, load_profiles(), n=1)
        hint = f" - did you mean {close[0]!r}?" if close else "; `kintsugi fixtures list` names them all"
        _fail(f"no profile {key!r}{hint}")
    for line in description(profile):
        typer.echo(line)


def _play(name: str, settings: Settings, *, browser: bool, alone: bool) -> None:
    def announce(standing: Standing | Up) -> None:
        typer.echo(f"{standing.show} plays. Console: {standing.url}")
        if isinstance(standing, Up):
            typer.echo(f"Processes: engine {standing.engine}, web server {standing.web}")
        for each in standing.rigs:
            how = f"process {each.pid}" if each.stands else "they do not stand; the reason is told above"
            typer.echo(f"Simulated nodes {', '.join(each.nodes)}: {how}")
        typer.echo(f"The night is kept in {standing.folder}{' (resumed)' if standing.resumed else ''}. Ctrl-C ends it.")
        if browser and has_screen():
            threading.Thread(target=webbrowser.open, args=(standing.url,), daemon=True).start()

    try:
        if alone or not can_split():
            asyncio.run(play(_read(name), settings, announce))
        else:
            asyncio.run(supervise(orders.Order(name, settings, socket=""), announce))
    except ListenError as error:
        _fail(str(error))
    except (OSError, JournalError, ValueError) as error:
        _fail(f"the show cannot start: {error}")
    typer.echo("The show has ended.")


def has_screen() -> bool:
    """Whether a browser could open a window here."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _read(name: str) -> Source:
    try:
        return read_show(name)
    except ShowError as error:
        _fail(str(error))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
