"""Votes: visitors choose, the majority happens, once, and the operator comes first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import facts
from controller.model import intent as intents
from controller.model.intent import Entry, Halt, Intent
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.model.visits import Ballots, CancelVote, CloseVote, OpenVote
from controller.model.vote import MOST_VOTERS
from controller.show.reduce import advance, initial, reduce
from controller.show.voting import views
from tests.shows import FPS, WALL, Played, show_of

VOTES = f"""{WALL}
lists:
  side:
    cues:
      - {{cue: 1, look: {{north: {{color: green, level: 60%}}}}, fade: 0s}}
votes:
  break-it:
    ask: Shall the storm come?
    options: {{storm: inject storm, calm: }}
    for: 10s
    again: 1min
  light:
    ask: What now?
    options: {{green: [go side, halt], "the storm": inject whole, next: open vote break-it}}
    for: 5s
    least: 3
    tie: none
"""


@pytest.fixture
def played() -> Played:
    playing = Played(VOTES)
    playing.give(intents.Goto("1"))
    playing.run(2)
    return playing


def cast(vote: str = "break-it", /, **ballots: str) -> Ballots:
    return Ballots(vote, {voter: label.replace("_", " ") for voter, label in ballots.items()})


def tallies(played: Played) -> tuple[int, ...]:
    assert played.state.poll is not None
    return played.state.poll.tallies


def told(played: Played) -> list[str]:
    return [record.text for record in played.said("vote")]


def test_the_answer_with_the_most_votes_happens_when_the_time_is_up(played: Played) -> None:
    assert played.give(OpenVote("break-it")).text == "vote “Shall the storm come?” is open for 10 s: storm, calm"
    opened = played.state.tick
    played.beat(cast(ada="storm", bob="calm", eve="storm"))
    played.run(9.9)
    assert not played.state.faults
    while played.state.poll is not None:
        played.beat()
    assert played.state.tick == opened + 10 * FPS
    (fault,) = played.state.faults
    assert (fault.id, fault.source, fault.started_tick) == ("storm", "vote:break-it", played.state.tick)
    said = "fault storm injected for 8 s: incident i1; golden-seam proposed"
    assert told(played) == [f"vote “Shall the storm come?”: storm 2, calm 1 → inject storm; {said}"]
    assert played.said("vote")[0].source == "vote:break-it"


def test_whoever_changes_their_mind_is_counted_once(played: Played) -> None:
    played.beat(OpenVote("break-it"), cast(ada="storm"), cast(ada="calm", bob="storm"), cast(ada="calm"))
    assert tallies(played) == (1, 1)


def test_an_answer_that_does_nothing_may_win(played: Played) -> None:
    played.beat(OpenVote("break-it"), cast(ada="calm"))
    played.run(11)
    assert told(played) == ["vote “Shall the storm come?”: storm 0, calm 1 → nothing"]
    assert not played.state.faults


def test_too_few_votes_do_nothing(played: Played) -> None:
    played.beat(OpenVote("light"), cast("light", ada="green", bob="green"))
    played.run(6)
    assert told(played)[-1].endswith("green 2, the storm 0, next 0 → nothing: 2 votes, and 3 are needed")


def test_of_a_tie_the_first_of_the_file_wins_or_none_as_the_show_says(played: Played) -> None:
    played.beat(OpenVote("break-it"), cast(ada="calm", bob="storm"), CloseVote("break-it"))
    assert [fault.id for fault in played.state.faults] == ["storm"]
    played.beat(OpenVote("light"), cast("light", a="green", b="green", c="the_storm", d="the_storm"))
    assert played.give(CloseVote("light")).text.endswith("→ nothing: a tie")


def test_all_that_an_answer_names_is_done_in_order_and_told_in_one_line(played: Played) -> None:
    played.beat(intents.Inject("storm"), OpenVote("light"), cast("light", a="green", b="green", c="green"))
    text = played.give(CloseVote("light")).text
    assert "→ go side, halt; " in text
    assert text.endswith("HALT: 1 fault ended")
    side = played.state.list("side")
    assert side is not None
    assert side.current == "1"


def test_a_vote_may_lead_to_the_next(played: Played) -> None:
    played.beat(OpenVote("light"), cast("light", a="next", b="next", c="green"), CloseVote("light"))
    assert played.state.poll is not None
    assert played.state.poll.vote == "break-it"


def test_one_vote_is_open_at_a_time_and_one_that_was_counted_rests(played: Played) -> None:
    played.beat(OpenVote("break-it"))
    assert played.give(OpenVote("break-it")).text == "vote break-it is open; close or cancel it first"
    assert played.give(OpenVote("light")).text == "vote break-it is open; close or cancel that one first"
    played.beat(cast(ada="calm"), CloseVote("break-it"))
    record = played.give(OpenVote("break-it"))
    assert (record.ok, record.text) == (False, "vote break-it can be opened again in 60 s")
    played.jump(60)
    assert played.give(OpenVote("break-it")).ok


def test_a_vote_that_was_called_off_does_nothing_and_does_not_rest(played: Played) -> None:
    played.beat(OpenVote("break-it"), cast(ada="storm"))
    assert played.give(CancelVote("break-it")).text == "vote “Shall the storm come?” called off"
    played.run(11)
    assert not played.state.faults
    assert played.give(OpenVote("break-it")).ok


@pytest.mark.parametrize("given", [Halt(), intents.Panic(), facts.Resumed(), intents.Exit()])
def test_halt_panic_a_restart_and_the_end_call_the_open_vote_off(played: Played, given: Intent) -> None:
    played.beat(OpenVote("break-it"), cast(ada="storm"))
    assert played.give(given).text.endswith("vote “Shall the storm come?” called off")
    played.run(11)
    assert not played.state.faults


def test_no_vote_opens_while_panic_holds(played: Played) -> None:
    played.beat(intents.Panic())
    assert "while PANIC holds" in played.give(OpenVote("break-it")).text


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (OpenVote("brake-it"), "no vote 'brake-it' in the show; it has break-it, light - did you mean 'break-it'?"),
        (cast(ada="storm"), "vote 'break-it' is not open; no vote is"),
        (CloseVote("light"), "vote 'light' is not open; no vote is"),
        (CancelVote("light"), "vote 'light' is not open; no vote is"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(played: Played, intent: Intent, text: str) -> None:
    before = played.state
    record = played.give(intent)
    assert (record.ok, record.text) == (False, text)
    assert played.state.poll is before.poll


def test_an_answer_that_is_none_spoils_no_other(played: Played) -> None:
    played.beat(OpenVote("break-it"))
    assert played.give(cast(ada="strom")).text == "vote break-it has no such option; it has storm, calm"
    played.beat(cast(ada="strom", bob="calm"))
    assert tallies(played) == (0, 1)


def test_so_many_voters_are_kept_and_no_more(played: Played) -> None:
    played.beat(OpenVote("break-it"), Ballots("break-it", {f"v{number}": "calm" for number in range(MOST_VOTERS)}))
    record = played.give(cast(late="storm"))
    assert (record.ok, record.text) == (False, "10000 people have voted and 10000 are counted at most")
    assert played.give(cast(v7="storm")).ok, "whoever has voted may still change their mind"
    assert tallies(played) == (1, MOST_VOTERS - 1)


def test_a_visitor_can_do_nothing_but_vote(played: Played) -> None:
    for intent in (OpenVote("break-it"), intents.Go(), Halt(), CloseVote("break-it")):
        entry = Entry(played.state.tick, 9, "visitors", "visitor", intent)
        state, record = reduce(played.show, played.state, entry)
        assert state is played.state
        assert record.text == f"visitors only vote, paint and tell; {intent.kind} is the operator's"


def test_what_is_for_rehearsals_only_stays_so_when_people_vote_for_it() -> None:
    played = Played(VOTES + "consent: {wall: {faults: rehearsal}}\n")
    played.beat(OpenVote("break-it"), cast(ada="storm"))
    assert "reaches what may be broken in rehearsals only" in played.give(CloseVote("break-it")).text
    assert not played.state.faults


def test_a_cue_opens_a_vote() -> None:
    played = Played(VOTES.replace("fade: 0s}", "fade: 0s, do: open vote light}"))
    assert "vote “What now?” is open for 5 s" in played.give(intents.Go("side")).text
    assert played.state.poll is not None


def test_an_open_vote_goes_on_under_a_changed_show_file_unless_its_answers_changed(played: Played) -> None:
    played.beat(OpenVote("break-it"), cast(ada="calm"))
    played.reload(VOTES.replace("for: 10s", "for: 20s"))
    assert tallies(played) == (0, 1)
    played.reload(VOTES.replace("calm: }", "mild: }"))
    assert played.state.poll is None


def test_people_are_shown_how_a_vote_stands(played: Played) -> None:
    assert views(played.show, played.state)[0].state == "closed"
    played.beat(OpenVote("break-it"), cast(ada="calm"))
    view = views(played.show, played.state)[0]
    assert (view.state, view.tallies, view.voters, view.remaining_s) == ("open", (0, 1), 1, 10.0)
    played.beat(CloseVote("break-it"))
    view = views(played.show, played.state)[0]
    assert (view.state, view.winner, view.result) == ("rests", "calm", "storm 0, calm 1 → nothing")


def test_a_late_engine_counts_at_the_very_tick_at_which_the_time_was_up(played: Played) -> None:
    late = Played(VOTES)
    late.state = played.state
    for each in (played, late):
        each.beat(OpenVote("break-it"), cast(ada="storm"))
    played.run(13)
    late.jump(13)
    assert late.state == played.state
    assert told(late) == told(played)


def test_a_vote_that_opens_at_the_very_tick_at_which_another_would_be_counted_is_not_counted_for_it() -> None:
    text = VOTES.replace("mode: ask", "mode: auto")
    text = text.replace("gain: 1.6}, for: 2s", "gain: 1.6}, for: 2s, do: [cancel vote light, open vote break-it]")
    played = Played(text)
    played.beat(OpenVote("light"))
    played.run(5 - 0.4 - 1 / FPS)
    played.beat(intents.Inject("whole"))
    played.run(0.4)
    assert played.state.poll is not None
    assert (played.state.poll.vote, played.state.poll.opened_tick) == ("break-it", played.state.tick)
    assert not told(played)


def test_halt_undoes_what_was_won_in_the_same_act() -> None:
    played = Played(VOTES.replace("fade: 0s}", "fade: 0s, do: [close vote break-it, halt]}"))
    played.beat(OpenVote("break-it"), cast(ada="storm"))
    text = played.give(intents.Go("side")).text
    assert text.endswith("what vote “Shall the storm come?” decided is not done")
    assert not played.state.faults
    assert not played.state.won


# whatever comes in whatever order

VOTERS = st.sampled_from(["ada", "bob", "eve", "dan"])
LABELS = st.sampled_from(["storm", "calm", "green", "the storm", "next", "nonsense"])
NAMES = st.sampled_from(["break-it", "light", "unknown"])
DEEDS = st.one_of(
    st.builds(Ballots, NAMES, st.dictionaries(VOTERS, LABELS, min_size=1)),
    st.builds(OpenVote, NAMES),
    st.builds(CloseVote, NAMES),
    st.builds(CancelVote, NAMES),
    st.sampled_from([Halt(), intents.Panic(), intents.Resume(), facts.Resumed(), intents.Go(), intents.Clear("storm")]),
)


def decided(show: Show, state: ShowState, tick: int, given: list[Intent]) -> tuple[ShowState, list[Record]]:
    state, derived = advance(show, state, tick)
    records = list(derived)
    for seq, intent in enumerate(given):
        state, record = reduce(show, state, Entry(tick, seq, "test", "operator", intent))
        records.append(record)
    return state, records


@settings(max_examples=150, deadline=None)
@given(evening=st.lists(st.tuples(st.integers(1, 300), st.lists(DEEDS, max_size=4)), max_size=30))
def test_in_any_order_each_voter_counts_once_and_nothing_happens_twice(
    evening: list[tuple[int, list[Intent]]],
) -> None:
    show = show_of(VOTES.replace("again: 1min", "again: 2s"))
    state, tick, choices = initial(show), 0, dict[str, str]()
    for wait, deeds in evening:
        tick += wait
        was_open = state.poll
        state, derived = advance(show, state, tick)
        counted = [record for record in derived if record.what == "vote"]
        assert len(counted) == (was_open is not None and was_open.ends_tick <= tick)
        for seq, deed in enumerate(deeds):
            before, faults = state.poll, state.faults
            state, record = reduce(show, state, Entry(tick, seq, "test", "operator", deed))
            assert "our fault" not in record.text
            assert not state.won, "what was won is done at once"
            if state.poll is not None and (before is None or before.vote != state.poll.vote):
                choices = {}
            if isinstance(deed, Ballots) and record.ok and state.poll is not None:
                labels = show.votes[deed.vote].labels
                choices |= {voter: label for voter, label in deed.cast.items() if label in labels}
            if record.ok and isinstance(deed, Halt | intents.Panic | facts.Resumed | CancelVote):
                assert state.poll is None
            if isinstance(deed, Ballots | OpenVote | CancelVote):
                assert state.faults == faults
        if state.poll is not None:
            labels = show.votes[state.poll.vote].labels
            last = tuple(list(choices.values()).count(label) for label in labels)
            assert state.poll.tallies == last
        else:
            choices = {}
