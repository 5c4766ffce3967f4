"""Visitors paint: the operator opens a wall, phones are given tiles and colour them, and the night tells it."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np

from controller.model.intent import Go, Inject, Intent
from controller.model.visits import ClearPaint, ClosePaint, OpenPaint, Strokes
from controller.run.report.gathering import account_of
from controller.run.report.markdown import to_markdown
from controller.run.verify import verify_night
from controller.web.visitors.routes import Booth
from tests.fakes.house import House, open_house
from tests.fakes.small_show import small_show
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import begin
from tests.stories.test_visitors_vote import a_phone, go

TEXT = """
show: {name: Painting, fps: 20, seed: 7, on_exit: fade 1s}
nodes: {floor: {protocol: sacn, to: 127.0.1.9}}
fixtures: {par: {profile: generic/rgb, count: 8, layout: {line: 3}, at: floor 1/1}}
zones: {stage: par 1-4, quiet: par 5-8, house: par}
cues:
  - {cue: 1, look: {par: {color: blue, level: 60%}}, fade: 0s}
  - {cue: 2, fade: 0s, do: open paint stage}
faults:
  tint: {kind: colour-shift, zone: stage, share: 100%, amount: 1, for: 10s}
recoveries:
  seam: {when: {kind: colour-shift}, mode: auto, phases: [{hold: 500ms}, {seam: 1s}, {mend: 1s}]}
paint:
  stage:
    zone: house
    ask: Colour a light
    colors: {Green: green, Red: red}
    for: 1min
    keeps: 5s
    every: 2s
    fade: 500ms
consent: {quiet: {visitors: vote}}
"""


def lit(house: House, fixture: str) -> list[float]:
    number = int(fixture.removeprefix("par-")) - 1
    return [round(float(part), 1) for part in house.light("stage")[number]]


@virtual_time
async def test_phones_are_given_a_light_each_and_paint_it_until_the_operator_clears() -> None:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(small_show(TEXT)))
        booth = Booth(house.seam, key="k" * 32, voters_per_address=8)
        phones = [await a_phone(stack, booth, number) for number in range(5)]
        await go(house)
        await asyncio.sleep(1)
        plain = house.light("stage").copy()
        assert (await phones[0].get("/api/v1/vote")).json()["paint"] is None
        await go(house)
        await asyncio.sleep(0.2)
        given = [await phone.post("/api/v1/paint", json={"paint": "stage", "color": ""}) for phone in phones]
        assert [answer.status_code for answer in given] == [200, 200, 200, 200, 409], "four lights consent"
        names = [answer.json()["own"]["name"] for answer in given[:4]]
        assert sorted(names) == ["par-1", "par-2", "par-3", "par-4"]
        assert np.array_equal(house.light("stage"), plain), "a light is not painted before its owner says so"
        painted = await phones[1].post("/api/v1/paint", json={"paint": "stage", "color": "Green"})
        assert painted.json()["own"]["color"] == "Green"
        await asyncio.sleep(0.8)
        assert lit(house, names[1]) == [0.0, 1.0, 0.0]
        assert lit(house, names[0]) == [0.0, 0.0, 0.6]
        assert np.allclose(house.light("quiet")[:, 2], 0.6, atol=0.01), "what does not consent is as it was"
        await asyncio.sleep(6)
        assert np.array_equal(house.light("stage"), plain), "its colour has gone"
        await phones[2].post("/api/v1/paint", json={"paint": "stage", "color": "Red"})
        await asyncio.sleep(0.8)
        assert lit(house, names[2]) == [1.0, 0.0, 0.0]
        late = await phones[4].post("/api/v1/paint", json={"paint": "stage", "color": ""})
        assert late.json()["own"]["name"] == names[0], "the light that was idle for longest"
        view = house.engine.snapshot().paintings[0]
        assert (view.state, view.taken, view.painters, view.strokes) == ("open", 4, 2, 2)
        cleared = await house.seam.submit(ClearPaint(), source="console:1", role="operator")
        assert cleared.text == "paint “Colour a light”: 2 visitors painted, 2 times, cleared"
        await asyncio.sleep(0.15)
        assert np.array_equal(house.light("stage"), plain)
        assert (await phones[2].get("/api/v1/vote")).json()["paint"] is None


NIGHT: dict[int, list[Intent]] = {
    10: [Go()],
    20: [OpenPaint("stage")],
    30: [Strokes("stage", {"a1": "Green", "b2": "Red", "c3": ""})],
    60: [Inject("tint")],
    80: [Strokes("stage", {"a1": "Red", "b2": "Red"}), Strokes("stage", {"c3": "Mud"})],
    150: [ClosePaint("stage")],
}


async def test_the_night_is_told_and_played_again_byte_for_byte(tmp_path: Path) -> None:
    night = await begin(tmp_path, TEXT, given=NIGHT).play(260)
    night.close()
    account = account_of(night.night.folder)
    (painted,) = account.painted
    assert (painted.opened.tick, painted.closed and painted.closed.tick) == (20, 150)
    assert (painted.visitors, painted.strokes) == (2, 4)
    page = to_markdown(account)
    assert "## Painted by visitors" in page
    assert "Colour a light (stage)" in page
    assert verify_night(night.night.folder).is_equal
