"""The API says what the seam says, and every error is one sentence."""

from dataclasses import asdict

import httpx
import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter

from controller.model.explanation import Explanation
from controller.model.intent import Go, GrandMaster, Panic
from controller.model.outline import ShowOutline
from controller.model.snapshot import Snapshot
from tests.fakes.seam import EXPLANATION, NIGHT, OUTLINE, SNAPSHOT, FakeSeam, refuse
from tests.fakes.virtual_time import virtual_time


async def test_the_show_and_the_state_are_the_models_own(client: httpx.AsyncClient) -> None:
    show = await client.get("/api/v1/show")
    assert TypeAdapter(ShowOutline).validate_json(show.content) == OUTLINE
    state = await client.get("/api/v1/state")
    assert TypeAdapter(Snapshot).validate_json(state.content) == SNAPSHOT
    assert state.headers["cache-control"] == "no-store"


async def test_universes_are_listed_with_what_is_sent(client: httpx.AsyncClient, seam: FakeSeam) -> None:
    del seam.universes["wall", 1]
    assert (await client.get("/api/v1/universes")).json() == [
        {"node": "mosaic", "number": 1, "used": 3},
        {"node": "wall", "number": 1, "used": 0},
    ]


async def test_what_the_guard_did_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/guard")
    assert answer.json() == asdict(SNAPSHOT.guard)


async def test_a_universe_shows_its_slots(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/universes/mosaic/1")
    assert answer.json() == {"node": "mosaic", "number": 1, "slots": [1, 2, 3]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/universes/mosaic/2", 404),
        ("/api/v1/universes/nobody/1", 404),
        (f"/api/v1/universes/{'x' * 5000}/1", 404),
        ("/api/v1/universes/mosaic/x", 422),
        ("/api/v1/universes/mosaic/-1", 422),
        (f"/api/v1/universes/mosaic/{'9' * 5000}", 422),
        ("/api/v1/universes/..%2f..%2fetc/1", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/universes/%00/1", 404),
    ],
)
async def test_what_is_not_there_is_told_in_a_sentence(client: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)
    assert len(answer.json()["detail"]) < 300


async def test_an_intent_is_handed_in_and_its_ack_comes_back(client: httpx.AsyncClient, seam: FakeSeam) -> None:
    answer = await client.post("/api/v1/intents", json={"kind": "go"})
    assert answer.json() == {"seq": 1, "tick": 101, "ok": True, "text": "done", "owns": {}, "waits": []}
    assert seam.submitted == [(Go(), "http:127.0.0.1", "operator")]


async def test_a_refusal_of_the_engine_is_a_conflict_with_its_sentence(
    client: httpx.AsyncClient, seam: FakeSeam
) -> None:
    seam.answer = refuse
    answer = await client.post("/api/v1/intents", json={"kind": "goto", "cue": "99"})
    assert (answer.status_code, answer.json()) == (409, {"detail": "there is no such cue"})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"kind": "exit"}',
        b'{"kind": "grand-master", "level": 1e999}',
        b"[" * 60_000,
        b"9" * 5000,
        b"\xff",
    ],
)
async def test_what_is_no_intent_is_told_counted_and_not_done(
    client: httpx.AsyncClient, seam: FakeSeam, body: bytes
) -> None:
    answer = await client.post("/api/v1/intents", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)
    assert seam.intents == []
    assert [peer for peer, _reason in seam.refused] == ["http 127.0.0.1"]


def test_too_many_intents_are_refused_and_panic_is_not_among_them(app: FastAPI, seam: FakeSeam) -> None:
    @virtual_time
    async def play() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            master = {"kind": "grand-master", "level": 0.5}
            statuses = [(await client.post("/api/v1/intents", json=master)).status_code for _ in range(300)]
            assert statuses == [200] * 200 + [429] * 100
            assert (await client.post("/api/v1/intents", json={"kind": "panic"})).status_code == 200

    play()
    assert seam.intents == [GrandMaster(0.5)] * 200 + [Panic()]


async def test_health_tells_the_tick(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert answer.json() == {"ok": True, "version": answer.json()["version"], "night": NIGHT, "tick": 100}


async def test_the_description_names_every_route_and_what_an_intent_is(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    assert set(described["paths"]) == {
        "/api/v1/show",
        "/api/v1/state",
        "/api/v1/guard",
        "/api/v1/explain/{fixture}",
        "/api/v1/faults/{fault}/preview",
        "/api/v1/universes",
        "/api/v1/universes/{node}/{number}",
        "/api/v1/intents",
        "/api/v1/passcode",
        "/api/v1/console/qr.svg",
        "/healthz",
        "/metrics",
    }
    for operations in described["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
    body = described["paths"]["/api/v1/intents"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert "grand-master" in {entry["properties"]["kind"]["const"] for entry in body["oneOf"]}


async def test_the_description_for_people_needs_no_other_server(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert "/api/v1/intents" in page
    assert "Hand in an intent" in page
    assert "http://" not in page
    assert "https://" not in page


async def test_a_failure_of_ours_is_told_without_its_inside(
    client: httpx.AsyncClient, seam: FakeSeam, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_intent: object) -> None:
        raise RuntimeError("the inside")

    seam.answer = fail  # type: ignore[assignment]  # an engine that breaks the Protocol
    answer = await client.post("/api/v1/intents", json={"kind": "go"})
    assert answer.status_code == 500
    assert answer.json() == {"detail": "the web server failed on this; see the controller's log"}
    assert "the inside" in caplog.text


async def test_a_fault_is_previewed_before_it_is_fired(client: httpx.AsyncClient) -> None:
    told = (await client.get("/api/v1/faults/storm/preview")).json()
    assert (told["fault"], told["refused"]) == ("storm", "")
    slow = await client.get("/api/v1/faults/slow/preview")
    assert (slow.status_code, slow.json()["detail"]) == (503, "looking ahead took longer than 30 s; ask again")
    assert "no fault 'strom'" in (await client.get("/api/v1/faults/strom/preview")).json()["refused"]


async def test_a_fixture_is_explained(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/explain/lamp")
    assert TypeAdapter(Explanation).validate_json(answer.content) == EXPLANATION


async def test_a_fixture_that_is_not_there_is_not_explained(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/explain/lmp")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "the show has no fixture 'lmp' - did you mean 'lamp'?",
    )


async def test_nobody_makes_the_engine_explain_without_end(client: httpx.AsyncClient) -> None:
    answers = [(await client.get("/api/v1/explain/lamp")).status_code for _ in range(20)]
    assert answers[:10] == [200] * 10
    assert 429 in answers
