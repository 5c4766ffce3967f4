"""Beside station 2. What becomes of a story: it opens, tales come and wait, a person lets them through, they go. Pure.

When a tale is shown is settled as it is let through: after those before it, each for its time. What shows of it is
``frame/telling``'s.
"""

from bisect import bisect_right
from collections.abc import Mapping
from operator import itemgetter

from controller.model.intent import Intent
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.signs import cut
from controller.model.state import ShowState
from controller.model.story import (
    MOST_AHEAD,
    MOST_TOLD,
    MOST_WAITING,
    TOLD_SLOTS,
    UNREAD_S,
    Shown,
    Stories,
    Story,
    Tale,
    Telling,
)
from controller.model.story_view import MOST_READ, NO_TALES, StoryOutline, StoryView, TalesView, TaleView
from controller.model.units import ticks
from controller.model.visits import Tales


def open_one(state: ShowState) -> Telling | None:
    """Give the story that is open, or None."""
    telling = state.stories.telling
    return telling if telling is not None and state.tick < telling.ends_tick else None


def opened(show: Show, state: ShowState, story: Story) -> tuple[ShowState, int]:
    """Open a story at the state's tick.

    Returns:
        The state, and how many tales of the story before are dropped that still waited.
    """
    before = state.stories.telling
    telling = Telling(story.id, state.tick, state.tick + ticks(story.open_s, show.fps))
    dropped = 0 if before is None else len(before.waiting)
    return replace(state, stories=replace(state.stories, telling=telling)), dropped


def told(show: Show, state: ShowState, telling: Telling, given: Mapping[str, str]) -> tuple[ShowState, str]:
    """Let tales wait, in their order; one takes the place of what its visitor told before, at the end of the queue.

    Args:
        show: what is played.
        state: at the tick of the tales.
        telling: the one that is open.
        given: visitor → one plain line.

    Returns:
        The state, and why the last of those that were left out was; empty = none was.
    """
    story, tick, fps = show.stories[telling.story], state.tick, show.fps
    rests = telling.told[bisect_right(telling.told, tick - ticks(story.every_s, fps), key=itemgetter(1)) :]
    last = dict(rests)
    waiting = {tale.visitor: tale for tale in telling.waiting}
    number, why = state.stories.tales, ""
    for visitor, written in given.items():
        if visitor in last:
            why = f"the same visitor can tell once in {story.every_s:g} s"
        elif (len(waiting) >= MOST_WAITING and visitor not in waiting) or len(last) >= MOST_TOLD:
            why = f"{len(waiting)} tales wait to be read; nobody else can tell one until somebody has read them"
        elif text := cut(written, story.longest):
            number += 1
            waiting.pop(visitor, None)
            waiting[visitor] = Tale(number, visitor, text, tick)
            last[visitor] = tick
        else:
            why = "there is nothing to read in it"
    came = number - state.stories.tales
    if not came:
        return state, why
    after = replace(
        telling,
        waiting=tuple(waiting.values()),
        told=(*rests, *((visitor, tick) for visitor in list(last)[len(rests) :])),
        tales=telling.tales + came,
    )
    return replace(state, stories=replace(state.stories, telling=after, tales=number)), why


def chosen(show: Show, state: ShowState, number: int) -> tuple[Tale | None, str]:
    """Find a tale that waits; 0 = the one that has waited for longest, of those that somebody can have read.

    Returns:
        It, or why there is none.
    """
    telling = state.stories.telling
    waiting = () if telling is None else telling.waiting
    if number:
        found = next((tale for tale in waiting if tale.number == number), None)
        return found, "" if found else f"tale {number} does not wait any more; its visitor may have told another"
    unread = ticks(UNREAD_S, show.fps)
    found = next((tale for tale in waiting if state.tick - tale.tick >= unread), None)
    return found, "" if found else "no tale waits that somebody can have read"


