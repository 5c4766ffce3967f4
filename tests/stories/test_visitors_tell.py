"""Visitors tell: the operator opens a story, phones write, a person lets through, and the night tells what was seen."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from controller.model.intent import Go, Inject, Intent
from controller.model.visits import ClearStory, CloseStory, HideTale, OpenStory, RefuseTale, ShowTale, Tales
from controller.run.report.gathering import account_of
from controller.run.report.markdown import to_markdown
from controller.run.report.page import to_html
from controller.run.verify import verify_night
from controller.show.telling import texts_of
from controller.web.visitors.routes import Booth
from tests.fakes.house import House, open_house
from tests.fakes.small_show import small_show
from tests.fakes.virtual_time import virtual_time
from tests.run.nights import begin
from tests.show.telling import TEXT
from tests.stories.test_visitors_vote import a_phone

MARKUP = "<b>x</b> [a](http://b.c) `r` *s* _t_ | # www.d.e f@g &lt;"


async def say(house: House, intent: Intent) -> str:
    return (await house.seam.submit(intent, source="console:1", role="operator")).text


@virtual_time
async def test_phones_tell_a_person_reads_and_the_screen_says_it() -> None:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(small_show(TEXT)))
        booth = Booth(house.seam, key="k" * 32, voters_per_address=8)
        phones = [await a_phone(stack, booth, number) for number in range(3)]
        assert (await phones[0].get("/api/v1/vote")).json()["story"] is None
        await say(house, OpenStory("memories"))
        await asyncio.sleep(0.2)
        written = ["I mended\na cup", "I mended a b\u202eike", "Nothing\u200b"]
        answers = [
            await phone.post("/api/v1/story", json={"story": "memories", "text": text})
            for phone, text in zip(phones, written, strict=True)
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert answers[0].json()["told"]["again_s"] > 9
        snapshot = house.engine.snapshot()
        first, second, third = snapshot.tales.waiting
        assert [first.text, second.text, third.text] == ["I mended a cup", "I mended a bike", "Nothing"]
        assert snapshot.tales.shown == ""
        await say(house, RefuseTale(third.number))
        await say(house, ShowTale(second.number))
        await asyncio.sleep(0.1)
        assert house.engine.snapshot().tales.shown == "I mended a bike"
        assert "Nothing" not in str(texts_of(house.engine.show, house.engine.state.stories))
        await asyncio.sleep(6)
        assert house.engine.snapshot().tales.shown == ""
        assert await say(house, ClearStory()) == "story “What did you mend?”: 3 tales, 1 of them waits, cleared"
        await asyncio.sleep(0.2)
        assert (await phones[0].get("/api/v1/vote")).json()["story"] is None
        late = await phones[0].post("/api/v1/story", json={"story": "memories", "text": "late"})
        assert late.status_code == 409


NIGHT: dict[int, list[Intent]] = {
    10: [Go()],
    20: [OpenStory("memories")],
    30: [Tales("memories", {"a1": MARKUP[:40], "b2": "A bad word", "c3": "A bike"})],
    60: [ShowTale(1), RefuseTale(2), ShowTale(3)],
    90: [Inject("wrong")],
    200: [HideTale()],
    230: [Tales("memories", {"d4": "Nobody read this", "a1": "And this"})],
    250: [CloseStory("memories")],
}


async def test_the_night_is_told_and_played_again_byte_for_byte(tmp_path: Path) -> None:
    night = await begin(tmp_path, TEXT, given=NIGHT).play(400)
    night.close()
    folder = night.night.folder
    assert verify_night(folder).is_equal
    account = account_of(folder)
    (told,) = account.told
    assert (told.opened.tick, told.closed and told.closed.tick) == (20, 250)
    assert (told.visitors, told.tales) == (4, 5)
    assert [(tale.began.tick, tale.text, tale.ended.tick) for tale in account.tales] == [
        (60, MARKUP[:40], 160),
        (160, "A bike", 200),
    ]
    for page in (to_markdown(account), to_html(account)):
        assert "Told by visitors" in page
        assert "A bike" in page
        assert "bad word" not in page
        assert "Nobody read this" not in page


async def test_nothing_that_visitors_wrote_is_markup_in_a_report(tmp_path: Path) -> None:
    text = TEXT.replace("longest: 40", "longest: 200")
    given: dict[int, list[Intent]] = {
        10: [Go()],
        20: [OpenStory("memories")],
        30: [Tales("memories", {"a1": MARKUP})],
        60: [ShowTale(1)],
    }
    night = await begin(tmp_path, text, given=given).play(120)
    night.close()
    account = account_of(night.night.folder)
    line = next(line for line in to_markdown(account).splitlines() if "&lt;b>x" in line)
    told = line.split(" | ", 2)[1]
    for markup in ("<b>", "[a]", " `r`", " *s*", " _t_", " | ", "www.d", "f@g", "http://", " &lt; "):
        assert markup not in told.replace("&lt;b>", "").replace("&lt;/b>", ""), markup
    page = to_html(account)
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
