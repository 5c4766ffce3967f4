"""Collects what is wrong while a show file is read, and gives it back in the order of the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from controller.showfile.assets import AssetError, Reads, asset_name, no_assets
from controller.showfile.problem import Problem, nearest
from controller.showfile.tree import Keys, Path, Place, Scalar, find, place_of, without

MOST_PROBLEMS: Final = 500
"""More than these are not drawn: the file is then not a show file at all."""

_MOST_NAMES: Final = 5000
_MOST_COMPARED: Final = 60_000
"""Names that are compared in all: what a file of wrong names may cost, about a quarter of a second."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """A problem whose suggestion is still to be searched among the names that are known."""

    problem: Problem
    wanted: str
    known: Mapping[str, object] | Sequence[str]
    otherwise: str


class Report:
    """The mistakes of one show, by their paths in its tree; the file that was asked for comes first.

    Attributes:
        written: the tree as it was written.
        tree: the same without what was cut out because it is broken; paths are meant in this one.
    """

    def __init__(self, file: str, tree: Keys, reads: Reads | None = None) -> None:
        self.written = tree
        self.tree = tree
        self._file = file
        self._reads = reads or Reads(no_assets)
        self._findings: dict[tuple[bool, str, int, int, str], _Finding] = {}

    @property
    def failed(self) -> bool:
        """True once there is an error; warnings do not count."""
        return any(finding.problem.severity == "error" for finding in self._findings.values())

    def cut(self, paths: Iterable[Path]) -> None:
        """Cut broken parts out of the tree; the paths of items after them change."""
        self.tree = without(self.tree, paths)

    def add(self, problems: Iterable[Problem]) -> None:
        """Take over problems that were found before there was a tree."""
        for problem in problems:
            self._note(_Finding(problem, "", (), ""))

    def is_written(self, *path: str) -> bool:
        """Tell whether a path was in the file, also if it was broken and cut out: then its mistake is noted already."""
        return find(self.written, path) is not None

    def is_whole(self, path: Path) -> bool:
        """Tell whether nothing was cut out of a block or list."""
        node = find(self.tree, path)
        return isinstance(node, Scalar) or (node is not None and node.whole)

    def line(self, path: Path) -> int:
        """On which line something stands; its key, where it has one."""
        return place_of(self.tree, path, key=True).line

    def where(self, path: Path) -> str:
        """Say on which line something stands, and in which file if it is not the one that was asked for."""
        place = place_of(self.tree, path, key=True)
        return f"line {place.line} of {place.file}" if place.file else f"line {place.line}"

    def asset(self, path: Path, written: str) -> bytes | None:
        """Read a file that the show names, or note why it cannot be had.

        Args:
            path: to the value that names it.
            written: the name, from the file in which it stands.
        """
        place = place_of(self.tree, path)
        try:
            return self._reads.read(asset_name(self._reads.folder_of(place.file), written))
        except AssetError as error:
            self.error(path, f"'{written[:60]}' cannot be read: {error}")
            return None

    def error(  # noqa: PLR0913 - each says another thing about one mistake
        self,
        path: Path,
        text: str,
        *,
        key: bool = False,
        offset: int = 0,
        length: int | None = None,
        suggestion: str | None = None,
        wanted: str = "",
        known: Iterable[str] = (),
        otherwise: str = "",
    ) -> None:
        """Note a mistake.

        Args:
            path: where; a step that is missing points to the nearest parent.
            text: what is wrong, with value and range, and what to do.
            key: True = at the key instead of the value.
            offset: characters into the text of the value or key.
            length: characters that are wrong from there; None = to the end.
            suggestion: what was probably meant.
            wanted: a name that is not known; the nearest of ``known`` is suggested.
            known: the names that are.
            otherwise: what to say when none of them is near.
        """
        place = self._part(path, key=key, offset=offset, length=length)
        file = place.file or self._file
        problem = Problem(file, place.line, place.col, text, "error", suggestion, place.width)
        names = known if isinstance(known, (Mapping, Sequence)) else tuple(known)  # a reference: there may be many
        self._note(_Finding(problem, wanted, names if wanted else (), otherwise))

    def warning(self, path: Path, text: str, *, key: bool = True) -> None:
        """Note what does not keep the show from running."""
        place = place_of(self.tree, path, key=key)
        file = place.file or self._file
        self._note(_Finding(Problem(file, place.line, place.col, text, "warning", None, place.width), "", (), ""))

    def problems(self) -> tuple[Problem, ...]:
        """Give what was found, in the order of the file, with suggestions."""
        found = [self._findings[place] for place in sorted(self._findings)]
        told = found if len(found) == MOST_PROBLEMS + 1 else found[:MOST_PROBLEMS]
        problems, left = [], _MOST_COMPARED
        for finding in told:
            names = tuple(islice(finding.known, min(_MOST_NAMES, left)))
            left -= len(names)
            problems.append(_suggested(finding, names))
        if told is found:
            return tuple(problems)
        if len(found) > MOST_PROBLEMS:
            last = found[MOST_PROBLEMS].problem
            more = len(found) - MOST_PROBLEMS
            problems.append(replace(last, text=f"{more} more mistakes follow from here; mend the ones above first"))
        return tuple(problems)

    def _note(self, finding: _Finding) -> None:
        problem = finding.problem
        place = (problem.file != self._file, problem.file, problem.line, problem.col, problem.text)
        self._findings.setdefault(place, finding)

    def _part(self, path: Path, *, key: bool, offset: int, length: int | None) -> Place:
        """Find a part of a value or key; the whole where its text was not written as it reads."""
        place = place_of(self.tree, path, key=key)
        node = find(self.tree, path)
        text = str(path[-1]) if key and path else node.text if isinstance(node, Scalar) else ""
        if not text or offset + (length or 0) == 0 or place.width != len(text) + 2 * place.quotes:
            return place
        rest = len(text) - offset if length is None else length
        return Place(place.line, place.col + place.quotes + offset, max(1, rest), file=place.file)


def _suggested(finding: _Finding, names: Sequence[str]) -> Problem:
    problem = finding.problem
    if problem.suggestion is not None or not finding.wanted:
        return problem
    near = nearest(finding.wanted, names)
    return replace(problem, suggestion=near, text=problem.text if near else problem.text + finding.otherwise)
