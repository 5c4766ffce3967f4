"""The door of the room: the text of a show file in, a show and what is wrong with it out."""

from collections.abc import Mapping
from dataclasses import replace

from controller.model.show import Show
from controller.showfile.assets import Assets, Reads, digest_of, no_assets
from controller.showfile.problem import Problem
from controller.showfile.report import Report
from controller.showfile.resolve.show import build_show
from controller.showfile.tree import Keys, Place
from controller.showfile.uses import read_whole
from controller.showfile.validate import read_document
from fixtures.profile import Profile


def check_show(
    text: str, *, file: str, profiles: Mapping[str, Profile], assets: Assets = no_assets
) -> tuple[Show | None, tuple[Problem, ...]]:
    """Read a show file and find every mistake in it; never raises, whatever the text.

    Args:
        text: the whole file.
        file: its name, for the problems.
        profiles: the fixture profiles there are, by key.
        assets: gives the files that the show names; see ``controller.showfile.assets``.

    Returns:
        The show, or None if there is an error; and the problems in the order of the file, warnings among them; those
        of files that it uses come after its own.
    """
    reads = Reads(assets)
    tree, problems = read_whole(text, file, reads)
    report = Report(file, tree or Keys(Place(1, 1), {}), reads)
    report.add(problems)
    document = read_document(report) if tree is not None else None
    if document is None:
        return None, report.problems()
    show = build_show(document, report, profiles=profiles, digest="")
    if show is not None:
        show = replace(show, hash=digest_of(text, reads.parts))
    return show, report.problems()
