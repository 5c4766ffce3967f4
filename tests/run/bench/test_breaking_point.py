"""Where a scene breaks is found by ever more universes."""

import pytest

from controller.run.bench.breaking_point import MOST, breaks_of, until_it_breaks
from controller.run.bench.line_rate import LineRate


class Scene:
    """A scene of which so many universes are fed in time; notes what was tried."""

    def __init__(self, breaks_beyond: int, *, clean: float = 1.0) -> None:
        self.tried: list[int] = []
        self._most, self._clean = breaks_beyond, clean

    def measure(self, universes: int) -> LineRate:
        self.tried.append(universes)
        share = min(1.0, self._most / universes)
        # what the machine took of frames makes as many of all of them late, and none of the clean ones
        on_time = share * (1.0 if self._clean == 1.0 or not self._clean else 0.9)
        return LineRate(
            *(
                "playback",
                universes,
                10.0,
                on_time,
                share if self._clean else 0.0,
                1.0,
                self._clean,
                0.5 / max(share, 0.1),
                1,
            ),
            *(1.0, 1.0, {"p50": 0.0, "p99": 0.0}, 0, 0, 1.0, 1.0, 300.0, ()),
        )


@pytest.mark.parametrize("most", [5, 300, 1023, 1024, 1025, 5000])
def test_it_is_found_to_a_quarter(most: int) -> None:
    scene = Scene(most)
    found = breaks_of(until_it_breaks(scene.measure, 4))
    assert found.breaks is not None
    assert found.holds * 0.995 <= most < found.breaks * 0.995
    assert found.breaks <= found.holds * 1.25 + 1
    assert len(scene.tried) < 20
    assert found.breaks_on_time < 0.995 < found.breaks_cpu + 0.5


def test_what_holds_to_the_largest_show_breaks_nowhere() -> None:
    scene = Scene(100_000)
    found = breaks_of(until_it_breaks(scene.measure, 4035))
    assert (found.holds, found.breaks) == (MOST, None)
    assert scene.tried == [4035, MOST]


def test_a_slow_machine_is_asked_for_less() -> None:
    found = breaks_of(until_it_breaks(Scene(100).measure, 512))
    assert found.breaks is not None
    assert 64 <= found.holds <= 100 < found.breaks <= 128
    found = breaks_of(until_it_breaks(Scene(0).measure, 512))
    assert (found.holds, found.breaks) == (0, 1)


def test_clean_frames_are_judged_and_all_of_them_where_none_is_clean() -> None:
    assert breaks_of(until_it_breaks(Scene(700, clean=0.4).measure, 512)).holds >= 512
    assert breaks_of(until_it_breaks(Scene(700, clean=0.0).measure, 512)).holds >= 512
