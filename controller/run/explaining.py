"""``kintsugi explain``: asks a running engine over HTTP what a fixture shows and why, and writes it for people."""

import http.client
import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from controller.model.explanation import ChannelTrace, Explanation, Trace

TIMEOUT_S: Final = 5.0
LONGEST_ANSWER: Final = 4_000_000
_EXPLANATION: Final = TypeAdapter(Explanation)


class AskError(Exception):
    """Nobody answers, or the answer is a refusal; the text is one sentence."""


def ask_explanation(fixture: str, *, host: str, port: int, passcode: str = "") -> Explanation:
    """Ask the engine whose console is at an address; another machine's asks for its passcode.

    Raises:
        AskError: nobody answers there, or there is no such fixture.
    """
    headers = {"Authorization": f"Bearer {passcode}"} if passcode else {}
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", f"/api/v1/explain/{quote(fixture, safe='')}", headers=headers)
        answer = connection.getresponse()
        body = answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise AskError(f"no show runs at {host}:{port} ({error}); name another with --host and --port") from None
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise AskError(_detail(body) or f"{host}:{port} answered {answer.status} {answer.reason}")
    try:
        return _EXPLANATION.validate_json(body)
    except ValidationError:
        raise AskError(f"what runs at {host}:{port} is no controller of this version") from None


def explanation_lines(told: Explanation) -> Iterator[str]:
    """Write an explanation as lines: every attribute with its stages, then every channel."""
    count = f", {told.cell_count} cells" if told.cell_count > 1 else ""
    yield f"{told.fixture} (class {told.cls}{count}, node {told.node}) at {told.seconds:.2f} s"
    if told.unsent:
        yield f"  ! {told.unsent}"
    for trace in told.traces:
        yield from _trace_lines(trace, has_cells=told.cell_count > 1)
    yield "  channels"
    yield from (_channel_line(channel, has_cells=told.cell_count > 1) for channel in told.channels)


def _trace_lines(trace: Trace, *, has_cells: bool) -> Iterator[str]:
    yield f"  {trace.attribute}{f' of cells {trace.cells}' if has_cells else ''}"
    for step in trace.steps:
        first, *others = step.by or ("-",)
        yield f"    {step.stage:<11} {step.value:>8}  {first}"
        yield from (f"    {'':<11} {'':>8}  {other}" for other in others)


def _channel_line(channel: ChannelTrace, *, has_cells: bool) -> str:
    name = f"{channel.name} {channel.cell}" if has_cells else channel.name
    slots = " ".join(str(slot) for slot in channel.slots) or "-"
    where = f"universe {channel.universe} slot {channel.slot}"
    why = f"  {channel.why}" if channel.why else ""
    return f"    {name:<11} {channel.driven:>8.1%}  sent {channel.sent:.1%}  {where} = {slots}{why}"


def _detail(body: bytes) -> str:
    try:
        document = json.loads(body)
    except ValueError:
        return ""
    return str(document.get("detail", "")) if isinstance(document, dict) else ""
