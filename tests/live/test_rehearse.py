"""``kintsugi rehearse`` on a real clock: simulated fixtures, a night of its own, and what rehearsals may break."""

import re
from pathlib import Path

from tests.engine_process import EngineProcess

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "rehearse-a-show.md").read_text(encoding="utf-8")
STORM = {"kind": "inject", "fault": "storm"}


def test_a_rehearsal_breaks_what_the_evening_may_not_and_leaves_its_night_alone(tmp_path: Path) -> None:
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    show = tmp_path / "evening.show.yaml"
    with EngineProcess(show, tmp_path) as evening:  # ends by force: its night is left unfinished
        assert evening.console.post("/api/v1/intents", json=STORM).status_code == 409
        unfinished = evening.night
    with EngineProcess(show, tmp_path, verb="rehearse") as rehearsal:
        assert "no lamp is reached" in rehearsal.said
        assert "Simulated nodes lamps" in rehearsal.said
        assert rehearsal.night != unfinished
        assert rehearsal.console.post("/api/v1/intents", json=STORM).status_code == 200
    with EngineProcess(show, tmp_path) as again:  # the rehearsal is the newest, and unfinished
        assert again.night == unfinished
        assert again.console.post("/api/v1/intents", json=STORM).status_code == 409
