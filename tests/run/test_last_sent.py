"""The newest tick that was sent, which outlives the engine."""

from pathlib import Path

from controller.run.last_sent import NAME, LastSent, last_sent


def test_what_was_noted_is_known_to_who_comes_next_before_the_file_is_closed(tmp_path: Path) -> None:
    noted = LastSent(tmp_path / "journal.jsonl")
    assert last_sent(tmp_path) == 0
    for tick in (1, 12_345, 12_346):
        noted.write(tick)
        assert last_sent(tmp_path) == tick
    again = LastSent(tmp_path / "journal.jsonl")
    assert last_sent(tmp_path) == 12_346
    again.write(12_350)
    assert last_sent(tmp_path) == 12_350


def test_a_disk_that_takes_nothing_costs_the_show_nothing(tmp_path: Path) -> None:
    noted = LastSent(tmp_path / "gone" / "journal.jsonl")
    noted.write(7)
    noted.close()
    noted.close()
    noted.write(8)
    assert last_sent(tmp_path / "gone") == 0


def test_a_file_of_another_length_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"0" * 9)
    noted = LastSent(tmp_path / "journal.jsonl")
    noted.write(5)
    assert last_sent(tmp_path) == 5
