"""Edits go through one place: text, check, disk, stage and history, or nothing of it."""

from pathlib import Path

from controller.model.editing import DeleteCue, EditAnswer, HistoryStep, RecordLook, RelabelCue, SetValue
from controller.run.score.editor import ScoreEditor
from controller.run.score.history import MOST_STEPS, hash_of, keep_history, moved, read_history, with_step
from controller.run.verify import verify_night
from tests.fakes.score import Stage
from tests.shows import CUES


class Desk:
    """A show that plays, and whoever edits it."""

    def __init__(self, folder: Path, text: str = CUES) -> None:
        self.stage = Stage(folder, text)
        self.folder = folder
        self.editor = self._editor()

    def _editor(self) -> ScoreEditor:
        return ScoreEditor(self.stage.reloader, folder=self.folder / "history", now=lambda: "now")

    def restart(self) -> None:
        """Play the file anew, as after a restart."""
        self.stage.night.close()
        self.stage = Stage(self.folder, self.on_disk)
        self.editor = self._editor()

    async def edit(self, *edits: SetValue | RecordLook | RelabelCue | DeleteCue) -> EditAnswer:
        return await self.stage.while_it_plays(self.editor.edit(edits, source="test"))

    async def undo(self) -> EditAnswer:
        return await self.stage.while_it_plays(self.editor.undo(source="test"))

    async def redo(self) -> EditAnswer:
        return await self.stage.while_it_plays(self.editor.redo(source="test"))

    @property
    def on_disk(self) -> str:
        return self.stage.path.read_bytes().decode()

    @property
    def label(self) -> str:
        return self.stage.engine.show.lists["main"].cues[0].label


async def test_an_edit_is_on_disk_and_on_stage(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    answer = await desk.edit(RelabelCue("1", "Rosy"))
    assert answer.ok
    assert answer.hash == desk.stage.engine.show.hash
    assert desk.label == "Rosy"
    assert desk.on_disk == CUES.replace("label: Red", "label: Rosy")
    desk.stage.night.close()
    assert verify_night(desk.stage.night.night.folder).is_equal


async def test_an_edit_with_mistakes_changes_nothing_and_tells_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    answer = await desk.edit(RelabelCue("1", "Rosy"), SetValue(("cues", 1, "fade"), "for ever"))
    assert not answer.ok
    (mistake,) = answer.mistakes
    assert "for ever" in mistake.text
    line = CUES.split("\n")[mistake.line - 1]
    assert "label: Blue" in line
    assert mistake.col > 1
    assert (desk.label, desk.on_disk) == ("Red", CUES)
    assert len((await desk.editor.history()).steps) == 1
    desk.stage.night.close()


async def test_edits_are_undone_and_done_again_over_a_restart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for number in range(8):
        assert (await desk.edit(RelabelCue("1", f"L{number}"))).ok
    for _ in range(4):
        assert (await desk.undo()).ok
    assert desk.label == "L3"
    desk.restart()
    for _ in range(4):
        assert (await desk.undo()).ok
    assert (desk.label, desk.on_disk) == ("Red", CUES)
    assert (await desk.undo()).text == "there is nothing to undo"
    answer = await desk.redo()
    assert answer.text == "done again: relabel cue 1"
    assert desk.label == "L0"
    desk.stage.night.close()


async def test_an_edit_after_an_undo_forgets_what_was_undone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.edit(RelabelCue("1", "A"))
    await desk.edit(RelabelCue("1", "B"))
    await desk.undo()
    await desk.edit(RelabelCue("1", "C"))
    assert (await desk.redo()).text == "there is nothing to redo"
    await desk.undo()
    assert desk.label == "A"
    desk.stage.night.close()


async def test_what_an_editor_wrote_is_a_step_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.stage.look()
    desk.stage.write(CUES.replace("label: Red", "label: Outside"))
    await desk.stage.look()
    assert desk.label == "Outside"
    await desk.edit(RelabelCue("1", "Inside"))
    assert [step.what for step in (await desk.editor.history()).steps] == [
        "as it was found",
        "changed in an editor",
        "relabel cue 1",
    ]
    await desk.undo()
    assert desk.label == "Outside"
    await desk.undo()
    assert desk.label == "Red"
    desk.stage.night.close()


async def test_an_edit_is_made_in_what_is_on_disk_now(tmp_path: Path) -> None:
    """Somebody saved the file a moment ago and nobody has looked yet: neither change is lost."""
    desk = Desk(tmp_path)
    desk.stage.write(CUES.replace("label: Blue", "label: Outside"))
    assert (await desk.edit(RelabelCue("1", "Inside"))).ok
    assert [cue.label for cue in desk.stage.engine.show.lists["main"].cues[:2]] == ["Inside", "Outside"]
    desk.stage.night.close()


async def test_a_file_that_is_broken_on_disk_is_not_edited_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.stage.write("cues: [")
    answer = await desk.edit(RelabelCue("1", "X"))
    assert "mend its mistakes first" in answer.text
    assert desk.on_disk == "cues: ["
    desk.stage.night.close()


async def test_a_disk_that_takes_nothing_refuses_the_edit_and_loses_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "history").write_text("in the way")
    answer = await desk.edit(RelabelCue("1", "X"))
    assert not answer.ok
    assert "cannot be kept" in answer.text
    assert (desk.label, desk.on_disk) == ("Red", CUES)
    desk.stage.night.close()


async def test_an_edit_that_the_engine_does_not_take_is_taken_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    answer = await desk.edit(SetValue(("show", "fps"), 30))
    assert "fps is fixed for the night" in answer.text
    assert desk.on_disk == CUES
    assert (await desk.undo()).text == "there is nothing to undo"
    desk.stage.night.close()


async def test_a_look_is_recorded_and_a_cue_taken_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert (await desk.edit(RecordLook("new", {"lamp": {"color": "gold"}}), DeleteCue("4"))).ok
    assert "new" in desk.stage.engine.show.looks
    assert desk.on_disk.splitlines()[-1] == CUES.splitlines()[-1]
    desk.stage.night.close()


def test_the_history_keeps_more_than_a_hundred_steps_and_forgets_the_oldest_of_too_many(tmp_path: Path) -> None:
    history = read_history(tmp_path)
    for number in range(MOST_STEPS + 20):
        history = with_step(history, HistoryStep(f"edit {number}", "test", "now", hash_of(str(number))))
    keep_history(tmp_path, history, "the newest")
    history = read_history(tmp_path)
    assert len(history.steps) == MOST_STEPS >= 100
    assert history.steps[-1].what == f"edit {MOST_STEPS + 19}"
    for _ in range(MOST_STEPS - 1):
        back = moved(history, -1)
        assert back is not None
        history = back
    assert moved(history, -1) is None
    assert history.steps[history.current].what == "edit 20"


def test_a_history_that_is_broken_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text("{torn")
    assert read_history(tmp_path).steps == ()
    (tmp_path / "history.json").write_text('{"steps": [], "current": 7}')
    assert read_history(tmp_path).current == -1
