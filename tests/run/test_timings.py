"""The stopwatch of the stages."""

from controller.run.timings import KEPT, Timings


def test_each_lap_goes_to_the_stage_that_ended() -> None:
    moments = iter([0.0, 1.0, 1.25, 1.5])
    watch = Timings(lambda: next(moments))
    watch.begin()
    watch.lap("playback")
    watch.lap("guard")
    first, second = watch.percentiles()
    assert (first.stage, first.max_us, first.count) == ("playback", 250_000.0, 1)
    assert (second.stage, second.p50_us) == ("guard", 250_000.0)


def test_only_the_last_laps_are_looked_at() -> None:
    moments = iter([0.0, 0.0, 100.0, *(100.0 + lap / 1000 for lap in range(1, KEPT + 1))])
    watch = Timings(lambda: next(moments))
    watch.begin()
    watch.lap("guard")
    for _ in range(KEPT):
        watch.lap("guard")
    (guard,) = watch.percentiles()
    assert guard.count == KEPT + 1
    assert 999 < guard.max_us < 1001
