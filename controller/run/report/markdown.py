"""A report as text: Markdown, which reads well as it is."""

import re
from collections.abc import Iterator
from typing import Final

from controller.run.report.account import Account
from controller.run.report.sections import Section, Table, sections_of, title_of

_MARKUP: Final = re.compile(r"[\\`\[\]*~]|(?<!\w)_|_(?!\w)|^[#>+=-](?=[ =-]|$)")
_LINK: Final = re.compile(r"(https?|ftp|www|\w)(:(?=//)|(?<=www)\.|@)", re.IGNORECASE)
"""What a reader of Markdown would make a link of by itself."""


def to_markdown(account: Account, *, whole: bool = False) -> str:
    """Write the report; ``whole``: also what is alike, one by one."""
    lines = [f"# {_plain(title_of(account))}"]
    for section in sections_of(account, whole=whole):
        lines += ["", *_section(section)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"{'#' * section.level} {_plain(section.title)}"
    for sentence in section.sentences:
        yield from ("", _plain(sentence))
    if section.table is not None:
        yield ""
        yield from _table(section.table)


def _table(table: Table) -> Iterator[str]:
    yield _row(table.heads)
    yield _row(("---",) * len(table.heads))
    for row in table.rows:
        yield _row(row)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(_plain(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _plain(text: str) -> str:
    """Keep names of a show, and words of strangers, from becoming markup, links and mail addresses among it."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return _LINK.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", shown.replace("&", "&amp;").replace("<", "&lt;")))
