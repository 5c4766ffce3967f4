"""A report as a page: one HTML file that needs no other, on screen and on paper."""

from collections.abc import Iterator
from html import escape
from typing import Final

from controller.run.report.account import Account
from controller.run.report.sections import Section, Table, sections_of, title_of

_STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; color: #1b1f24; background: #ffffff;
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; align-items: center; gap: .75rem; border-bottom: 3px solid #b98a2e; padding-bottom: .75rem; }
svg { flex: none; width: 40px; height: 40px; fill: none; stroke-width: 1.75; stroke-linejoin: round;
  stroke-linecap: round; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2.25rem 0 .5rem; font-size: 1.2rem; }
h3 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
p { margin: .35rem 0; max-width: 46rem; }
.wide { position: relative; margin-top: .5rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d5d9de; text-align: left; vertical-align: top;
  overflow-wrap: break-word; }
thead th { border-bottom: 2px solid #6b7280; color: #4b5563; font-weight: 600; }
tbody th { font-weight: 600; white-space: nowrap; }
td:last-child { min-width: 9rem; }
footer { margin-top: 3rem; color: #4b5563; font-size: .85rem; }
@media (max-width: 40rem) { body { padding: 1rem .75rem 3rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; } thead { display: table-header-group; } }
"""
_MARK: Final = (
    '<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="13.5" stroke="#6b7280"/>'
    '<path stroke="#b98a2e" d="M5.5 7 12 13.5l-1.5 5 6 3.5 3-4.5 7 2M12 13.5l6.5-4L20 3M16.5 22l1.5 8"/></svg>'
)


def to_html(account: Account, *, whole: bool = False) -> str:
    """Write the report, ``whole`` with all that is alike; whatever a show or a person is called, it stays text."""
    title = escape(title_of(account))
    body = "\n".join(line for section in sections_of(account, whole=whole) for line in _section(section))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>{_MARK}<h1>{title}</h1></header>\n"
        f"<main>\n{body}\n</main>\n"
        f"<footer>Written by Kintsugi from the journal of night {escape(account.night)}.</footer>\n</body>\n</html>\n"
    )


def _section(section: Section) -> Iterator[str]:
    yield f"<h{section.level}>{escape(section.title)}</h{section.level}>"
    for sentence in section.sentences:
        yield f"<p>{escape(sentence)}</p>"
    if section.table is not None:
        yield from _table(section.table)


def _table(table: Table) -> Iterator[str]:
    yield f'<div class="wide" role="group" aria-label="{escape(table.name)}" tabindex="0">'
    yield f"<table>\n<caption>{escape(table.name)}</caption>"
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for first, *rest in table.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>\n</div>"
