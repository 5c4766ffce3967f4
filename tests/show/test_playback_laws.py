"""Laws of playback, whatever is pressed: nothing jumps, fades land, order does not matter where it must not."""

import re
from itertools import pairwise

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from controller.model.intent import Back, Go, Goto, Intent, Load, Pause, Release, Resume
from controller.run.engine import Position
from controller.run.snapshots import pack, unpack
from controller.show.cues import after
from tests.shows import Played

FADE_TICKS = 40
QUICK = settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.generate))
"""No shrinking: every example plays hundreds of frames."""
LISTS = ("main", "side", "top")

SHOW = """
show: {name: Laws, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer-16bit, count: 5, at: lamps 1/1}
looks:
  a: {lamp 1-3: {level: 80%}}
  b: {lamp 2: {level: 20%}, lamp 5: {level: 60%}}
  c: {lamp 3-4: {level: 100%}}
cues:
  - {cue: 1, look: a, fade: 1s, back: 1s}
  - {cue: 2, look: b, fade: {up: 1s, down: 3s}, back: 1s}
  - {cue: 3, look: c, fade: 1s, back: 1s, cue-only: true}
  - {cue: 4, look: {lamp: {level: 40%}}, fade: 2s, back: 1s, parts: {lamp 2-3: {fade: 4s, delay: 500ms}}}
  - {cue: 5, look: b, fade: 1s, back: 2s, assert: true}
lists:
  main: {release: 1s}
  side:
    merge: SIDE
    release: 1s
    cues:
      - {cue: 1, look: c, fade: 2s, back: 1s}
      - {cue: 2, look: a, fade: 1s, back: 1s, block: true}
      - {cue: 3, look: {lamp 1: {level: 10%}}, fade: 1s, back: 1s, wait: 500ms}
  top:
    priority: 5
    release: 2s
    cues:
      - {cue: 1, look: b, fade: 1s, back: 1s}
      - {cue: 2, look: {lamp 4: {level: 0%}}, fade: {up: 1s, down: 2s}, back: 1s}
policy: {go_lockout: 0s}
"""


def intents() -> st.SearchStrategy[Intent]:
    names = st.sampled_from(LISTS)
    return st.one_of(
        names.map(Go),
        names.map(Go),
        names.map(Back),
        st.builds(Go, names, st.sampled_from([1.0, 2.5])),
        st.builds(Goto, st.sampled_from(["1", "2", "4"]), st.just("main")),
        st.builds(Goto, st.sampled_from(["1", "2"]), st.sampled_from(["side", "top"])),
        st.builds(Load, st.sampled_from(["1", "2"]), names),
        names.map(Release),
        names.map(Pause),
        names.map(Resume),
    )


Evening = list[tuple[Intent, int]]
EVENINGS = st.lists(st.tuples(intents(), st.integers(1, 50)), min_size=1, max_size=7)
MERGES = st.sampled_from(["ltp", "htp"])


def play(evening: Evening, merge: str, *, late: bool = False) -> Played:
    played = Played(SHOW.replace("SIDE", merge))
    for intent, wait in evening:
        played.give(intent)
        if late:
            played.beat(skip=wait - 1)
        else:
            for _ in range(wait):
                played.beat()
    return played


def running(played: Played) -> int:
    """Count the fades that run."""
    tick = played.state.tick
    return sum(step.progress(entry.time(tick)) < 1 for entry in played.state.lists for step in entry.steps)


@QUICK
@given(EVENINGS, MERGES)
def test_nothing_jumps_by_more_than_its_fades_allow(evening: Evening, merge: str) -> None:
    played = Played(SHOW.replace("SIDE", merge))
    for intent, wait in evening:
        for given_now in ((intent,), *((),) * wait):
            before, fades = played.light.copy() if played.lit else 0, running(played)
            played.beat(*given_now)
            step = float(np.abs(played.light - before).max())
            assert step <= (max(fades, running(played)) + 1) / FADE_TICKS + 0.002


@QUICK
@given(EVENINGS, MERGES)
def test_ticks_that_nobody_painted_change_nothing(evening: Evening, merge: str) -> None:
    smooth, late = play(evening, merge), play(evening, merge, late=True)
    assert smooth.state.lists == late.state.lists
    assert np.array_equal(smooth.slots, late.slots)


