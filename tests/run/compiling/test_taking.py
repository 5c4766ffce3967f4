"""A show that plays begins without its compiled passes and takes them when they are there, once and quietly."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from controller.frame.guard.quick import Quick
from controller.frame.kept import NotCompiledError
from controller.run.compiling import taking
from controller.run.compiling.taking import COMPILES, DONE, FAILED, Taking

PASSES = cast("Quick", object())


class Machine:
    """What numba keeps, and how often it was compiled."""

    def __init__(self, *, is_warm: bool, can_compile: bool = True) -> None:
        self.is_warm, self.can_compile = is_warm, can_compile
        self.compiled = 0
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def compile_them(self) -> bool:
        self.compiled += 1
        await self.may_end.wait()
        self.is_warm = self.can_compile
        return self.can_compile


class Painting:
    """Keeps the contract of ``taking.Painting``."""

    def __init__(self, machine: Machine, *, is_large: bool = True, error: Exception | None = None) -> None:
        self.machine, self.is_large, self.error = machine, is_large, error
        self.has: Quick | None = None

    @property
    def could_be_quicker(self) -> bool:
        return self.is_large and self.has is None

    def quick(self) -> Quick | None:
        if self.error is not None:
            raise self.error
        if not self.machine.is_warm:
            raise NotCompiledError
        return PASSES

    def take(self, quick: Quick) -> None:
        assert self.has is None
        self.has = quick


class Playing:
    """Keeps the contract of ``taking.Playing``."""

    def __init__(self, painter: Painting) -> None:
        self.painter = painter
        self.told: list[str] = []

    def notice(self, what: str, text: str, *, ok: bool) -> None:
        assert what == "speed"
        assert ok == (text != FAILED)
        self.told.append(text)


@contextmanager
def nothing_watched() -> Iterator[None]:
    yield


@pytest.fixture(autouse=True)
def without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "kept_only", nothing_watched)


async def aside(work: Callable[[], Any]) -> Any:
    await asyncio.sleep(0)
    return work()


async def played(engine: Playing, compile_them: Callable[[], Awaitable[bool]], *painters: Painting) -> None:
    """Play until nothing is left to do, with each painter in its turn."""
    some = Taking(engine, compile_them, aside)
    watching = asyncio.create_task(some.watch())
    for painter in painters or (engine.painter,):
        engine.painter = painter
        for _ in range(20):
            some.after_step()
            await asyncio.sleep(0)
    watching.cancel()
    await asyncio.wait({watching})


async def test_passes_that_are_kept_are_taken_without_a_word() -> None:
    machine = Machine(is_warm=True)
    engine = Playing(Painting(machine))
    await played(engine, machine.compile_them)
    assert engine.painter.has is PASSES
    assert not machine.compiled
    assert not engine.told


async def test_passes_that_are_not_kept_are_compiled_elsewhere_and_that_is_told_once() -> None:
    machine = Machine(is_warm=False)
    engine = Playing(Painting(machine))
    await played(engine, machine.compile_them)
    assert engine.painter.has is PASSES
    assert machine.compiled == 1
    assert engine.told == [COMPILES, DONE]


async def test_small_rigs_ask_for_nothing() -> None:
    machine = Machine(is_warm=False)
    engine = Playing(Painting(machine, is_large=False))
    await played(engine, machine.compile_them)
    assert not machine.compiled
    assert not engine.told


async def test_a_show_that_came_while_they_were_compiled_has_them_too() -> None:
    machine = Machine(is_warm=False)
    first, second = Painting(machine), Painting(machine)
    engine = Playing(first)
    machine.may_end.clear()
    some = Taking(engine, machine.compile_them, aside)
    watching = asyncio.create_task(some.watch())
    for number in range(40):
        if number == 10:
            engine.painter = second
        if number == 20:
            machine.may_end.set()
        some.after_step()
        await asyncio.sleep(0)
    watching.cancel()
    await asyncio.wait({watching})
    assert second.has is PASSES
    assert machine.compiled == 1


async def test_where_they_cannot_be_compiled_that_is_told_once_and_not_tried_again() -> None:
    machine = Machine(is_warm=False, can_compile=False)
    engine = Playing(Painting(machine))
    await played(engine, machine.compile_them, engine.painter, Painting(machine), Painting(machine))
    assert machine.compiled == 1
    assert engine.told == [COMPILES, FAILED]


async def test_passes_that_cannot_be_loaded_cost_no_frame(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine(is_warm=True)
    engine = Playing(Painting(machine, error=OSError("the disk is gone")))
    await played(engine, machine.compile_them)
    assert engine.told == [FAILED]
    assert "could not be loaded" in caplog.text


async def test_passes_that_are_kept_and_damaged_are_compiled_anew_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    machine = Machine(is_warm=True)
    damaged = Painting(machine, error=damage())
    engine = Playing(damaged)

    async def compile_them() -> bool:
        damaged.error = None
        return await machine.compile_them()

    await played(engine, compile_them)
    assert engine.told == [COMPILES, DONE]
    assert "Ran out of input" in caplog.text


def damage() -> NotCompiledError:
    error = NotCompiledError()
    error.__cause__ = EOFError("Ran out of input")
    return error
