"""The log tells a rush of alike lines briefly, and everything else one by one."""

from controller.model.state import Record
from controller.run.logbook import ALONE, LENGTH, Logbook
from controller.run.refusals import Refusals

FPS = 44


def silent(tick: int, number: int) -> Record:
    return Record(tick, number, "engine", ok=True, what="node-silent", text=f"node {number} is silent")


def texts(log: Logbook) -> list[str]:
    return [line.text for line in log.lines]


def test_a_thousand_nodes_that_fall_silent_leave_room_for_what_was_there() -> None:
    log = Logbook(Refusals(), FPS)
    log.note(Record(1, 1, "console:1", ok=True, what="go", text="cue 1 Doors"))
    for number in range(1024):
        log.add([silent(100 + number // 8, number)])
    log.note(Record(230, 2000, "console:1", ok=True, what="go", text="cue 2 Breath"))
    assert texts(log) == [
        "cue 1 Doors",
        *(f"node {number} is silent" for number in range(ALONE)),
        "1012 more like these, the newest: node 1023 is silent",
        "cue 2 Breath",
    ]
    assert [line.tick for line in log.lines][-2:] == [227, 230]


def test_the_line_of_a_rush_comes_after_what_came_meanwhile() -> None:
    log = Logbook(Refusals(), FPS)
    for number in range(20):
        log.add([silent(100 + number, number)])
        if number == 15:
            log.note(Record(115, 1, "midi", ok=True, what="halt", text="all faults are ended"))
    assert texts(log)[-2:] == ["all faults are ended", "8 more like these, the newest: node 19 is silent"]


def test_what_comes_again_and_again_in_its_own_time_is_told_each_time() -> None:
    log = Logbook(Refusals(), FPS)
    for number in range(60):
        log.add([silent(number * FPS // 4, number)])
    assert len(log.lines) == 60


def test_a_rush_that_is_over_is_not_told_with_the_next() -> None:
    log = Logbook(Refusals(), FPS)
    for number in range(20):
        log.add([silent(100, number)])
    log.add([silent(100 + 2 * FPS + 1, 20)])
    assert texts(log)[-2:] == ["8 more like these, the newest: node 19 is silent", "node 20 is silent"]


def test_the_log_and_what_it_follows_stay_bounded() -> None:
    log = Logbook(Refusals(), FPS)
    for number in range(3000):
        log.tell(number, f"peer {number}", "bad-input", "noise", ok=False)
    assert len(log.lines) == LENGTH
    assert len(log._rushes) <= 100
