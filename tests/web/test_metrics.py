"""Prometheus can read what we say, whatever a peer is called."""

import re
from dataclasses import replace

import httpx
import pytest

from controller.model.snapshot import EngineView, NodeView
from controller.web.metrics import STATES, render
from tests.fakes.seam import SNAPSHOT


def node(state: str) -> NodeView:
    return NodeView("wash", "sacn", "127.0.1.2", state, 0.0, 0.0, None, 7, 2, "")  # type: ignore[arg-type]


async def test_metrics_are_served_as_prometheus_text(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "kintsugi_tick 100\n" in answer.text


async def test_the_time_of_every_stage_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert 'kintsugi_stage_microseconds{stage="guard",quantile="0.99"} 900.0\n' in answer.text


def test_every_metric_has_its_help_and_type() -> None:
    lines = render(SNAPSHOT).splitlines()
    samples = {line.split("{")[0].split(" ")[0] for line in lines if not line.startswith("#")}
    typed = {line.split(" ")[2] for line in lines if line.startswith("# TYPE")}
    helped = {line.split(" ")[2] for line in lines if line.startswith("# HELP")}
    assert samples <= typed == helped


@pytest.mark.parametrize(("state", "up"), [("ok", "1.0"), ("returned", "1.0"), ("late", "0.0"), ("silent", "0.0")])
def test_a_node_that_answers_is_up_and_one_that_does_not_is_not(state: str, up: str) -> None:
    text = render(replace(SNAPSHOT, nodes=(node(state),)))
    assert f'kintsugi_node_up{{node="wash",protocol="sacn"}} {up}\n' in text
    assert 'kintsugi_node_packets_total{node="wash",protocol="sacn"} 7\n' in text
    assert 'kintsugi_node_errors_total{node="wash",protocol="sacn"} 2\n' in text


def test_a_node_that_cannot_answer_is_there_and_neither_up_nor_down() -> None:
    text = render(replace(SNAPSHOT, nodes=(node("unknown"),)))
    assert 'kintsugi_node_up{node="wash",protocol="sacn"} NaN\n' in text


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_node_has_a_line_and_the_one_it_is_in_is_1(state: str) -> None:
    text = render(replace(SNAPSHOT, nodes=(node(state),)))
    told = dict(
        re.findall(r'^kintsugi_node_state{node="wash",protocol="sacn",state="(\w+)"} (\d)$', text, re.MULTILINE)
    )
    assert told == {each: "1" if each == state else "0" for each in STATES}


def test_a_peer_cannot_break_out_of_its_label() -> None:
    engine = EngineView(0, 0, 0, (), "", {'a"} 1\nkintsugi_tick 5\\': 3})
    text = render(replace(SNAPSHOT, engine=engine))
    assert 'kintsugi_refused_inputs_total{peer="a\\"} 1\\nkintsugi_tick 5\\\\"} 3\n' in text
    assert sum(line.startswith("kintsugi_tick") for line in text.splitlines()) == 1
