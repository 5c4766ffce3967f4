"""A cable that may be pulled; where the kernel refuses one, what needs it is skipped, and pytest says so at its end."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.live.cable import Cable


@pytest.fixture
def cable() -> Iterator[Cable]:
    if shutil.which("ip") is None:
        pytest.skip("ip (iproute2) is missing, without which no interface can be taken away")
    cable = Cable()
    try:
        cable.run("netns", "add", cable.away)
        cable.lay()
        cable.receiver().close()
    except OSError as error:
        _remove(cable)
        pytest.skip(f"the kernel refuses virtual interfaces, so none was taken away: {error}")
    yield cable
    _remove(cable)


def _remove(cable: Cable) -> None:
    for words in (("link", "del", cable.here), ("netns", "del", cable.away)):
        subprocess.run(["ip", *words], capture_output=True, check=False)
