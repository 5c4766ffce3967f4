"""The passcode is this installation's, kept from others, and told where it is needed."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.run.addresses import own_address, own_addresses
from controller.run.passcode import (
    FILE,
    KEY_FILE,
    LOOKING_FILE,
    LOOKING_VARIABLE,
    VARIABLE,
    access_of,
    invitation,
    kept_passcode,
    new_passcode,
    picture,
    with_passcode,
)
from controller.run.processes.order import Order
from controller.run.settings import Settings

OPEN = "10.0.0.5"


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build_app(), list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output.strip()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_installation_keeps_its_passcode_for_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = kept_passcode(home)
    assert kept_passcode(home) == first
    assert kept_passcode(tmp_path / "other") != first
    assert mode(home / FILE) == 0o600
    assert [path.name for path in home.iterdir()] == [FILE]


def test_a_file_that_others_could_read_is_shut(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("golden seam\n")
    (tmp_path / FILE).chmod(0o644)
    assert kept_passcode(tmp_path) == "golden seam"
    assert mode(tmp_path / FILE) == 0o600


def test_another_passcode_can_be_drawn(tmp_path: Path) -> None:
    first = kept_passcode(tmp_path)
    second = new_passcode(tmp_path)
    assert second != first
    assert kept_passcode(tmp_path) == second
    assert mode(tmp_path / FILE) == 0o600


def test_a_home_that_cannot_be_written_gets_one_for_this_run(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("in the way")
    settings = with_passcode(Settings(home, host=OPEN))
    assert len(settings.passcode) == 12
    assert len(settings.passcode_key) == 64


@pytest.mark.parametrize("name", [FILE, KEY_FILE])
def test_a_kept_secret_that_cannot_be_read_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    other = next(each for each in (FILE, KEY_FILE) if each != name)
    with_passcode(Settings(tmp_path, host=OPEN))
    kept = (tmp_path / other).read_text()
    (tmp_path / name).write_bytes(b"golden s\xe9am\n")
    drawn = [with_passcode(Settings(tmp_path, host=OPEN)) for _ in range(2)]
    assert drawn[0] != drawn[1], "it is drawn for each run"
    assert all(len(each.passcode) == 12 and len(each.passcode_key) == 64 for each in drawn)
    assert (tmp_path / name).read_bytes() == b"golden s\xe9am\n"
    assert (tmp_path / other).read_text() == kept


def test_an_empty_file_is_none_and_one_is_kept_in_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("\n")
    assert kept_passcode(tmp_path) == kept_passcode(tmp_path) == (tmp_path / FILE).read_text().strip()


def test_a_file_that_cannot_be_shut_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_ours(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / FILE).write_text("golden seam\n")
    (tmp_path / FILE).chmod(0o644)
    monkeypatch.setattr(Path, "chmod", not_ours)
    assert kept_passcode(tmp_path) == "golden seam"
    assert (tmp_path / FILE).read_text() == "golden seam\n"


def test_the_verb_prints_the_passcode_that_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    kept = kept_passcode(tmp_path)
    assert said("passcode") == (0, kept)
    monkeypatch.setenv(VARIABLE, "golden seam")
    assert said("passcode") == (0, "golden seam")
    code, sentence = said("passcode", "--new")
    assert code == 1
    assert sentence == f"{VARIABLE} is set and goes before one that is drawn: change the variable, or unset it"
    assert (tmp_path / FILE).read_text().strip() == kept


def test_the_verb_prints_none_that_no_show_would_ask_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path))
    (tmp_path / FILE).write_bytes(b"golden s\xe9am\n")
    code, sentence = said("passcode")
    assert code == 1
    assert f"{FILE} holds no text; `kintsugi passcode --new` draws another one" in sentence
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path / "file"))
    assert said("passcode")[0] == 1


@pytest.mark.parametrize("given", ["a€bcdefg", "golden\nseam", "abc"])
def test_an_explanation_is_not_asked_for_with_what_is_no_passcode(given: str) -> None:
    code, sentence = said("explain", "x", "--port", "1", "--passcode", given)
    assert code == 1
    assert "write 8 to 64 letters, digits and marks of ASCII" in sentence


def test_a_passcode_of_ones_own_goes_before_the_kept_one_and_is_not_kept(tmp_path: Path) -> None:
    kept = kept_passcode(tmp_path)
    assert with_passcode(Settings(tmp_path, host=OPEN, passcode="golden seam")).passcode == "golden seam"
    assert with_passcode(Settings(tmp_path, host=OPEN)).passcode == kept
    with pytest.raises(ValueError, match="the passcode has 3 signs"):
        with_passcode(Settings(tmp_path, passcode="abc"))


def test_a_kept_one_that_is_none_stops_only_a_show_that_others_reach(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("abc\n")
    with pytest.raises(ValueError, match=f"{FILE}: the passcode has 3 signs .* `kintsugi passcode --new`"):
        with_passcode(Settings(tmp_path, host=OPEN))
    settings = with_passcode(Settings(tmp_path))
    assert settings.passcode == ""
    assert not access_of(settings, 8000).keys.is_set


def test_cookies_stay_good_from_run_to_run_and_from_process_to_process(tmp_path: Path) -> None:
    settings = with_passcode(Settings(tmp_path, host=OPEN))
    cookie = access_of(settings, 8000).keys.new_cookie()
    assert access_of(with_passcode(Settings(tmp_path, host=OPEN)), 8000).keys.is_ours(cookie)
    ordered = Order.from_json(Order("show", settings, "").to_json()).settings
    assert access_of(ordered, 8000).keys.is_ours(cookie)
    assert mode(tmp_path / KEY_FILE) == 0o600
    new_passcode(tmp_path)
    assert not access_of(with_passcode(Settings(tmp_path, host=OPEN)), 8000).keys.is_ours(cookie)


def test_whoever_starts_a_show_that_others_reach_is_told_how_they_come_in(tmp_path: Path) -> None:
    settings = with_passcode(Settings(tmp_path, host=OPEN, passcode="482 193 6057"))
    line, to_look = invitation(settings, "http://10.0.0.5:8000/")
    assert to_look == f"Who shall only look gives the passcode {settings.looking}"
    assert line == "From other machines: http://10.0.0.5:8000/ with the passcode 482 193 6057"
    drawn = picture(settings, "http://10.0.0.5:8000/")
    assert len(drawn) > 10
    assert len(set(map(len, drawn))) == 1
    for host in ("127.0.0.1", "localhost", "::1"):
        alone = with_passcode(Settings(tmp_path, host=host))
        assert invitation(alone, "http://x:8000/") == picture(alone, "http://x:8000/") == ()


def test_a_console_open_everywhere_is_told_by_a_name_or_by_an_address_that_others_reach(tmp_path: Path) -> None:
    everywhere = "0.0.0.0"  # noqa: S104  the subject of this test
    named = with_passcode(Settings(tmp_path, host=everywhere, names=("lights.example",)))
    line, _ = invitation(named, "http://127.0.0.1:8000/")
    assert line.startswith("From other machines: http://lights.example:8000/ ")
    assert access_of(named, 8000).url == "http://lights.example:8000/"
    assert access_of(Settings(tmp_path), 8000).url == ""
    line, _ = invitation(with_passcode(Settings(tmp_path, host=everywhere)), "http://127.0.0.1:8000/")
    assert everywhere not in line


def test_every_network_of_this_machine_is_told_once_and_loopback_never() -> None:
    found = tuple(own_addresses())
    assert len(found) == len(set(found))
    assert not any(address.startswith("127.") for address in found)
    assert own_address() == (found[0] if found else "127.0.0.1")


def test_settings_do_not_tell_the_passcode_when_they_are_printed(tmp_path: Path) -> None:
    settings = with_passcode(Settings(tmp_path, passcode="golden seam"))
    assert "golden" not in repr(settings)
    assert settings.passcode_key not in repr(settings)


def test_the_one_to_look_is_drawn_and_kept_apart(tmp_path: Path) -> None:
    settings = with_passcode(Settings(tmp_path, host=OPEN))
    assert settings.looking == (tmp_path / LOOKING_FILE).read_text().strip() != settings.passcode
    assert mode(tmp_path / LOOKING_FILE) == 0o600
    assert with_passcode(Settings(tmp_path, host=OPEN)).looking == settings.looking
    assert with_passcode(Settings(tmp_path, host=OPEN, looking="golden seam")).looking == "golden seam"
    assert settings.looking not in repr(settings)


def test_the_roles_of_both_come_through_to_the_web_server(tmp_path: Path) -> None:
    settings = Order.from_json(Order("show", with_passcode(Settings(tmp_path, host=OPEN)), "").to_json()).settings
    access = access_of(settings, 8000)
    assert [(keys.role, keys.is_set) for keys in (access.keys, access.looking)] == [
        ("operator", True),
        ("viewer", True),
    ]
    assert access.looking.opens(settings.looking)


def test_another_one_to_look_leaves_operators_in_and_the_other_way_round(tmp_path: Path) -> None:
    first = access_of(with_passcode(Settings(tmp_path, host=OPEN)), 8000)
    cookies = first.keys.new_cookie(), first.looking.new_cookie()
    new_passcode(tmp_path, LOOKING_FILE)
    then = access_of(with_passcode(Settings(tmp_path, host=OPEN)), 8000)
    assert (then.keys.is_ours(cookies[0]), then.looking.is_ours(cookies[1])) == (True, False)
    cookie = then.looking.new_cookie()
    new_passcode(tmp_path)
    then = access_of(with_passcode(Settings(tmp_path, host=OPEN)), 8000)
    assert (then.keys.is_ours(cookies[0]), then.looking.is_ours(cookie)) == (False, True)


def test_both_must_differ_where_other_machines_come_in(tmp_path: Path) -> None:
    (tmp_path / LOOKING_FILE).write_text("Golden-Seam\n")
    same = Settings(tmp_path, host=OPEN, passcode="golden seam")
    with pytest.raises(ValueError, match=r"is the operator's, too; .*`kintsugi passcode --looking --new`"):
        with_passcode(same)
    assert with_passcode(replace(same, host="127.0.0.1")).looking == ""
    with pytest.raises(ValueError, match="is the operator's, too"):
        with_passcode(replace(same, host="127.0.0.1", looking="golden seam"))


def test_the_verb_prints_and_draws_the_one_to_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTSUGI_HOME", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(LOOKING_VARIABLE, raising=False)
    operators, kept = kept_passcode(tmp_path), kept_passcode(tmp_path, LOOKING_FILE)
    assert said("passcode", "--looking") == (0, kept)
    code, told = said("passcode", "--looking", "--new")
    drawn = (tmp_path / LOOKING_FILE).read_text().strip()
    assert code == 0
    assert told.startswith(drawn)
    assert drawn != kept
    assert said("passcode") == (0, operators)
    monkeypatch.setenv(LOOKING_VARIABLE, "golden seam")
    assert said("passcode", "--looking") == (0, "golden seam")
    assert said("passcode", "--looking", "--new")[1].startswith(f"{LOOKING_VARIABLE} is set")
    monkeypatch.delenv(LOOKING_VARIABLE)
    (tmp_path / LOOKING_FILE).write_bytes(b"golden s\xe9am\n")
    assert "`kintsugi passcode --looking --new` draws another one" in said("passcode", "--looking")[1]


def test_no_network_yet_is_told_with_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controller.run.passcode.console_url_outside", lambda *_: "")
    settings = with_passcode(Settings(tmp_path, host="0.0.0.0"))  # noqa: S104  the subject of this test
    come, to_look = invitation(settings, "http://127.0.0.1:8000/")
    assert settings.passcode in come
    assert settings.looking in to_look
