"""Why no recovery came of an incident, in words: people ask the morning after."""

from controller.model import facts
from controller.model import intent as intents
from controller.model.incident import Incident, IncidentState
from controller.model.intent import Entry
from controller.model.show import Show
from controller.run.report.people import who


def why_closed(show: Show, incident: Incident, entry: Entry | None) -> str:
    """Say why an incident ended without a recovery.

    Args:
        show: that played then.
        incident: closed, and no recovery ever ran on it.
        entry: the intent that closed it, None = time alone did.
    """
    if entry is None:
        return f"it ended by itself{_meanwhile(show, incident)}"
    match entry.intent:
        case intents.Dismiss():
            return f"dismissed by {who(entry.source)}{_unless_asked(show, incident)}"
        case intents.Halt():
            return f"ended by HALT of {who(entry.source)}"
        case intents.Clear() | intents.LetGo() | intents.Unflag():
            return f"taken back by {who(entry.source)}"
        case facts.Resumed():
            return "the engine ended before anybody answered"
        case _:
            return f"it was over{_meanwhile(show, incident)}"


def why_open(show: Show, incident: Incident, *, is_over: bool) -> str:
    """Say why nothing had come of an incident that was open to the last."""
    end = "the night ended" if is_over else "the night was last heard of"
    if incident.waits:
        return f"it waited its turn when {end}; {show.policy.recoveries_at_once} run by themselves at most"
    if incident.state is IncidentState.PROPOSED:
        return f"nobody had answered when {end}"
    return f"it was open when {end}{_unless_asked(show, incident)}"


def _meanwhile(show: Show, incident: Incident) -> str:
    if incident.recovery is None:
        return _unless_asked(show, incident)
    return " before its turn came" if incident.waits else " before anybody answered"


def _unless_asked(show: Show, incident: Incident) -> str:
    """Say why nobody was asked; empty = somebody was."""
    if incident.recovery is not None:
        return ""
    if show.trouble(incident.fault.id).consent == "never":
        return "; consent says that it is never mended"
    return "; no recovery answers it"
