"""Entries and zones → the text of a show file, as a person would write it. Pure."""

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

from controller.run.plans.blocks import Entry, numbers_told

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ._/-]*[A-Za-z0-9]|[A-Za-z]")
_WORDS: Final = frozenset("true false null yes no on off".split())  # noqa: SIM905 - a paragraph
_WIDEST: Final = 140

_HEAD: Final = """\
#   {title}: the rig of {source}, written by `kintsugi patch import`. From here on it is yours: change what you like.
#
#     kintsugi check {file}        every mistake, with its line and what was probably meant
#     kintsugi rehearse {file}     plays it on simulated fixtures; open http://localhost:8000
#
#   To be looked at before a night:
#   - `nodes` below sends to simulated fixtures on this machine. Write the addresses of your own nodes there.
#   - Plans seldom say what must never be broken: give exit signs `class: egress` and working lights `class: work`.
{notes}
kintsugi: 1

show:
  name: {title}

nodes:
  {node}: {{protocol: {protocol}, to: {to}}}

fixtures:
"""


def show_text(  # noqa: PLR0913 - each is a part of the file
    entries: Sequence[Entry],
    zones: Mapping[str, Sequence[str]],
    *,
    title: str,
    source: str,
    file: str,
    protocol: str,
    to: str,
    notes: Sequence[str],
) -> str:
    """Write a show file.

    Args:
        entries: of ``fixtures:``.
        zones: name → selectors.
        title: of the show.
        source: name of the plan's file.
        file: name of the show file.
        protocol: of its node: ``sacn`` or ``artnet``.
        to: address of its node.
        notes: what somebody should know, one line each.
    """
    node = next(
        name for name in ("stage", "lamps", "house", "node-of-the-plan") if name not in {e.name for e in entries}
    )
    told = "".join(f"#   - {_comment(note)}\n" for note in notes)
    head = _HEAD.format(
        title=scalar(title), source=_comment(source), file=file, notes=told, node=node, protocol=protocol, to=to
    )
    lines = [line for entry in entries for line in _entry(entry, node, 1 if protocol == "artnet" else 0)]
    written = [line for name, selectors in zones.items() for line in _zone(name, selectors)]
    return "\n".join([head.rstrip("\n"), *lines, "", "zones:", *written, ""])


def _zone(name: str, selectors: Sequence[str]) -> list[str]:
    whole = f"  {name}: {', '.join(selectors)}"
    if len(whole) <= _WIDEST:
        return [whole]
    whole_words = ", ".join(selector.replace(" ", "\0") for selector in selectors)
    rows = textwrap.wrap(whole_words, _WIDEST - 20, break_on_hyphens=False, break_long_words=False)
    return [f"  {name}:", *(f"    - {row.rstrip(',').replace(chr(0), ' ')}" for row in rows)]


def _entry(entry: Entry, node: str, first_universe: int) -> list[str]:
    first = entry.lamps[0]
    numbers, names = numbers_told(entry.lamps), list(dict.fromkeys(lamp.lamp.name for lamp in entry.lamps))
    called = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
    said = (
        f"  # {_comment(called)}{f', id {numbers}' if numbers else ''}, on {_comment(first.lamp.layer or 'no layer')}"
    )
    keys = [f"profile: {scalar(first.profile)}", f"mode: {scalar(first.mode)}"]
    keys += [f"count: {len(entry.lamps)}"] if len(entry.lamps) > 1 else []
    layout = _layout([lamp.lamp.place for lamp in entry.lamps])
    at = [f"at: {node} {first.universe - first_universe}/{first.slot}"]
    cls = [f"class: {first.cls}"] if first.cls else []
    line = f"  {entry.name}: {{{', '.join([*keys, f'layout: {{{layout}}}', *at, *cls])}}}"
    if len(line) <= _WIDEST:
        return [said, line]
    points = [f"        - {_place(lamp.lamp.place)}" for lamp in entry.lamps]
    spread = [f"layout: {{{layout}}}"] if not layout.startswith("points") else ["layout:", "  points:"]
    rows = [f"    {row}" for row in (*keys, *at, *cls, *spread)]
    return [said, f"  {entry.name}:", *rows, *(points if layout.startswith("points") else [])]


def _layout(places: Sequence[tuple[float, float, float]]) -> str:
    """Write where fixtures stand: as a line if they hang on one, evenly from left to right."""
    first, last = places[0], places[-1]
    steps = len(places) - 1
    length = round(last[0] - first[0], 3)
    even = all(
        abs(x - (first[0] + length * number / steps)) <= 0.002 and (y, z) == first[1:]
        for number, (x, y, z) in enumerate(places)
        if steps
    )
    if steps > 1 and length > 0 and even:
        middle = _place((first[0] + length / 2, first[1], first[2]))
        return f"line: {length:g}, origin: {middle}"
    return f"points: [{', '.join(_place(place) for place in places)}]"


def _place(place: Sequence[float]) -> str:
    return f"[{', '.join(f'{round(metres, 4):.10g}' for metres in place)}]"


def scalar(text: str) -> str:
    """Write a text so that YAML reads the same text."""
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and "  " not in text
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]
