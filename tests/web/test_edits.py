"""Edits over HTTP: strict at the edge, answers with lines and columns, never a failure of ours."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from controller.model.editing import (
    ChangeCue,
    Edit,
    EditAnswer,
    History,
    HistoryStep,
    Insert,
    Mistake,
    RecordCue,
    RecordLook,
    Remove,
    SetValue,
)
from controller.web.access import access_for
from controller.web.app import create_app
from tests.fakes.seam import FakeSeam

GOOD = EditAnswer(ok=True, text="done", hash="0" * 64)
BAD = EditAnswer(
    ok=False, text="mistakes", hash="0" * 64, mistakes=(Mistake("a.show.yaml", 3, 7, 2, "error", "too large"),)
)


class FakeEditor:
    """Answers as it is told, remembers what it was asked."""

    def __init__(self) -> None:
        self.answer = GOOD
        self.asked: list[object] = []

    async def edit(self, edits: tuple[Edit, ...], *, source: str) -> EditAnswer:
        assert source.startswith("http:")
        self.asked += edits
        return self.answer

    async def undo(self, *, source: str) -> EditAnswer:
        self.asked.append(("undo", source))
        return self.answer

    async def redo(self, *, source: str) -> EditAnswer:
        self.asked.append(("redo", source))
        return self.answer

    async def text(self) -> str:
        return "# größe\nshow: {}\n"

    async def history(self) -> History:
        return History((HistoryStep("as it was found", "disk", "now", "0" * 64),), 0)


@pytest.fixture
def editor() -> FakeEditor:
    return FakeEditor()


@pytest.fixture
async def http(editor: FakeEditor, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        FakeSeam(), access=access_for("127.0.0.1"), console_dir=tmp_path / "none", fixtures_port=8001, editor=editor
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as found:
        yield found


async def test_edits_arrive_as_they_were_meant(http: httpx.AsyncClient, editor: FakeEditor) -> None:
    sent = [
        {"path": ["cues", 0, "fade"], "value": "5s"},
        {"path": "cues/0/fade", "value": None},
        {"op": "remove", "path": ["zones", "wall"]},
        {"op": "insert", "path": ["cues", 1], "value": {"cue": 2}},
        {"op": "record-look", "look": "dusk", "lines": {"wall": {"level": 0.5}}},
        {"op": "change-cue", "cue": "2", "values": {"fade": "3s", "notes": None}},
    ]
    answer = await http.post("/api/v1/show/edits", json=sent)
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "text": "done", "hash": "0" * 64, "mistakes": []}
    assert editor.asked == [
        SetValue(("cues", 0, "fade"), "5s"),
        SetValue(("cues", 0, "fade"), None),
        Remove(("zones", "wall")),
        Insert(("cues", 1), {"cue": 2}),
        RecordLook("dusk", {"wall": {"level": 0.5}}),
        ChangeCue("2", {"fade": "3s", "notes": None}),
    ]


async def test_a_refusal_tells_every_mistake_with_line_and_column(http: httpx.AsyncClient, editor: FakeEditor) -> None:
    editor.answer = BAD
    answer = await http.post("/api/v1/show/edits", json={"path": "cues/0/fade", "value": "5s"})
    assert answer.status_code == 409
    assert answer.json()["mistakes"][0]["line"] == 3


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ([], "1 to 100 edits"),
        ("x", "an edit is an object"),
        ({"op": "explode"}, "'explode' is no edit; write one of set, remove"),
        ({"op": ["set"]}, "is no edit"),
        ({"path": ["a"], "value": 1, "more": 2}, "set has no 'more'; it has path, value"),
        ({"path": ["a"]}, "set: "),
        ({"path": [["a"]], "value": 1}, "set: "),
        ({"path": ["a"] * 30, "value": 1}, "at most 20 steps"),
        ({"op": "delete-cue"}, "delete-cue: "),
        ({"op": "delete-cue", "cue": {}}, "delete-cue: "),
    ],
)
async def test_what_is_no_edit_is_refused_with_a_sentence(
    http: httpx.AsyncClient, editor: FakeEditor, sent: object, why: str
) -> None:
    answer = await http.post("/api/v1/show/edits", json=sent)
    assert answer.status_code == 422
    assert why in answer.json()["detail"]
    assert not editor.asked


async def test_undo_and_redo_are_writes_like_any_other(http: httpx.AsyncClient, editor: FakeEditor) -> None:
    assert (await http.post("/api/v1/show/undo", json={})).status_code == 200
    assert (await http.post("/api/v1/show/redo", json={})).status_code == 200
    evil = {"Origin": "http://evil.example"}
    assert (await http.post("/api/v1/show/undo", json={}, headers=evil)).status_code == 403
    assert (await http.post("/api/v1/show/undo", content="x")).status_code == 415
    assert editor.asked == [("undo", "http:127.0.0.1"), ("redo", "http:127.0.0.1")]


async def test_text_and_history_are_looked_at(http: httpx.AsyncClient) -> None:
    assert (await http.get("/api/v1/show/text")).text == "# größe\nshow: {}\n"
    assert (await http.get("/api/v1/show/history")).json()["current"] == 0


async def test_too_many_edits_are_refused(http: httpx.AsyncClient) -> None:
    answers = [await http.post("/api/v1/show/undo", json={}) for _ in range(60)]
    assert 429 in [answer.status_code for answer in answers]  # one now and then is let in again


@pytest.mark.parametrize(
    ("asked", "edit"),
    [
        ({"look": "found"}, RecordLook("found", {"all": {"level": "40%"}})),
        ({"look": "found", "selector": "wall"}, RecordLook("found", {"wall": {"level": "40%"}})),
        (
            {"cue": "2.5", "label": "Found", "list": "rain"},
            RecordCue({"cue": "2.5", "label": "Found", "look": {"all": {"level": "40%"}}}, "rain"),
        ),
    ],
)
async def test_what_is_live_is_recorded(
    http: httpx.AsyncClient, editor: FakeEditor, asked: dict[str, str], edit: Edit
) -> None:
    answer = await http.post("/api/v1/show/record", json=asked)
    assert (answer.status_code, editor.asked) == (200, [edit])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "record into a look or into a cue"),
        ({"look": "a", "cue": "1"}, "record into a look or into a cue"),
        ({"look": 7}, "a recording is an object of texts"),
        ({"look": "a", "from": "memory"}, "from is 'memory'; record from live or from programmer"),
        ({"look": "a", "from": "programmer"}, "nothing is held by hand there"),
        ({"look": "a", "selector": "wsh"}, "there is no zone or fixture 'wsh'"),
        ({"look": "a", "colour": "red"}, "record has no 'colour'"),
    ],
)
async def test_what_cannot_be_recorded_is_told(
    http: httpx.AsyncClient, editor: FakeEditor, asked: dict[str, object], sentence: str
) -> None:
    answer = await http.post("/api/v1/show/record", json=asked)
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert editor.asked == []
