"""Faults on sensors: pure, bounded, and nothing at amount 0."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.faults.source.catalogue import SENSOR_FAULTS, tampered
from controller.faults.source.flood import flood
from controller.faults.source.sample import Moment, Sample
from controller.model.fault import SENSOR_KINDS, ActiveFault, Envelope, FaultKind, FaultSpec, Parameter
from controller.model.selector import NO_CELLS
from controller.model.sensor import Sensor

FPS = 40
PLAIN: dict[str, Parameter] = {"burst": 0.2, "rate": 2.0, "over": 4.0, "samples": 4000}
KINDS = sorted(SENSOR_FAULTS)


def spec(kind: FaultKind, *, amount: float = 1.0, seed: int = 5, envelope: Envelope | None = None) -> FaultSpec:
    return FaultSpec(
        id="broken",
        kind=kind,
        label="broken",
        cells=NO_CELLS,
        zone="sensor door",
        share=1.0,
        amount=amount,
        seed=seed,
        limit_s=10.0,
        parameters=PLAIN,
        envelope=envelope or Envelope(),
        sensor="door",
    )


def said(kind: FaultKind, amount: float, *, value: float = 30.0, seed: int = 5, ticks: int = 400) -> list[float | None]:
    """What comes in, tick by tick, of a sensor that says the same all the time."""
    fault, specs = ActiveFault("broken", 0, ticks, "injected"), {"broken": spec(kind, amount=amount, seed=seed)}
    sample = Sample(value, 50.0, 0.0, 100.0)
    return [tampered(sample, "door", [fault], specs, tick=tick, fps=FPS) for tick in range(ticks)]


@pytest.mark.parametrize("kind", KINDS)
def test_amount_zero_leaves_what_is_said_exactly_as_it_is(kind: FaultKind) -> None:
    assert set(said(kind, 0.0)) == {30.0}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_and_the_amount_tells(kind: FaultKind) -> None:
    assert said(kind, 0.5) == said(kind, 0.5)
    assert said(kind, 0.5) != said(kind, 0.0)
    assert said(kind, 1.0) != said(kind, 0.5)


@given(
    kind=st.sampled_from(KINDS),
    amount=st.floats(0, 1),
    seconds=st.floats(0, 300),
    seed=st.integers(0, 2**53),
    value=st.floats(-1e9, 1e9),
)
def test_no_fault_makes_more_of_a_sample_than_twice_the_range(
    kind: FaultKind, amount: float, seconds: float, seed: int, value: float
) -> None:
    moment = Moment(spec(kind, seed=seed), seconds, round(seconds * FPS), amount)
    came = SENSOR_FAULTS[kind](Sample(value, value / 2, 0.0, 100.0), moment)
    assert came is None or abs(came) <= abs(value) + 200.0


def test_half_a_dropout_swallows_about_half_and_a_whole_one_everything() -> None:
    assert 100 < said(FaultKind.SENSOR_DROPOUT, 0.5).count(None) < 300
    assert set(said(FaultKind.SENSOR_DROPOUT, 1.0)) == {None}


def test_a_stuck_sensor_says_what_it_said_before() -> None:
    assert set(said(FaultKind.SENSOR_STUCK, 1.0)) == {50.0}
    assert set(said(FaultKind.SENSOR_STUCK, 0.5)) == {40.0}


def test_a_drift_creeps_and_stays() -> None:
    way = [abs((value or 0.0) - 30.0) for value in said(FaultKind.SENSOR_DRIFT, 0.5)]
    assert way == sorted(way)
    assert way[-1] == pytest.approx(50.0)


def test_spikes_come_so_often_as_declared_and_go_to_the_far_end() -> None:
    values = said(FaultKind.SENSOR_SPIKE, 1.0)
    begins = sum(1 for was, now in zip([30.0, *values], values, strict=False) if was == 30.0 and now == 100.0)
    assert set(values) == {30.0, 100.0}
    assert 17 <= begins <= 20


def test_another_sensor_is_left_alone() -> None:
    fault, specs = ActiveFault("broken", 0, 400, "injected"), {"broken": spec(FaultKind.SENSOR_STUCK)}
    assert tampered(Sample(30.0, 50.0, 0.0, 100.0), "window", [fault], specs, tick=3, fps=FPS) == 30.0


def test_the_envelope_lets_a_fault_swell() -> None:
    fault = ActiveFault("broken", 0, 400, "injected")
    specs = {"broken": spec(FaultKind.SENSOR_STUCK, envelope=Envelope(attack_s=2.0))}
    sample = Sample(30.0, 50.0, 0.0, 100.0)
    came = [tampered(sample, "door", [fault], specs, tick=tick, fps=FPS) for tick in (0, 40, 80)]
    assert came == [30.0, 40.0, 50.0]


def sensor() -> Sensor:
    return Sensor("door", 0, "Door", "", 0.0, 100.0, None, None, None, (), 25.0, 0.5, 2.0, None, (), NO_CELLS, "")


@pytest.mark.parametrize(("amount", "least", "most"), [(0.0, 0, 0), (0.5, 100, 300), (1.0, 400, 400)])
def test_a_flood_comes_in_gusts_as_thick_as_declared(amount: float, least: int, most: int) -> None:
    fault, specs = ActiveFault("broken", 0, 400, "injected"), {"broken": spec(FaultKind.INPUT_FLOOD, amount=amount)}
    gusts = [flood(fault, specs, {"door": sensor()}, tick=tick, fps=FPS) for tick in range(400)]
    thick = [gust for gust in gusts if gust]
    assert least <= len(thick) <= most
    assert all(len(gust) == 100 and all(0 <= value <= 100 for value in gust) for gust in thick)


def test_only_floods_flood() -> None:
    fault, specs = ActiveFault("broken", 0, 400, "injected"), {"broken": spec(FaultKind.SENSOR_NOISE)}
    assert flood(fault, specs, {"door": sensor()}, tick=3, fps=FPS) == ()


def test_every_kind_of_fault_on_a_sensor_is_in_the_catalogue_or_floods() -> None:
    assert {*SENSOR_FAULTS, FaultKind.INPUT_FLOOD} == set(SENSOR_KINDS)
