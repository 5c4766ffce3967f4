"""An operator finds a light by hand, keeps it, plays it, and thinks better of it, across two processes."""

from pathlib import Path

from tests.engine_process import EngineProcess

SHOW = """\
show: {name: Found, fps: 44, seed: 3, on_exit: black}
nodes: {lamps: {protocol: sacn, to: 127.0.1.47}}
fixtures:
  tile: {profile: generic/rgb, count: 4, at: lamps 1/1}
zones: {wall: tile}
looks:
  dusk: {wall: {color: indigo, level: 20%}}   # not brighter, the first row complains
cues:
  - {cue: 1, look: dusk, fade: 0s}            # doors
"""


def test_what_was_found_by_hand_is_written_played_and_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "found.show.yaml"
    file.write_text(SHOW)
    with EngineProcess(file, tmp_path, split=True) as engine:
        ask = engine.console
        grab = {"kind": "grab", "selector": "tile 1-2", "values": {"level": "60%", "color": "gold"}}
        assert ask.post("/api/v1/intents", json=grab).is_success
        recorded = ask.post("/api/v1/show/record", json={"look": "found", "from": "programmer"}).json()
        assert recorded["ok"], recorded
        assert ask.post("/api/v1/show/record", json={"cue": "2", "label": "Kept", "selector": "wall"}).json()["ok"]
        at_once = {"op": "change-cue", "cue": "2", "values": {"fade": "0s"}}
        assert ask.post("/api/v1/show/edits", json=at_once).json()["ok"]
        assert ask.post("/api/v1/intents", json={"kind": "ungrab", "selector": None, "fade_s": 0.0}).is_success

        written = file.read_text()
        assert "# not brighter, the first row complains" in written
        assert "# doors" in written
        assert "found:" in written
        assert ask.post("/api/v1/intents", json={"kind": "goto", "cue": "2"}).is_success
        levels = [_level(engine, fixture) for fixture in ("tile-1", "tile-2", "tile-3")]
        assert levels == ["60%", "60%", "20%"]

        assert ask.post("/api/v1/show/undo", json={}).json()["text"] == "undone: change fade of cue 2"
        assert ask.post("/api/v1/show/undo", json={}).json()["text"] == "undone: record cue 2"
        assert ask.post("/api/v1/show/undo", json={}).json()["text"] == "undone: record look found"
        assert file.read_text() == SHOW
        assert _level(engine, "tile-1") == "20%"
        assert ask.post("/api/v1/show/redo", json={}).json()["ok"]
        assert "found:" in file.read_text()


def _level(engine: EngineProcess, fixture: str) -> str | None:
    """Say at which level the cues hold a fixture."""
    told = engine.console.get(f"/api/v1/explain/{fixture}").json()
    steps = [step for trace in told["traces"] if trace["attribute"] == "level" for step in trace["steps"]]
    return next((step["value"] for step in steps if step["stage"] == "playback"), None)
