"""When garbage is collected."""

from controller.run.tidying import Tidying


class Told:
    """A collector that only remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def collect(self, generation: int) -> int:
        self.told.append(f"collect {generation}")
        return 0

    def freeze(self) -> None:
        self.told.append("freeze")

    def disable(self) -> None:
        self.told.append("disable")

    def enable(self) -> None:
        self.told.append("enable")


def test_what_stands_at_the_start_is_never_gone_over_again() -> None:
    collector = Told()
    tidying = Tidying(40, collector)
    tidying.begin()
    tidying.end()
    assert collector.told == ["collect 2", "freeze", "disable", "enable"]


def test_garbage_is_collected_once_a_second_and_all_of_it_once_a_minute() -> None:
    collector = Told()
    tidying = Tidying(40, collector)
    for tick in range(1, 60 * 40 + 1):
        tidying.after_step(tick)
    assert collector.told == ["collect 1"] * 59 + ["collect 2"]
