"""``rig`` and ``fixtures``: the simulated far end, and the profiles that come along."""

import asyncio
import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from controller.cli.loading import load
from controller.cli.reading import read_or_fail
from controller.cli.words import FixturesPort, Show, fail, new_verbs
from controller.model.ports import FIXTURES_PORT
from controller.run.far_end import plan_rig
from controller.run.profiles import description, summary
from fixtures.errors import FarEndError, ForeignFileError
from fixtures.importers.documents import TakenOver
from fixtures.library import load_profiles
from fixtures.profile import Profile
from fixtures.reading import read_profile
from fixtures.rig import SimulatedRig

verbs = new_verbs()
fixtures_verbs = typer.Typer(
    help="Fixture profiles: those that come along, and those that a show brings.", no_args_is_help=True
)
verbs.add_typer(fixtures_verbs, name="fixtures")


@verbs.command()
def rig(
    show: Show,
    *,
    node: Annotated[list[str] | None, typer.Option(help="Only the fixtures of this node; may be said again.")] = None,
    fixtures_port: FixturesPort = FIXTURES_PORT,
    leash: Annotated[bool, typer.Option("--leash", hidden=True)] = False,
) -> None:
    """Run the simulated fixtures of a show alone, on the real wire."""
    source = read_or_fail(show)
    nodes = source.show.patch.nodes
    for name in node or ():
        if name not in nodes:
            fail(f"{source.show.name} has no node {name!r}; it has {', '.join(nodes)}")
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
        fail(f"the rig cannot stand: {error}")
    except OSError as error:
        fail(f"the rig cannot stand: {error.strerror or error}; is another one running?")


@fixtures_verbs.command("import")
def import_fixtures(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="GDTF, or Open Fixture Library JSON.")],
    *,
    to: Annotated[Path, typer.Option(help="Folder for the profiles, in that of the show file.")] = Path("lamps"),
    replace: Annotated[bool, typer.Option("--replace", help="Write over profiles of the same name.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell everything, write nothing.")] = False,
) -> None:
    """Make profiles for a show out of files of makers (GDTF) and of the Open Fixture Library.

    Tells what each fixture can do, what was left out and why, and what to write in the show file. What can do harm gets
    its class. A file that cannot be taken over does not keep the others from it; exit code 1 says that there was one.
    """
    lamps = load("controller.run.plans.lamps")
    failed = False
    for done in lamps.import_lamps(files, to, _take_gdtf, replace=replace, dry_run=dry_run):
        for line in done.lines:
            typer.echo(line, err=done.is_refused)
        failed = failed or done.is_refused
    raise typer.Exit(int(failed))


def _take_gdtf(source: Path) -> TakenOver:
    """Take over a GDTF file, if what reads it is there."""
    try:
        taking = load("fixtures.importers.gdtf.taking")
    except ImportError as error:
        if error.name != "pygdtf":
            raise
        said = "GDTF files need the package pygdtf; install it with: pip install 'kintsugi-show[mvr]'"
        raise ForeignFileError(said) from error
    taken: TakenOver = taking.take_over_gdtf(source)
    return taken


@fixtures_verbs.command("list")
def list_fixtures() -> None:
    """List the profiles."""
    for _, profile in sorted(load_profiles().items()):
        typer.echo(summary(profile))


@fixtures_verbs.command("show")
def show_fixture(key: Annotated[str, typer.Argument(help="Such as generic/rgb, or a file: lamps/spot.json.")]) -> None:
    """Show one profile channel by channel."""
    profile = _own_profile(key) if key.endswith(".json") else load_profiles().get(key)
    if profile is None:
        close = difflib.get_close_matches(key, load_profiles(), n=1)
        hint = f" - did you mean {close[0]!r}?" if close else "; `kintsugi fixtures list` names them all"
        fail(f"no profile {key!r}{hint}")
    for line in description(profile):
        typer.echo(line)


def _own_profile(file: str) -> Profile:
    """Read the profile file of a show, or end with what is wrong with it."""
    try:
        profile, problems = read_profile(Path(file).read_bytes(), file.removesuffix(".json"))
    except OSError as error:
        fail(f"{file}: {error.strerror or error}")
    if profile is None:
        fail("\n  ".join((f"{file} is no profile:", *problems)))
    return profile
