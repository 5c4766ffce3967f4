"""Visitors decide: a cue asks, three phones answer, what most want breaks the wall; it is mended, and told."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import numpy as np

from controller.model.intent import Go, Intent
from controller.model.visits import Ballots
from controller.run.report.gathering import account_of
from controller.run.report.markdown import to_markdown
from controller.run.verify import verify_night
from controller.web.access import access_for
from controller.web.visitors.app import create_visitors_app
from controller.web.visitors.routes import Booth
from tests.fakes.house import House, open_house
from tests.fakes.small_show import small_show
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import begin

TEXT = """
show: {name: Asking, fps: 20, seed: 7, on_exit: fade 1s}
nodes: {floor: {protocol: sacn, to: 127.0.1.9}}
fixtures: {par: {profile: generic/rgb, count: 8, layout: {line: 3}, at: floor 1/1}}
zones: {stage: par 1-4, quiet: par 5-8}
cues:
  - {cue: 1, look: {par: {color: blue, level: 60%}}, fade: 0s}
  - {cue: 2, fade: 0s, do: open vote break-it}
faults:
  tint: {kind: colour-shift, zone: stage, share: 100%, amount: 1, for: 10s}
recoveries:
  seam: {when: {kind: colour-shift}, mode: auto, phases: [{hold: 500ms}, {seam: 1s}, {mend: 1s}]}
votes:
  break-it: {ask: Shall it break?, options: {Let it break: inject tint, Keep it whole: }, for: 5s, least: 2, tie: none}
consent: {quiet: {visitors: deny}}
"""
ANSWERS = ("Let it break", "Keep it whole", "Let it break")


async def a_phone(stack: AsyncExitStack, booth: Booth, number: int) -> httpx.AsyncClient:
    """A phone of somebody's own that has opened the page."""
    app = create_visitors_app(booth, access=access_for("127.0.0.1"), console_dir=Path("nowhere"))
    transport = httpx.ASGITransport(app, client=(f"10.0.0.{number}", 5000))
    phone = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://localhost:8080"))
    await phone.get("/join")
    return phone


async def until(is_so: Callable[[], bool], seconds: float) -> None:
    """Let the night go on until it is so."""
    for _ in range(round(seconds * 20)):
        if is_so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("this never came")


async def go(house: House) -> None:
    await asyncio.sleep(0.5)
    assert (await house.seam.submit(Go(), source="console:1", role="operator")).ok


@virtual_time
async def test_a_cue_asks_three_phones_answer_and_the_wall_breaks_and_is_mended() -> None:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(small_show(TEXT)))
        booth = Booth(house.seam, key="k" * 32, voters_per_address=8)
        phones = [await a_phone(stack, booth, number) for number in range(3)]
        await go(house)
        await asyncio.sleep(1)
        whole = house.light("stage").copy()
        assert (await phones[0].get("/api/v1/vote")).json()["asked"] is None
        await go(house)
        await asyncio.sleep(0.2)
        for phone, answer in zip(phones, ANSWERS, strict=True):
            asked = (await phone.get("/api/v1/vote")).json()["asked"]
            counted = await phone.post("/api/v1/vote", json={"vote": asked["id"], "answer": answer})
            assert counted.json()["mine"] == answer
        assert np.array_equal(house.light("stage"), whole), "nothing happens before the time is up"
        await until(lambda: bool(house.engine.state.faults), 6)
        await asyncio.sleep(0.3)
        assert np.abs(house.light("stage") - whole).max() > 0.2, "the wall is broken, and a visitor sees it"
        assert np.array_equal(house.light("quiet"), whole), "what denies visitors is as it was"
        last = (await phones[1].get("/api/v1/vote")).json()["last"]
        assert (last["winner"], last["tallies"][0]) == ("Let it break", {"answer": "Let it break", "votes": 2})
        await until(lambda: all(each.state == "closed" for each in house.engine.state.incidents), 12)
        await asyncio.sleep(0.3)
        assert np.abs(house.light("stage") - whole).max() <= 1 / 255, "and it is mended"
        told = [record for record in house.engine.snapshot().log if record.what == "vote"]
        said = "vote “Shall it break?”: Let it break 2, Keep it whole 1 → inject tint; "
        came = "fault tint injected for 10 s: incident i1; seam recovering"
        assert [(record.source, record.text) for record in told] == [("vote:break-it", said + came)]


async def test_the_night_is_told_and_played_again_byte_for_byte(tmp_path: Path) -> None:
    given: dict[int, list[Intent]] = {
        10: [Go()],
        20: [Go()],
        40: [Ballots("break-it", {"a1": "Let it break", "b2": "Keep it whole"})],
        60: [Ballots("break-it", {"b2": "Let it break"})],
    }
    night = await begin(tmp_path, TEXT, given=given).play(260)
    night.close()
    account = account_of(night.night.folder)
    assert [(line.when.tick, line.who) for line in account.votes] == [(120, "the vote (break-it)")]
    (fault,) = account.faults
    assert (fault.began.tick, fault.who) == (120, "the vote (break-it)")
    page = to_markdown(account)
    assert "## Votes" in page
    assert "Let it break 2, Keep it whole 0 → inject tint" in page
    assert verify_night(night.night.folder).is_equal
