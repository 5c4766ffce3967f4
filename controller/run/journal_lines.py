"""The lines of a journal, fast: nearly all of a long night says no more than that the engine lived.

Takes a file block by block and gives what is told in it; of the signs of life of a block only the last, which tells how
far the night had come. A line that is no JSON ends it without its number: whoever wants that reads line by line.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

BLOCK: Final = 1 << 20
"""Bytes that are looked at in one go."""
_TAIL: Final = 4096
_TICK: Final = rb'\{"tick":(0|[1-9][0-9]{0,17})'
_ALIVE: Final = re.compile(rb"^" + _TICK + rb',"alive":true\}\n', re.MULTILINE)
_LIVES: Final = b',"alive":true}\n'
_MARK: Final = re.compile(_TICK + rb',"checksum":(0|[1-9][0-9]{0,9})\}')


def told_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read a journal, a torn tail left out, and most signs of life.

    Returns:
        Each line with a number, which is 0: counting those that are left out would cost more than reading the others.
        Nothing more comes after a line that is no JSON object; it is given as one without keys.
    """
    rest = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            whole, end, rest = (rest + block).rpartition(b"\n")
            for line in _told(whole + end):
                found = _parsed(line)
                yield 0, found
                if not found:
                    return


def _told(block: bytes) -> list[bytes]:
    """Give the lines of a block, of its signs of life only the last."""
    ends = block.rfind(_LIVES)
    last = _ALIVE.match(block, block.rfind(b"\n", 0, ends) + 1) if ends >= 0 else None
    if last is None:
        return block.split(b"\n")[:-1]
    lines = _ALIVE.sub(b"", block).split(b"\n")[:-1]
    place = len(lines) if last.end() == len(block) else -1  # what ends the block still ends it
    return [*lines[:place], last[0][:-1], *lines[place:]]


def _parsed(line: bytes) -> dict[str, Any]:
    if mark := _MARK.fullmatch(line):
        return {"tick": int(mark[1]), "checksum": int(mark[2])}
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def cut_torn_tail(path: Path) -> int:
    """Cut a last line that was never finished; gives the length that is left. Reads no more than that line."""
    with path.open("rb") as file:
        size = length = file.seek(0, os.SEEK_END)
        while length > 0:
            start = max(0, length - _TAIL)
            file.seek(start)
            found = file.read(length - start).rfind(b"\n")
            length = start + found + 1
            if found >= 0:
                break
    if length != size:
        os.truncate(path, length)
    return length
