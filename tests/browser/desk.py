"""What a test does at the desk: open pages, tell the engine things behind their back, ask how it stands."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocketRoute

from tests.engine_process import EngineProcess

DESK: Final = (1440, 900)
TABLET: Final = (820, 1180)
FLAT_TABLET: Final = (1024, 768)
PHONE: Final = (360, 740)
PATIENCE_S: Final = 15


class Desk:
    """The console's pages and the engine behind them.

    Args:
        engine: plays the quick wall.
        browser: opens the pages.

    Attributes:
        complaints: what scripts of the pages threw; a test fails that leaves one.
    """

    def __init__(self, engine: EngineProcess, browser: Browser) -> None:
        self._engine = engine
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._from = 0
        self.complaints: list[str] = []

    def open(
        self,
        path: str = "/",
        *,
        size: tuple[int, int] = DESK,
        has_touch: bool = False,
        meet: Callable[[WebSocketRoute], None] | None = None,
        has_own_clock: bool = False,
    ) -> Page:
        """Open a page in a browser of its own.

        Args:
            path: on the engine's server.
            size: of the window, pixels.
            has_touch: a finger, no mouse.
            meet: stands between the page and the engine's console socket.
            has_own_clock: the test may stop the page's clock and turn it by hand.
        """
        width, height = size
        context = self._browser.new_context(viewport={"width": width, "height": height}, has_touch=has_touch)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if meet is not None:
            page.route_web_socket("**/ws/console", meet)
        if has_own_clock:
            page.clock.install()
        page.goto(f"{self._engine.console.base_url}{path.lstrip('/')}")
        return page

    def console(self, **options: Any) -> Page:  # Any: the options of open
        """Open a console and wait until it is live."""
        page = self.open(**options)
        halt_of(page).and_(page.locator(":enabled")).wait_for()
        return page

    def tell(self, kind: str, **rest: object) -> str:
        """Send the engine an intent over HTTP; give its sentence."""
        document = self._engine.console.post("/api/v1/intents", json={"kind": kind, **rest}).json()
        return str(document.get("text", document.get("detail")))

    def wait_for_go(self) -> None:
        """Wait until the next GO will be taken."""
        self.wait_until(lambda state: state["go_lockout_s"] == 0, "the end of the lock-out")

    def goto(self, cue: str) -> None:
        """Start a cue as soon as the lock-out of the one before is over."""
        self.wait_for_go()
        self.tell("goto", cue=cue)
        self.wait_until(lambda state: state["lists"][0]["current"] == cue, f"cue {cue} runs")

    def get(self, path: str) -> Any:  # Any: JSON
        """Read the engine's API."""
        return self._engine.console.get(f"/api/v1/{path}").raise_for_status().json()

    def state(self) -> dict[str, Any]:  # Any: JSON
        """Ask how everything stands."""
        return self._engine.state()

    def cue(self) -> str | None:
        """Ask which cue runs."""
        current: str | None = self.state()["lists"][0]["current"]
        return current

    def heard(self) -> list[tuple[str, bool]]:
        """What came from consoles since the desk was settled, and whether it was taken.

        That a page of the test before let go of everything is no command of anybody.
        """
        records = [record for record in self.state()["log"] if (record["seq"] or 0) > self._from]
        hands = [record for record in records if record["source"].startswith("console")]
        return [(record["what"], record["ok"]) for record in hands if record["what"] != "let-go"]

    def wait_until(self, is_so: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Wait until the engine's state is so."""
        wait_until(lambda: is_so(self.state()), what)

    def settle(self) -> None:
        """Bring the engine to the top of the night: nothing runs, nothing is broken."""
        state = self.state()
        if not is_settled(state):
            self.tell("halt")
            self.tell("resume")
            self.tell("release", fade_s=0.0)
        if state["blackout"]:
            self.tell("blackout", on=False)
        if state["grand_master"] != 1.0:
            self.tell("grand-master", level=1.0)
        if is_loosened(state):
            self.tell("confirm-loosening", name="Ada Byron", on=False)
        if any(fault["id"].startswith("flagged:") for fault in state["faults"]):
            self.tell("unflag")
        self.wait_until(is_settled, "all is quiet")
        self._from = max((record["seq"] or 0 for record in self.state()["log"]), default=0)

    @contextlib.contextmanager
    def engine_stopped(self) -> Iterator[None]:
        """Keep the engine from doing anything, then let it go on."""
        self._engine.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._engine.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Ask again and again until it is so."""
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > until:
            pytest.fail(f"this never came: {what}")


def is_settled(state: dict[str, Any]) -> bool:
    """Whether nothing runs, nothing is broken on purpose and the next GO is free."""
    return (
        state["panic"] == "off"
        and state["go_lockout_s"] == 0
        and state["lists"][0]["current"] is None
        and all(fault["origin"] == "real" for fault in state["faults"])
        and all(one["state"] == "closed" or one["origin"] == "real" for one in state["incidents"])
    )


def is_loosened(state: dict[str, Any]) -> bool:
    """Whether weaker flash rules hold now."""
    loosened: str = state["guard"]["loosened"]
    return bool(loosened) and not loosened.startswith("earlier tonight")


def go_of(page: Page) -> Locator:
    """The GO button."""
    return page.locator("button[aria-keyshortcuts=Space]")


def panic_of(page: Page) -> Locator:
    """The PANIC button."""
    return page.get_by_role("button", name="PANIC")


def halt_of(page: Page) -> Locator:
    """The HALT button."""
    return page.get_by_role("button", name="Halt all faults")


def now_of(page: Page) -> Locator:
    """The panel that names the running cue."""
    return page.get_by_role("region", name="Now")


def card_of(page: Page, heading: str) -> Locator:
    """A fault, an incident or a node, by its heading."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=heading, exact=True))


def banners_of(page: Page) -> Locator:
    """Where PANIC, blackout and offline are told."""
    return page.get_by_role("region", name="State")