@QUICK
@given(EVENINGS, MERGES, st.integers(0, 11))
def test_a_night_goes_on_from_its_snapshot_with_the_same_bytes(evening: Evening, merge: str, cut: int) -> None:
    whole = play(evening, merge)
    first = play(evening[:cut], merge)
    found = unpack(pack(Position(first.state, first.memory, 0)))
    second = Played(SHOW.replace("SIDE", merge))
    second.state, second.memory = found.state, found.memory
    for intent, wait in evening[cut:]:
        second.give(intent)
        for _ in range(wait):
            second.beat()
    if second.lit:
        assert np.array_equal(second.slots, whole.slots)


@QUICK
@given(EVENINGS, MERGES)
def test_every_fade_lands_on_the_picture_that_a_jump_there_gives(evening: Evening, merge: str) -> None:
    """Long after the last fade, it does not matter any more how long the fades were."""
    smooth, snapped = Played(SHOW.replace("SIDE", merge)), Played(instant(SHOW.replace("SIDE", merge)))
    for intent, _wait in evening:
        for each in (smooth, snapped):
            each.give(at_once(intent) if each is snapped else intent)
            each.beat(skip=400)
    for each in (smooth, snapped):
        each.beat(skip=400)
    assert np.array_equal(smooth.slots, snapped.slots)


def instant(text: str) -> str:
    """Take all fades out of the show."""
    return re.sub(r": [1-4]s\b", ": 0s", text)


def at_once(intent: Intent) -> Intent:
    return Go(intent.list, 0.0) if isinstance(intent, Go) and intent.fade_s is not None else intent


@QUICK
@given(st.lists(st.integers(1, 39), min_size=1, max_size=4), st.sampled_from(["2s", "{up: 3s, down: 1s}"]))
def test_a_fade_is_monotone_and_lands_exactly(pauses: list[int], fade: str) -> None:
    played = Played(SHOW.replace("SIDE", "ltp").replace("look: a, fade: 1s", f"look: a, fade: {fade}"))
    played.give(Go())
    for pause in pauses:
        played.give(Pause())
        played.beat(skip=pause)
        played.give(Resume())
    played.run(3.1)
    risen = played.levels(0)
    assert all(before <= after for before, after in pairwise(risen))
    assert risen[-1] == np.float32(round(0.8 * 65535) / 65535)


@QUICK
@given(EVENINGS, MERGES, st.sampled_from(LISTS))
def test_back_after_go_restores_every_level(evening: Evening, merge: str, name: str) -> None:
    played = play(evening, merge)
    for each in LISTS:
        played.give(Resume(each))
    played.beat(skip=400)
    before, stood = played.slots, next(entry for entry in played.state.lists if entry.id == name)
    if stood.current is None or stood.standby != after(played.show.lists[name], stood.current):
        return
    if played.give(Go(name)).ok:
        played.beat(skip=400)
        played.give(Back(name))
        played.beat(skip=400)
        assert np.array_equal(played.slots, before)


@QUICK
@given(st.permutations(["main", "side", "third"]), st.integers(0, 60))
def test_the_highest_level_does_not_ask_who_was_first(order: list[str], wait: int) -> None:
    shown = []
    for names in (order, sorted(order)):
        played = Played(HTP)
        played.give(*(Go(name) for name in names))
        for _ in range(wait):
            played.beat()
        shown.append(played.slots)
    assert np.array_equal(shown[0], shown[1])


@QUICK
@given(st.permutations(["main", "side", "third"]), st.integers(0, 60))
def test_lists_that_share_no_cell_do_not_ask_who_was_first(order: list[str], wait: int) -> None:
    shown = []
    for names in (order, sorted(order)):
        played = Played(APART)
        played.give(*(Go(name) for name in names))
        for _ in range(wait):
            played.beat()
        shown.append(played.slots)
    assert np.array_equal(shown[0], shown[1])


HTP = """
show: {name: Highest, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer-16bit, count: 3, at: lamps 1/1}
lists:
  main: {merge: htp, cues: [{cue: 1, look: {lamp 1-2: {level: 80%}}, fade: 1s}]}
  side: {merge: htp, cues: [{cue: 1, look: {lamp 2-3: {level: 60%}}, fade: 1500ms}]}
  third: {merge: htp, cues: [{cue: 1, look: {lamp: {level: 70%}}, fade: {up: 500ms, down: 1s}}]}
policy: {go_lockout: 0s}
"""
APART = (
    HTP.replace("htp", "ltp").replace("lamp 1-2", "lamp 1").replace("lamp 2-3", "lamp 2").replace("{lamp:", "{lamp 3:")
)
