"""What people are shown of a show and its state: the still outline, the moving snapshot. Looking never writes."""

from collections.abc import Callable, Iterable
from typing import Literal

from controller.model.cue import CueList, Follow
from controller.model.on_demand import Numbers, Places
from controller.model.outline import (
    CueOutline,
    FaultOutline,
    LooseningOutline,
    OptionOutline,
    RecoveryOutline,
    ShowOutline,
    SubmasterOutline,
    VoteOutline,
)
from controller.model.policy import MOST_FLASHES, Policy
from controller.model.programmer import Hold
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.snapshot import (
    EngineView,
    HoldView,
    ListView,
    NodeView,
    Snapshot,
    SoloView,
    SubmasterView,
    TempoView,
    ZoneView,
)
from controller.model.state import ListState, Record, ShowState
from controller.model.units import color_words
from controller.show import cues, telling
from controller.show.director import answers
from controller.show.drawn import drawn_cells
from controller.show.fixture_series import series_fixtures
from controller.show.incidents.views import views as trouble_views
from controller.show.keeping_time import view as timecode_view
from controller.show.painting import outlines as paint_outlines
from controller.show.painting import views as paint_views
from controller.show.reducers.playback import lockout_ticks
from controller.show.sensing import views as sensor_views
from controller.show.voting import views as vote_views


def outline(show: Show, night: str, reached: Callable[[str], Cells]) -> ShowOutline:
    """Describe the still part of a show.

    Args:
        show: which.
        night: name of the night.
        reached: gives the cells a declared fault reaches.
    """
    return ShowOutline(
        name=show.name,
        hash=show.hash,
        fps=show.fps,
        night=night,
        positions=Places(show.rig.position),
        fixtures=series_fixtures(show),
        zones={name: Numbers(cells) for name, cells in show.rig.zones.items()},
        cues=tuple(
            CueOutline(cue_list.id, cue.number, cue.label, cue.notes, cue.fade_s, follow_words(cue.follow))
            for cue_list in show.lists.values()
            for cue in cue_list.cues
        ),
        faults=tuple(
            FaultOutline(
                id=fault.id,
                label=fault.label,
                kind=fault.kind.value,
                zone=fault.zone,
                share=fault.share,
                amount=fault.amount,
                limit_s=fault.limit_s,
                cells=Numbers(reached(fault.id)),
            )
            for fault in show.faults.values()
        ),
        recoveries=tuple(
            RecoveryOutline(
                id=recovery.id,
                label=recovery.label,
                mode=recovery.mode,
                phases=tuple(phase.operator for phase in recovery.phases if not phase.is_rest),
                seconds=recovery.seconds,
                answers=tuple(t for t in (*show.faults, *show.found) if answers(show, recovery, t)),
            )
            for recovery in show.recoveries.values()
        ),
        submasters=tuple(
            SubmasterOutline(each.id, each.label, each.mode, Numbers(each.cells)) for each in show.submasters.values()
        ),
        loosening=_loosening(show.policy),
        votes=_votes(show),
        paintings=paint_outlines(show),
        stories=telling.outlines(show),
        drawn=Numbers(drawn_cells(show.rig)),
    )


def _votes(show: Show) -> tuple[VoteOutline, ...]:
    return tuple(
        VoteOutline(
            id=vote.id,
            ask=vote.ask,
            options=tuple(OptionOutline(option.label, option.does) for option in vote.options),
            seconds=vote.open_s,
            least=vote.least,
            tie=vote.tie,
        )
        for vote in show.votes.values()
    )


def _loosening(policy: Policy) -> LooseningOutline | None:
    loosen, strict = policy.loosen, max(1, min(MOST_FLASHES, policy.flashes_per_second))
    if loosen is None:
        return None
    return LooseningOutline(loosen.responsible, loosen.flashes_per_second, loosen.long_runs, strict)


