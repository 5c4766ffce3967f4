"""Who asks a show to end, and how often: it fades out, unless somebody is impatient."""

from controller.run.ending import TOGETHER_S, asked_to_end


class Clock:
    """Seconds that the test sets."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_service_manager_that_asks_every_process_gets_the_fade() -> None:
    done: list[str] = []
    clock = Clock()
    ask = asked_to_end(lambda: done.append("in order"), lambda: done.append("at once"), clock)
    ask()  # the supervisor passes on what it was asked
    clock.now_s += 0.02
    ask()  # the engine was asked itself
    assert done == ["in order"]


def test_a_second_ctrl_c_ends_the_show_at_once() -> None:
    done: list[str] = []
    clock = Clock()
    ask = asked_to_end(lambda: done.append("in order"), lambda: done.append("at once"), clock)
    ask()
    clock.now_s += TOGETHER_S
    ask()
    assert done == ["in order", "at once"]