def let_through(show: Show, state: ShowState, tale: Tale) -> tuple[ShowState, str]:
    """Show a tale that waits: at once, or after those before it.

    Returns:
        The state, and why it is the same; empty = it is not.
    """
    stories, tick = state.stories, state.tick
    telling = stories.telling
    ahead = sum(each.from_tick > tick for each in stories.shown)
    if ahead >= MOST_AHEAD:
        return state, f"{ahead} tales were let through and have not begun; let some of them pass first"
    if telling is None:
        return state, "no story is open"
    begins = max(tick, stories.shown[-1].until_tick) if stories.shown else tick
    until = begins + ticks(show.stories[telling.story].shows_s, show.fps)
    shown = Shown(stories.next_serial, telling.story, tale.text, begins, until)
    after = _without(state, telling, tale, shown=telling.shown + 1)
    kept = (*stories.shown, shown)[-TOLD_SLOTS:]
    return replace(after, stories=replace(after.stories, shown=kept)), ""


def let_go(state: ShowState, tale: Tale) -> ShowState:
    """Refuse a tale that waits."""
    telling = state.stories.telling
    return state if telling is None else _without(state, telling, tale, refused=telling.refused + 1)


def hidden(state: ShowState) -> ShowState | None:
    """Take off what is shown, so that nobody sees it any more, and let the next one come; None = nothing is shown."""
    stories, tick = state.stories, state.tick
    now = stories.at(tick)
    if now is None:
        return None
    gained = now.until_tick - tick
    shown = tuple(
        replace(each, text="", until_tick=tick) if each is now
        else replace(each, from_tick=each.from_tick - gained, until_tick=each.until_tick - gained)
        if each.serial > now.serial else each
        for each in stories.shown
    )  # fmt: skip
    return replace(state, stories=replace(stories, shown=shown))


def closed(show: Show, state: ShowState) -> tuple[ShowState, str]:
    """Close what is open; what waits may still be let through, and what was goes in its own time.

    Returns:
        The state, and what was closed in words; empty if nothing was.
    """
    telling = open_one(state)
    if telling is None:
        return state, ""
    ended = replace(telling, ends_tick=state.tick) if telling.waiting else None
    return replace(state, stories=replace(state.stories, telling=ended)), words(show, telling)


def cleared(show: Show, state: ShowState) -> tuple[ShowState, str]:
    """Close what is open, drop what waits, and take off what is shown and all that was let through.

    Returns:
        The state, and what was cleared in words; empty if there was nothing.
    """
    stories, tick = state.stories, state.tick
    is_shown = bool(stories.shown) and stories.shown[-1].until_tick > tick
    if stories.telling is None and not is_shown:
        return state, ""
    shown = tuple(
        replace(each, text="", from_tick=min(each.from_tick, tick), until_tick=min(each.until_tick, tick))
        for each in stories.shown
    )
    said = "what visitors told is taken off" if stories.telling is None else f"{words(show, stories.telling)}, cleared"
    return replace(state, stories=replace(stories, telling=None, shown=shown)), said


def moves_by(state: ShowState, tick: int) -> bool:
    """Whether a story ends by itself up to a tick, or a tale comes or goes."""
    stories, now = state.stories, state.tick
    if stories.telling is not None and now < stories.telling.ends_tick <= tick:
        return True
    if not stories.shown or stories.shown[-1].until_tick <= now:
        return False
    return any(now < each.from_tick <= tick or now < each.until_tick <= tick for each in stories.shown)


def look(show: Show, state: ShowState, *, since: int) -> tuple[ShowState, list[tuple[int, str]]]:
    """Let time go on.

    Args:
        show: what is played.
        state: at the tick that was reached.
        since: the tick before.

    Returns:
        The state, and what has come or ended by itself, when, in words.
    """
    stories, tick = state.stories, state.tick
    if not stories.shown and stories.telling is None:
        return state, []
    said = [
        (each.from_tick, f"story {each.story} shows “{each.text}”")
        for each in stories.shown
        if since < each.from_tick <= tick and each.text
    ]
    went = any(since < each.until_tick <= tick for each in stories.shown)
    telling = stories.telling
    if telling is not None and since < telling.ends_tick <= tick:
        said.append((telling.ends_tick, words(show, telling)))
        stories = replace(stories, telling=telling if telling.waiting else None)
    if said or went:
        state = replace(state, stories=stories, revision=state.revision + 1)
    return state, said


def kept(new: Show, state: ShowState) -> ShowState:
    """Let stories go on under another show, by their names; what has none there is gone, and is taken off."""
    stories = state.stories
    telling = stories.telling if stories.telling is not None and stories.telling.story in new.stories else None
    if telling is not None:
        longest = new.stories[telling.story].longest
        telling = replace(telling, waiting=tuple(_shortened(tale, longest) for tale in telling.waiting))
    shown = tuple(
        each if each.story in new.stories else replace(each, text="", until_tick=min(each.until_tick, state.tick))
        for each in stories.shown
    )
    if telling == stories.telling and shown == stories.shown:
        return state
    return replace(state, stories=replace(stories, telling=telling, shown=shown))


