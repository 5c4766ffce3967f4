"""The verbs of ``kintsugi bench``: each measures one thing, prints a table, and keeps it as JSON if asked."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from controller.run.bench.beside import BenchError
from controller.run.bench.breaking_point import Breaks, breaks_of, until_it_breaks
from controller.run.bench.growth import measure_growth
from controller.run.bench.isolation import Isolation, measure_isolation
from controller.run.bench.jitter import Jitter, measure_jitter
from controller.run.bench.latency import Latency, measure_latency
from controller.run.bench.line_rate import LineRate, measure, peers_afresh
from controller.run.bench.machine import Others, this_machine
from controller.run.bench.peers import Peer
from controller.run.bench.report import machine_line, meanwhile_line, stage_table, table, write_json
from controller.run.bench.scene import SceneName

bench_app = typer.Typer(
    help="Measure this machine: universes, punctuality, the way of GO and HALT, the cost of size, who disturbs whom.",
    no_args_is_help=True,
)
Json = Annotated[Path | None, typer.Option("--json", help="Keep the numbers here, as JSON.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="UDP port of the measured nodes.")]
SACN_PORT: Final = 5568
_LINE_RATE: Final = ("scene", "universes", "on time", "clean", "arrived", "CPU", "p50 ms", "p99 ms", "lost", "MB")
_BREAKS: Final = ("scene", "universes that hold", "CPU", "that break", "on time", "CPU")
_JITTER: Final = ("scheduling", "of frames", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "p99 clean", "p99.9 clean")
_LATENCY: Final = (
    *("message", "frames", "times", "missed", "p50 ms", "p99 ms", "max ms", "clean", "p99 clean"),
    "ticks to no fault, at most",
)
_GROWTH: Final = ("universes", "frame us", "a universe us", "on time", "clean", "MB", "first frame s")
_ISOLATION: Final = ("scheduling", "house", "p50 ms", "p99 ms", "p99 of two turns apart by", "")
_MESSAGE: Final = {"go": "GO", "inject": "a fault begins", "halt": "HALT"}
_SCHEDULING: Final = {False: "ordinary", True: "SCHED_FIFO"}
_TURN: Final = {False: "at its turn", True: "at once"}


class SceneWord(StrEnum):
    """The reference scenes."""

    PLAYBACK = "playback"
    FULL = "full"


@bench_app.command("line-rate")
def line_rate(
    *,
    scene: Annotated[SceneWord, typer.Option(help="What is played.")] = SceneWord.PLAYBACK,
    universes: Annotated[list[int] | None, typer.Option(min=1, max=63999, help="How many; may be said again.")] = None,
    seconds: Annotated[float, typer.Option(min=1, max=3600)] = 20.0,
    target: Annotated[str, typer.Option(help="Where packets go; 127.0.0.1 measures arrival too.")] = "127.0.0.1",
    beside: Annotated[bool, typer.Option("--peers/--no-peers", help="Let other senders run too.")] = True,
    file: Json = None,
) -> None:
    """Measure how many universes of sACN are fed in time."""

    def found() -> tuple[list[LineRate], tuple[Peer, ...]]:
        word: str = scene.value
        rates = [
            measure("full" if word == "full" else "playback", count, seconds, host=target, port=SACN_PORT)
            for count in universes or [64, 256, 512]
        ]
        others = peers_afresh(host="127.0.0.1", port=SACN_PORT, seconds=5.0) if beside else ()
        return rates, others

    def say(result: tuple[list[LineRate], tuple[Peer, ...]]) -> str:
        rates, others = result
        rows = [
            (
                each.scene,
                each.universes,
                f"{each.on_time:.2%}",
                f"{each.on_time_clean:.2%} of {each.clean:.0%}",
                f"{each.arrived_on_time:.2%}",
                f"{each.cpu_share:.0%}",
                each.lateness_ms["p50"],
                each.lateness_ms["p99"],
                each.lost,
                round(each.memory_mb),
            )
            for each in rates
        ]
        parts = [table(_LINE_RATE, rows), "", stage_table(rates[-1].stages)]
        if others:
            ours = (
                "our senders in the run",
                rates[-1].send_packets_per_second,
                "",
                "for each second by the clock spent sending",
            )
            told = [(each.name, each.packets_per_cpu_second, each.of_c_loop or "", each.note) for each in others]
            parts += ["", table(("sender", "packets / CPU s", "of the C loop's", ""), [ours, *told])]
        return "\n".join(parts)

    _bench("line-rate", found, say, file)


@bench_app.command("breaks")
def breaks(
    *, seconds: Annotated[float, typer.Option(min=1, max=600)] = 8.0, port: Port = SACN_PORT, file: Json = None
) -> None:
    """Measure with how many universes each scene breaks: ever more of them, until frames are no longer on time."""

    def found() -> list[Breaks]:
        return [_broken("playback", 4035, seconds, port), _broken("full", 512, seconds, port)]

    def say(found: list[Breaks]) -> str:
        return table(_BREAKS, [_breaking(each) for each in found])

    _bench("breaks", found, say, file)


@bench_app.command("jitter")
def jitter(
    *, seconds: Annotated[float, typer.Option(min=1, max=3600)] = 60.0, port: Port = SACN_PORT, file: Json = None
) -> None:
    """Measure how punctual 64 universes are with twenty consoles and a hundred requests a second."""

    def say(found: list[Jitter | None]) -> str:
        measured = [each for each in found if each is not None]
        return "\n".join(
            [table(_JITTER, [row for each in measured for row in _punctuality(each)]), ""]
            + [
                f"{_SCHEDULING[each.realtime]}: {each.clean:.1%} of frames clean, {each.skipped} ticks skipped, "
                f"{each.frames_shown} frames shown to consoles, {each.requests} requests answered"
                for each in measured
            ]
        )

    _bench("jitter", lambda: [measure_jitter(seconds, realtime=wish, port=port) for wish in (False, True)], say, file)


@bench_app.command("latency")
def latency(
    *, count: Annotated[int, typer.Option(min=1, max=10_000)] = 100, port: Port = SACN_PORT, file: Json = None
) -> None:
    """Measure the time from GO, a fault and HALT by OSC to the first changed packet."""

    def found() -> list[Latency]:
        return [each for wish in (False, True) for each in measure_latency(count, immediate=wish, port=port)]

    def say(found: list[Latency]) -> str:
        rows = [
            (
                _MESSAGE[each.message],
                _TURN[each.immediate],
                each.count,
                each.missed,
                each.p50_ms,
                each.p99_ms,
                each.max_ms,
                f"{each.clean:.0%}",
                each.p99_clean_ms,
                "" if each.most_ticks is None else each.most_ticks,
            )
            for each in found
        ]
        return table(_LATENCY, rows)

    _bench("latency", found, say, file)


@bench_app.command("growth")
def growth(
    *, seconds: Annotated[float, typer.Option(min=1, max=600)] = 8.0, port: Port = SACN_PORT, file: Json = None
) -> None:
    """Measure what a frame costs from 16 universes to line rate."""

    def say(found: object) -> str:
        rows = [
            (
                each.universes,
                each.frame_us,
                each.universe_us,
                f"{each.on_time:.2%}",
                f"{each.on_time_clean:.2%} of {each.clean:.0%}",
                each.memory_mb,
                each.first_frame_s,
            )
            for each in (found if isinstance(found, tuple) else ())
        ]
        return table(_GROWTH, rows)

    _bench("growth", lambda: measure_growth(seconds, port=port), say, file)


@bench_app.command("isolation")
def isolation(
    *, seconds: Annotated[float, typer.Option(min=2, max=600)] = 40.0, port: Port = SACN_PORT, file: Json = None
) -> None:
    """Measure whether dead nodes, a deaf WebSocket fixture and a full TCP window disturb the others."""

    def found() -> list[Isolation]:
        tried = [measure_isolation(seconds, realtime=wish, port=port) for wish in (False, True)]
        return [each for each in tried if each is not None]

    def say(found: list[Isolation]) -> str:
        rows: list[tuple[object, ...]] = []
        for each in found:
            who, felt = _SCHEDULING[each.realtime], "not felt" if each.holds else "felt"
            rows += [
                (who, "everybody well", each.well_p50_ms, each.well_p99_ms, each.chance_ms, ""),
                (who, "half of them broken", each.broken_p50_ms, each.broken_p99_ms, each.chance_ms, felt),
            ]
        return table(_ISOLATION, rows)

    _bench("isolation", found, say, file)


def _broken(scene: SceneName, first: int, seconds: float, port: int) -> Breaks:
    """Find where a scene breaks."""
    return breaks_of(until_it_breaks(lambda size: measure(scene, size, seconds, host="127.0.0.1", port=port), first))


def _breaking(found: Breaks) -> tuple[object, ...]:
    """Give the row that says where a scene breaks."""
    holds = (found.scene, found.holds or "none", f"{found.holds_cpu:.0%}" if found.holds else "")
    if found.breaks is None:
        return (*holds, "none", "", "")
    return (*holds, found.breaks, f"{found.breaks_on_time:.2%}", f"{found.breaks_cpu:.0%}")


def _punctuality(found: Jitter) -> Iterator[tuple[object, ...]]:
    """Give the rows of one run: when frames began, when they were complete, how evenly they came."""
    who = _SCHEDULING[found.realtime]
    yield who, "begun late by", *found.begun_ms.values(), "", ""
    for what, whole, clean in (
        ("complete late by", found.lateness_ms, found.lateness_clean_ms),
        ("off the median end by", found.uneven_ms, found.uneven_clean_ms),
    ):
        yield who, what, *whole.values(), clean["p99"], clean["p99.9"]


def _bench(name: str, measured: Callable[[], object], say: Callable[..., str], file: Path | None) -> None:
    """Measure, print, keep."""
    machine, others = this_machine(), Others()
    typer.echo(machine_line(machine))
    try:
        found = measured()
    except (BenchError, OSError) as error:
        typer.echo(f"the bench cannot run: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(say(found))
    meanwhile = others.meanwhile()
    typer.echo(meanwhile_line(meanwhile))
    if file is not None:
        write_json(file, name, machine, meanwhile, found)
