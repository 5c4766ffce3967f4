"""How a show is run: what the command line says, in one place that is quick to import."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from controller.model.ports import CONSOLE_PORT, FIXTURES_PORT, OSC_PORT
from controller.model.vote import VOTERS_PER_ADDRESS


@dataclass(frozen=True, slots=True)
class Settings:
    """How a show is run.

    Attributes:
        host: address that console, fixtures' WebSocket and OSC are bound to.
        names: further host names that the console may be called by.
        osc_peers: networks that may send OSC besides this machine, e.g. ``10.0.0.0/24``.
        home: where nights and the installation's id are kept.
        passcode: lets consoles of other machines in; empty = none is let in.
        looking: passcode of those who only look; empty = there is none.
        passcode_key: signs the cookies of both.
        fresh: True begins a new night even if one was left unfinished.
        preview: True = a rehearsal: all sACN is marked as not for the stage.
        rehearsal: True = a rehearsal from the start, in which the house itself may be broken, too.
        go: True = GO at the beginning of a new night: nobody is there to press it. One that goes on stays where it is.
        visitors: address and port of a door for visitors' phones, e.g. ``0.0.0.0:8080``; empty = there is none.
        voters_per_address: how many visitors of one address are counted in one vote, and have a cell to paint.
        visitors_key: signs their cookies; made anew for each show.
        rig: file or name of the show whose simulated fixtures run beside it; empty = none.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = CONSOLE_PORT
    fixtures_port: int = FIXTURES_PORT
    osc_port: int = OSC_PORT
    osc_peers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    passcode: str = field(default="", repr=False)
    looking: str = field(default="", repr=False)
    passcode_key: str = field(default="", repr=False)
    fresh: bool = False
    visitors: str = ""
    voters_per_address: int = VOTERS_PER_ADDRESS
    visitors_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    rig: str = ""
    preview: bool = False
    rehearsal: bool = False
    go: bool = False
