"""The journal: what is written is read back; what is torn is cut; a full disk is told and never raised."""

import json
import re
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from controller.model import intent as intents
from controller.model.intent import Entry, Go, Intent
from controller.run.journal import Header, Journal, JournalError, Log, Mark, Skip, read
from controller.run.journal_lines import cut_torn_tail

HEADER = Header("n", "0.1", "test", "f" * 64, 40, 7, 1000.0, "boot", "2026-11-21T20:00:00+00:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def journal(path: Path) -> Journal:
    return Journal(path, fps=40, header=HEADER)


def entry(tick: int, intent: Intent, seq: int = 1) -> Entry:
    return Entry(tick, seq, "console:a", "operator", intent)


def written(path: Path, *entries: Entry) -> Log:
    log = journal(path)
    for each in entries:
        log.write(each.tick, [each], skipped=0, checksum=None)
    log.close(99)
    return read(path)


def test_a_journal_tells_what_it_was_told(path: Path) -> None:
    log = journal(path)
    log.write(3, [entry(3, Go())], skipped=2, checksum=None)
    log.write(256, [], skipped=0, checksum=12345)
    log.close(300)
    found = read(path)
    assert found.header == HEADER
    assert found.entries == (entry(3, Go()),)
    assert found.skips == (Skip(3, 2),)
    assert found.marks == (Mark(256, 12345),)
    assert (found.last_tick, found.ended) == (300, True)


def sample(kind: type[Intent]) -> Intent:
    """One intent of a kind, with something in every field."""
    values: dict[str, object] = {"cue": "2.10", "list": "side", "fade_s": 0.1, "level": 0.1 + 0.2, "on": True}
    values |= {"fault": "stürm", "recovery": "r", "incident": "i1", "zones": ("a", "b"), "node": "n", "show": "0" * 64}
    values |= {"submaster": "front", "zone": "mosaic", "second": 7, "why": "because", "bpm": 128.5, "name": "Ada"}
    values |= {"trouble": "engine-late", "kinds": ("stall", "kill"), "sensor": "door", "value": 0.25}
    values |= {"vote": "storm", "cast": {"a1": "yes", "b2": "no"}}
    values |= {"paint": "tiles", "laid": {"a1": "Gold", "b2": ""}}
    values |= {"story": "memories", "told": {"a1": "I mended a cup", "b2": "गीत 👋🏽"}, "tale": 3}
    values |= {"hours": 1, "minutes": 2, "seconds": 3, "frames": 4}
    values |= {"selector": "tile 1-3", "values": {"level": "40%"}, "condition": "zone mosaic level >= 20%"}
    names = [name for name in kind.__dataclass_fields__ if name != "kind"]
    given: Intent = TypeAdapter(kind).validate_python({name: values[name] for name in names if name in values})
    return given


@pytest.mark.parametrize("kind", get_args(Intent))
def test_every_kind_of_intent_is_read_back_as_it_was(path: Path, kind: type[Intent]) -> None:
    given = entry(5, sample(kind))
    assert written(path, given).entries == (given,)


@settings(max_examples=40, deadline=None)
@given(level=st.floats(0, 1), cue=st.text())
def test_no_number_and_no_text_changes_on_its_way(
    tmp_path_factory: pytest.TempPathFactory, level: float, cue: str
) -> None:
    given = entry(1, intents.GrandMaster(level)), entry(2, intents.Goto(cue), 2)
    assert written(tmp_path_factory.mktemp("j") / "j", *given).entries == given


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(1, 400))
def test_a_journal_torn_anywhere_is_read_up_to_its_last_whole_line(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("j") / "j"
    written(path, *(entry(tick, Go(), tick) for tick in range(1, 8)))
    raw = path.read_bytes()
    header = raw.index(b"\n") + 1
    path.write_bytes(raw[: max(header, len(raw) - cut)])
    found = read(path)
    assert [each.tick for each in found.entries] == list(range(1, len(found.entries) + 1))
    length = cut_torn_tail(path)
    assert path.stat().st_size == length
    assert raw[:length].endswith(b"\n")
    assert read(path) == found


def test_a_torn_tail_longer_than_one_block_is_cut(path: Path) -> None:
    path.write_bytes(b'{"a":1}\n' + b"x" * 20_000)
    assert cut_torn_tail(path) == 8
    path.write_bytes(b"x" * 20_000)
    assert cut_torn_tail(path) == 0


def test_writing_goes_on_after_a_torn_tail(path: Path) -> None:
    written(path, entry(3, Go()))
    with path.open("ab") as file:
        file.write(b'{"tick":4,"se')
    log = Journal(path, fps=40, header=None)
    log.anchored(99, anchor=7.5, boot="boot-b")
    log.write(100, [entry(100, Go(), 2)], skipped=0, checksum=None)
    log.abandon()
    found = read(path)
    assert [each.tick for each in found.entries] == [3, 100]
    assert (found.anchor, found.boot, found.ended) == (7.5, "boot-b", False)


def test_every_second_is_a_sign_of_life_even_if_its_first_tick_was_skipped(path: Path) -> None:
    log = journal(path)
    for tick in (1, 39, 41, 79, 83, 119, 161):
        log.write(tick, [], skipped=0, checksum=None)
    log.abandon()
    lines = [json.loads(line) for line in path.read_text().splitlines()[1:]]
    assert [line["tick"] for line in lines if "alive" in line] == [1, 41, 83, 161]


def test_a_full_disk_is_counted_and_told_and_the_show_goes_on() -> None:
    log = Journal(Path("/dev/full"), fps=40, header=HEADER)
    log.write(1, [entry(1, Go())], skipped=0, checksum=None)
    log.write(2, [entry(2, Go(), 2)], skipped=0, checksum=None)
    log.write(41, [], skipped=0, checksum=None)
    assert log.errors == 3  # the header, the first tick, and again in the next second
    assert re.fullmatch(r"No space left on device; free some space on the disk, \d+ bytes wait for it", log.trouble)
    log.close(42)


def test_what_a_full_disk_did_not_take_is_written_when_there_is_room(path: Path) -> None:
    log = journal(path)
    log.write(1, [entry(1, Go())], skipped=0, checksum=None)
    log.disk.is_full = True
    for tick in range(2, 200):
        log.write(tick, [entry(tick, Go(), tick)] if tick % 7 == 0 else [], skipped=0, checksum=None)
    assert [each.tick for each in read(path).entries] == [1]
    assert log.trouble.startswith("No space left on device; free some space on the disk")
    log.disk.is_full = False
    for tick in range(200, 241):
        log.write(tick, [], skipped=0, checksum=None)
    assert (log.trouble, log.lost) == ("", 0)
    log.close(300)
    assert [each.tick for each in read(path).entries] == [1, *range(7, 200, 7)]


def test_what_waits_for_a_full_disk_is_bounded_and_what_is_lost_is_counted(path: Path) -> None:
    log = journal(path)
    log.disk.is_full = True
    long = entry(1, intents.Goto("x" * (1 << 20)))
    for _ in range(20):
        log.write(1, [long], skipped=0, checksum=None)
    assert 0 < log.lost < 20
    log.disk.is_full = False
    log.write(41, [], skipped=0, checksum=None)
    log.close(42)
    assert len(read(path).entries) + log.lost >= 20


def test_a_file_that_may_not_grow_further_is_as_good_as_a_full_disk(path: Path) -> None:
    program = f"""
import resource, signal
from pathlib import Path
from controller.model.intent import Entry, Go
from controller.run.journal import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = Journal(Path({str(path)!r}), fps=1, header=None)
log.write(1, [Entry(1, 1, "a", "operator", Go())], skipped=0, checksum=None)
small, large = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (Path({str(path)!r}).stat().st_size + 40, large))
log.write(2, [Entry(2, 2, "a", "operator", Go())], skipped=0, checksum=None)
print(log.trouble)
resource.setrlimit(resource.RLIMIT_FSIZE, (small, large))
log.write(3, [], skipped=0, checksum=None)
print(log.trouble)
log.abandon()
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    full, free = said.stdout.split("\n")[:2]
    assert "free some space on the disk" in full
    assert free == ""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["tick"] for line in lines] == [1, 1, 2, 2, 3]


def test_writing_after_the_end_does_nothing(path: Path) -> None:
    log = journal(path)
    log.close(1)
    before = path.read_bytes()
    log.write(40, [entry(40, Go())], skipped=0, checksum=None)
    log.close(41)
    assert path.read_bytes() == before


def test_lines_are_pushed_to_the_disk_in_a_thread(path: Path) -> None:
    with ThreadPoolExecutor(1) as flusher:
        log = Journal(path, fps=40, header=HEADER, flusher=flusher)
        log.write(40, [], skipped=0, checksum=None)
        log.abandon()
    assert '"alive":true' in path.read_text()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("\n", "not JSON"),
        ("[]\n", "not a line of a journal"),
        ('{"journal":99}\n', "format 99; this version reads 1"),
        ('{"journal":1}\n', "not the header"),
        (json.dumps(asdict(HEADER)) + '\n{"tick":"soon"}\n', ":2: not a line of a journal"),
        (json.dumps(asdict(HEADER)) + '\n{"tick":Infinity}\n', ":2: not a line of a journal"),
        (json.dumps(asdict(HEADER)) + '\n{"tick":1,"intent":{"kind":"dance"}}\n', ":2: not a line of a journal"),
        (json.dumps(asdict(HEADER)) + "\n" + "[" * 100_000 + "\n", ":2: not JSON"),
    ],
)
def test_what_is_no_journal_is_refused_with_its_line(path: Path, text: str, says: str) -> None:
    path.write_text(text)
    with pytest.raises(JournalError, match=says):
        read(path)


MARK = '{"tick":8,"checksum":1}'
ALIVE = '{"tick":9,"alive":true}'
ENDED = '{"tick":9,"ended":true}'


@pytest.mark.parametrize(
    "lines", [(ALIVE, MARK, ENDED), (ALIVE, ENDED, ALIVE), (MARK, ALIVE), (ENDED, ALIVE, MARK), (ALIVE,)]
)
def test_signs_of_life_change_nothing_but_how_far_the_night_had_come(path: Path, lines: tuple[str, ...]) -> None:
    path.write_text("\n".join([json.dumps(asdict(HEADER)), *lines, ""]))
    log = read(path)
    assert log.last_tick == max(json.loads(line)["tick"] for line in lines)
    assert log.ended == (lines[-1] == ENDED)
    assert log.marks == (Mark(8, 1),) * lines.count(MARK)


def test_the_journal_of_a_night_of_weeks_fits_into_memory(path: Path) -> None:
    lines = (f'{{"tick":{40 * second},"alive":true}}\n' for second in range(200_000))
    path.write_text(json.dumps(asdict(HEADER)) + "\n" + "".join(lines))
    tracemalloc.start()
    try:
        log = read(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert log.last_tick == 40 * 199_999
    assert most < 8 << 20, "it grows with the night"


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("j") / "j"
    path.write_bytes(json.dumps(asdict(HEADER)).encode() + b"\n" + junk + b"\n")
    try:
        found = read(path)
    except JournalError as error:
        found = None
        told = str(error)
    assert found is not None or str(path) in told
