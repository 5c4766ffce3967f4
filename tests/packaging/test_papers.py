"""The papers at the top of the tree say what is so."""

import re
from pathlib import Path

import pytest

from controller import __version__

CHECKOUT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(paper: str) -> None:
    links = [link for link in LINK.findall((CHECKOUT / paper).read_text()) if "://" not in link]
    assert [link for link in links if not (CHECKOUT / link).exists()] == []


@pytest.mark.parametrize("command", ["make demo", "make test", "make check", "make format"])
def test_every_make_command_that_the_papers_name_exists(command: str) -> None:
    papers = "".join((CHECKOUT / paper).read_text() for paper in ("README.md", "CONTRIBUTING.md"))
    makefile = (CHECKOUT / "Makefile").read_text()
    assert command in papers
    assert f"\n{command.split()[1]}: " in makefile


def test_the_changelog_has_the_release_that_this_is_or_will_be() -> None:
    changelog = (CHECKOUT / "CHANGELOG.md").read_text()
    assert f"## {__version__}" in changelog or "## Unreleased" in changelog