def words(show: Show, telling: Telling) -> str:
    """Say how much was told."""
    count = telling.tales
    came = "nobody told" if not count else "1 tale" if count == 1 else f"{count} tales"
    waits = len(telling.waiting)
    wait = "" if not waits else f", {waits} of them wait" if waits > 1 else ", 1 of them waits"
    return f"story “{show.stories[telling.story].ask}”: {came}{wait}"


def waits_for(state: ShowState, intent: Intent) -> tuple[str, ...]:
    """Name the visitors who have just told a tale that waits now; of other intents there is nobody."""
    telling = state.stories.telling
    if not isinstance(intent, Tales) or telling is None or telling.story != intent.story:
        return ()
    return tuple(tale.visitor for tale in telling.waiting if tale.tick == state.tick and tale.visitor in intent.told)


def views(show: Show, state: ShowState) -> tuple[StoryView, ...]:
    """Say how every story is."""
    return tuple(_view(show, state, story) for story in show.stories.values())


def tales(show: Show, state: ShowState) -> TalesView:
    """Say what waits and what is shown."""
    if not show.stories:
        return NO_TALES
    stories, tick, fps = state.stories, state.tick, show.fps
    waiting = () if stories.telling is None else stories.telling.waiting[:MOST_READ]
    now = stories.at(tick)
    return TalesView(
        waiting=tuple(TaleView(tale.number, tale.text, (tick - tale.tick) / fps) for tale in waiting),
        shown="" if now is None else now.text,
        remaining_s=0.0 if now is None else (now.until_tick - tick) / fps,
        ahead=sum(each.from_tick > tick for each in stories.shown),
    )


def outlines(show: Show) -> tuple[StoryOutline, ...]:
    """Describe the still part of every story."""
    return tuple(
        StoryOutline(each.id, each.ask, each.on, each.longest, each.open_s, each.shows_s, each.every_s)
        for each in show.stories.values()
    )


def texts_of(show: Show, stories: Stories) -> dict[str, dict[int, str]]:
    """Say what the numbers of text channels mean that visitors' tales have: fixture → number → text."""
    if not show.stories:
        return {}
    rig = show.rig
    names = {
        story.id: frozenset(rig.fixtures[int(rig.cell_fixture[cell])].id for cell in story.cells)
        for story in show.stories.values()
    }
    return {
        name: {each.slot: each.text if name in names.get(each.story, ()) else "" for each in stories.shown}
        for name in sorted(frozenset[str]().union(*names.values()))
    }


def _without(
    state: ShowState, telling: Telling, tale: Tale, *, shown: int | None = None, refused: int | None = None
) -> ShowState:
    """Take a tale out of those that wait; a story that is closed and has none left is over."""
    waiting = tuple(each for each in telling.waiting if each is not tale)
    after = replace(
        telling,
        waiting=waiting,
        shown=telling.shown if shown is None else shown,
        refused=telling.refused if refused is None else refused,
    )
    is_over = not waiting and state.tick >= telling.ends_tick
    return replace(state, stories=replace(state.stories, telling=None if is_over else after))


def _shortened(tale: Tale, longest: int) -> Tale:
    text = cut(tale.text, longest)
    return tale if text == tale.text else replace(tale, text=text)


def _view(show: Show, state: ShowState, story: Story) -> StoryView:
    telling = state.stories.telling
    if telling is None or telling.story != story.id:
        return StoryView(
            story.id, "closed", 0, is_full=False, tales=0, shown=0, refused=0, remaining_s=None, opened_tick=None
        )
    is_open = state.tick < telling.ends_tick
    return StoryView(
        id=story.id,
        state="open" if is_open else "ending",
        waiting=len(telling.waiting),
        is_full=len(telling.waiting) >= MOST_WAITING,
        tales=telling.tales,
        shown=telling.shown,
        refused=telling.refused,
        remaining_s=(telling.ends_tick - state.tick) / show.fps if is_open else None,
        opened_tick=telling.opened_tick if is_open else None,
    )
