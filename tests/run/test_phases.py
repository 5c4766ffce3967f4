"""What phases of a recovery send is sent by the live night alone, and not again by the one that takes it up."""

from pathlib import Path

from controller.model.action import OscMessage, Outgoing
from controller.model.facts import Resumed
from controller.model.intent import Approve, Go, Inject
from tests.run import nights
from tests.show.incidents.test_phases import DO
from tests.shows import FPS

GIVEN = {1: [Go()], FPS: [Inject("storm")], FPS + 1: [Approve("i1")]}


def heard(played: nights.Played) -> list[str]:
    found: list[str] = []

    def post(outbox: "tuple[Outgoing, ...]") -> None:
        found.extend(each.address for each in outbox if isinstance(each, OscMessage))

    played.engine.post = post  # type: ignore[assignment] # a tuple is what it is given
    return found


async def test_a_night_that_goes_on_sends_only_what_was_not_sent_yet(tmp_path: Path) -> None:
    first = nights.begin(tmp_path, DO, given=GIVEN)
    before = heard(first)
    await first.play(3 * FPS)
    first.kill()
    assert before == ["/break", "/sway"]

    second = nights.resume(first.night.folder, DO, monotonic=1000.0 + 3.1, given={3 * FPS + 10: [Resumed()]})
    after = heard(second)
    await second.play(8 * FPS)
    assert after == ["/home"], "a restart brings the mend forward, and the mend alone does what it says"
    second.close()
