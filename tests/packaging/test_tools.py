"""A missing tool is a skip for a person and a failure in CI."""

import pytest

from tests.tools import find_missing, require


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_BROWSER", "no-such-browser")


def test_a_person_is_told_what_is_skipped_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"browser is missing.*apt-get install chromium-headless-shell"):
        require("browser")


def test_in_ci_a_missing_tool_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="browser is missing"):
        require("browser")


def test_a_named_program_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_BROWSER", "sh")
    assert require("browser").endswith("/sh")


def test_a_missing_tool_is_listed() -> None:
    assert "browser" in [tool.name for tool in find_missing()]
