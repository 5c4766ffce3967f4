"""Who did it, in words. Operators are told by their surface; visitors stay nameless, whatever they are called."""

from typing import Final

_SHELLS: Final = {
    "console": "a console",
    "http": "HTTP",
    "osc": "OSC",
    "midi": "MIDI",
    "artnet": "another console by Art-Net",
    "sacn": "another console by sACN",
    "schedule": "the clock",
    "start": "the start of the show",
    "timecode": "the time code",
    "vote": "the vote",
    "fault": "the fault",
    "engine": "the engine",
    "guard": "the guard",
    "show": "the show",
    "operator": "the operator",
}
_NAMELESS: Final = ("visitor", "join")


def who(source: str) -> str:
    """Name a source: ``console:3f`` → ``a console (3f)``, ``osc:10.0.0.7:51000`` → ``OSC (10.0.0.7)``."""
    shell, _, rest = source.partition(":")
    if shell.startswith(_NAMELESS):
        return "a visitor"
    place = rest.rpartition(":")[0] if shell == "osc" and ":" in rest else rest
    named = _SHELLS.get(shell, shell)
    return f"{named} ({place})" if place else named
