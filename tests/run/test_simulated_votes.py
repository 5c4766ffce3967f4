"""Votes of a show that is played without hardware: a scenario opens them, and lets visitors choose."""

import pytest

from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import simulate
from tests.shows import show_of

HALL = """
show: {name: Hall, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 4, at: lamps 1/1}}
zones: {hall: tile}
cues: [{cue: 1, look: {hall: {level: 20%}}, fade: 0s}, {cue: 2, look: {hall: {level: 80%}}, fade: 0s}]
votes: {encore: {ask: Encore?, options: {Once more: go main, Good night: }, for: 10s, again: 0s}}
"""


def steps(*written: str) -> str:
    return "\n".join(["scenario: Votes", "steps:", *(f"  - {step}" for step in written)])


def test_what_visitors_choose_happens_when_the_vote_is_counted() -> None:
    text = steps(
        "{at: 0.5s, do: go}",
        "{at: 1s, do: open-vote encore}",
        "{at: 1s, do: open-vote encore, refused: true}",
        "{at: 1.5s, do: ballots encore 2 Good night}",
        "{at: 2s, do: ballots encore 2 Once more}",
        "{at: 2s, do: ballots encore 1 Once more}",
        "{at: 2.5s, expect: {cue: 1}}",
        "{at: 3s, do: close-vote encore}",
        "{at: 3.5s, expect: {cue: 2, zone: hall, level: 80%}}",
        "{at: 4s, do: cancel-vote encore, refused: true}",
    )
    show = show_of(HALL)
    scenario, problems = check_scenario(text, file="votes.yaml", show=show)
    assert scenario is not None, problems
    assert simulate(show, scenario, record=False).failures == ()


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("open-vote", "open-vote needs a vote after it: open-vote encore"),
        ("open-vote encor", "the show has no vote 'encor'; it has encore"),
        ("ballots encore Once more", "ballots needs a vote, how many visitors choose, and what they choose after it"),
        ("ballots encore 0 Once more", "'0' visitors cannot vote in one step; write 1 to 1000"),
        ("ballots encore 3 Once", "no option 'Once'"),
        ("ballots", "ballots needs a vote, how many visitors choose"),
    ],
)
def test_a_vote_that_cannot_be_is_told(deed: str, sentence: str) -> None:
    text = steps(f"{{at: 1s, do: {deed}}}")
    scenario, problems = check_scenario(text, file="votes.yaml", show=show_of(HALL))
    assert scenario is None
    assert any(sentence in problem.text for problem in problems), problems