def snapshot(
    show: Show,
    state: ShowState,
    *,
    night: str,
    nodes: tuple[NodeView, ...],
    engine: EngineView,
    log: Iterable[Record],
) -> Snapshot:
    """Describe everything that moves, at the state's tick."""
    faults, incidents = trouble_views(show, state)
    return Snapshot(
        revision=state.revision,
        night=night,
        tick=state.tick,
        seconds=state.tick / show.fps,
        grand_master=state.grand_master,
        blackout=state.blackout,
        panic=panic_word(state),
        go_lockout_s=lockout_ticks(show, state) / show.fps,
        lists=tuple(_list_view(show, entry, show.lists[entry.id], state.tick) for entry in state.lists),
        faults=faults,
        incidents=incidents,
        nodes=nodes,
        engine=engine,
        log=tuple(log),
        submasters=_submaster_views(show, state),
        zones=_zone_views(show, state),
        programmer=tuple(_hold_view(hold) for hold in state.programmer if hold.covered_tick is None),
        solo=None if state.solo is None else SoloView(state.solo.selector, state.solo.level),
        tempo=TempoView(state.tempo.bpm, state.tempo.beats(state.tick, show.fps)),
        sensors=sensor_views(show, state),
        timecode=timecode_view(show, state),
        votes=vote_views(show, state),
        paintings=paint_views(show, state),
        stories=telling.views(show, state),
        tales=telling.tales(show, state),
    )


def follow_words(follow: Follow | None) -> str:
    """Say when the next cue goes by itself; empty when it waits for GO."""
    if follow is None:
        return ""
    if follow.after == "mended":
        return "when mended"
    if follow.after == "beats":
        return f"after {follow.seconds:g} beats"
    if follow.after == "clock":
        hour, minute, second = (int(follow.seconds) // 3600, int(follow.seconds) // 60 % 60, int(follow.seconds) % 60)
        return f"at {hour:02}:{minute:02}" + (f":{second:02}" if second else "")
    return f"{follow.seconds:g} s after {'GO' if follow.after == 'go' else 'the fade'}"


def panic_word(state: ShowState) -> Literal["off", "fading", "on", "releasing"]:
    """Say in one word where PANIC stands."""
    if state.panic is None:
        return "off"
    if state.panic.release_tick is not None:
        return "releasing"
    return "on" if state.panic.weight(state.tick) >= 1 else "fading"


def _list_view(show: Show, entry: ListState, cue_list: CueList, tick: int) -> ListView:
    time = entry.time(tick)
    step = entry.steps[-1] if entry.steps else None
    progress = 1.0 if step is None else step.progress(time)
    left = 0 if step is None else max(0, step.start_tick + step.fade_ticks - time)
    due = cues.follow_tick(entry, cue_list, show.fps)
    phase: Literal["idle", "fading", "holding", "paused"] = "idle" if step is None or step.cue is None else "holding"
    if progress < 1:
        phase = "fading"
    if entry.paused_tick is not None:
        phase = "paused"
    return ListView(
        id=entry.id,
        current=entry.current,
        standby=entry.standby,
        phase=phase,
        progress=progress,
        remaining_s=left / show.fps,
        follow_s=None if due is None else max(0, due - time) / show.fps,
        waiting=None if entry.waiting is None else entry.waiting.cue,
        wait_s=None if entry.waiting is None else max(0, entry.waiting.start_tick - time) / show.fps,
        loop_left=_loop_left(entry, cue_list),
    )


def _submaster_views(show: Show, state: ShowState) -> tuple[SubmasterView, ...]:
    moved = {fader.id: fader.target for fader in state.submasters}
    flashing = {flash.submaster for flash in state.flashes}
    return tuple(
        SubmasterView(each.id, moved.get(each.id, each.level), each.id in flashing) for each in show.submasters.values()
    )


def _hold_view(hold: Hold) -> HoldView:
    value = hold.value
    if not isinstance(value, str):
        value = color_words((value[0], value[1], value[2])) if len(value) == 3 else f"{value[0]:.0%}"
    return HoldView(hold.who, hold.selector, hold.attribute, value, hold.released_tick is not None)


def _zone_views(show: Show, state: ShowState) -> tuple[ZoneView, ...]:
    moved = {fader.zone: fader.level for fader in state.zone_levels}
    return tuple(ZoneView(zone, moved.get(zone, 1.0)) for zone in show.rig.zones)


def _loop_left(entry: ListState, cue_list: CueList) -> int | None:
    cue = cue_list.cue(entry.current)
    if cue is None or cue.loop is None or cue.loop.count is None:
        return None
    return max(0, cue.loop.count - dict(entry.loops).get(cue.number, 0)) if entry.standby == cue.loop.to else 0
