"""The next GO is worked out ahead: it shows sooner, and the light is the same to the bit whether it was or not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.playback import flatten, stage
from controller.model.intent import Back, Go, Goto, Intent, Load, Pause, Release, Resume
from tests.shows import Played

SHOW = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  par: {profile: generic/rgbw-par, count: 6, at: lamps 1/1}
  head: {profile: generic/moving-head, count: 2, at: lamps 2/1}
zones: {all: "par, head", left: "par 1-3", right: "par 4-6"}
cues:
  - {cue: 1, look: {all: {color: "#ffbc00", level: 40%}}, fade: 0s}
  - {cue: 2, look: {left: {color: "#0020ff", level: 93%}}, fade: 0.3s}
  - {cue: 3, look: {right: {level: 17%}, head: {pan: 30%}}, fade: {up: 0.7s, down: 0.2s}}
  - {cue: 4, look: {left: {level: 61%}}, fade: 0s, cue-only: true}
  - {cue: 5, look: {left: {level: 7%}}, fade: 0.4s, block: true, wait: 0.1s}
  - {cue: 6, look: {all: {color: "#13c0a1", level: 71%}}, fade: 0.5s}
lists:
  side: {merge: htp, cues: [{cue: 1, look: {left: {level: 70%}}, fade: 0.2s}, {cue: 2, look: {left: {level: 3%}}}]}
policy: {go_lockout: 0s}
"""
GIVEN = st.sampled_from(
    [
        *(Go(),) * 4,
        *(Goto(cue=number) for number in ("1", "3", "5")),
        *(Load(cue=number) for number in ("2", "4", "6")),
        *(Back(), Pause(), Resume(), Release("main"), Go("side"), Release("side")),
    ]
)


@settings(max_examples=30, deadline=None)
@given(turns=st.lists(st.tuples(st.integers(0, 12), GIVEN), min_size=1, max_size=16))
def test_what_was_worked_out_ahead_changes_no_bit(turns: list[tuple[int, Intent]]) -> None:
    plain, ahead = Played(SHOW), Played(SHOW)
    for wait, intent in turns:
        for given_now in (*(() for _ in range(wait)), (intent,), ()):
            frames = [played.beat(*given_now).frame for played in (plain, ahead)]
            assert frames[0].slots.tobytes() == frames[1].slots.tobytes()
            ahead.painter.prepare(ahead.state)


def test_a_go_that_was_worked_out_ahead_flattens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(*args: object) -> None:
        made.append(args)
        flatten(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "flatten", counted)
    played = Played(SHOW)
    played.go()
    played.painter.prepare(played.state)
    made.clear()
    played.go()
    assert not made
    played.painter.prepare(played.state)
    played.painter.prepare(played.state)
    assert len(made) == 1, "the one after it, once"


def test_a_large_picture_is_not_worked_out_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MOST_AHEAD", 1)
    played = Played(SHOW)
    played.go()
    made: list[object] = []
    monkeypatch.setattr(stage, "flatten", lambda *args: made.append(args))
    played.painter.prepare(played.state)
    assert not made
