"""The door of the room: the text of a show file in, a show and what is wrong with it out."""

import hashlib
from collections.abc import Mapping

from controller.model.show import Show
from controller.showfile.problem import Problem
from controller.showfile.reading import read_tree
from controller.showfile.report import Report
from controller.showfile.resolve.show import build_show
from controller.showfile.tree import Keys, Place
from controller.showfile.validate import read_document
from fixtures.profile import Profile


def check_show(text: str, *, file: str, profiles: Mapping[str, Profile]) -> tuple[Show | None, tuple[Problem, ...]]:
    """Read a show file and find every mistake in it; never raises, whatever the text.

    Args:
        text: the whole file.
        file: its name, for the problems.
        profiles: the fixture profiles there are, by key.

    Returns:
        The show, or None if there is an error; and the problems in the order of the file, warnings among them.
    """
    tree, problems = read_tree(text, file)
    report = Report(file, tree or Keys(Place(1, 1), {}))
    report.add(problems)
    document = read_document(report) if tree is not None else None
    if document is None:
        return None, report.problems()
    digest = hashlib.sha256(text.encode()).hexdigest()
    show = build_show(document, report, profiles=profiles, digest=digest)
    return show, report.problems()
