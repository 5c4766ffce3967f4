"""Station 6. Looks and fades → cell values, over all cue lists by priority.

Takes the state and the tick; writes the canvas; remembers nothing but what the show says. A picture in which nothing
moves is painted once and copied from then on; a fade of one list mixes two flat pictures in buffers made at load.
Cells that no cue tells apart are painted as one (see ``folding``).
"""

from collections import OrderedDict
from typing import Final, TypeAlias

from controller.frame.canvas import Canvas
from controller.frame.folding import Folding
from controller.frame.playback.fading import Scratch, mix_flat, mix_layers
from controller.frame.playback.kept import kept
from controller.frame.playback.layers import (
    Layer,
    copied,
    flatten,
    highest,
    home_of,
    over,
    shares_weights,
    spread,
)
from controller.frame.playback.merge import Merge, Playing, reaching
from controller.frame.playback.targets import Targets
from controller.frame.playback.timing import Amount, Timings
from controller.model.show import Show
from controller.model.state import ListState, ShowState, Transition

CACHED_FLAT = 4
"""Flat pictures that are kept for fades."""
CACHED_ABOVE = 2
"""Layers that are kept for effects below them."""
MOST_AHEAD: Final = 1 << 16
"""Pictures of more cells than this are not painted before their cue goes: the time between two frames is short."""

_Still: TypeAlias = tuple[tuple[str, tuple[Transition, ...], int | None], ...]


class Playback:
    """The playback stage of one show."""

    def __init__(self, show: Show, folding: Folding | None = None) -> None:
        """Make room.

        Args:
            show: whose.
            folding: of its cells; None = each is painted by itself.
        """
        self._folding = folding
        self._show = show = show if folding is None else folding.show
        cells, parameters = show.rig.cell_count, len(show.patch.parameter_channel)
        self._places = {name: place for place, name in enumerate(show.lists)}
        self._home = home_of(show.patch)
        self._targets = Targets(show)
        self._timings = Timings(show)
        self._scratch = Scratch()
        self._work = copied(self._targets.empty)
        self._merge = Merge(self._targets, self._timings, self._scratch, len(show.lists))
        self._flat: OrderedDict[tuple[str, str], Canvas] = OrderedDict()
        self._above: OrderedDict[tuple[_Still, int], Layer] = OrderedDict()
        self._still: _Still | None = None
        self._ahead: tuple[Layer, Canvas] | None = None
        self._lists: tuple[ListState, ...] = ()
        self._picture = Canvas.blank(cells, parameters)

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Write what all cue lists together say; unset cells are dark and white."""
        still = _standing_still(state, tick)
        is_known = still is not None and still == self._still
        if self._folding is not None:
            if not is_known:
                self._draw(state, tick, self._picture)
            canvas.fold(self._picture, self._folding)
        elif is_known:
            canvas.take(self._picture)
        else:
            self._draw(state, tick, canvas)
            if still is not None:
                self._picture.take(canvas)
        self._still = still

    def _draw(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Work the picture out."""
        playing = self._playing(state, tick)
        if len(playing) != 1 or not self._crossfade(playing[0], canvas):
            flatten(self._stacked(playing), canvas, self._home)

    def prepare(self, state: ShowState) -> None:
        """Work out what the next GO will show, if one list alone plays; it changes how soon that shows, nothing else.

        Called when a frame has left and there is time; costs nothing as long as no list moved.
        """
        if state.lists is self._lists:
            return
        self._lists = state.lists
        playing = [entry for entry in state.lists if entry.steps]
        if len(playing) != 1 or len(self._targets.empty.level) > MOST_AHEAD:
            return
        entry = playing[0]
        cue_list = self._show.lists[entry.id]
        cue = cue_list.cue(entry.standby if entry.waiting is None else entry.waiting.cue)
        if cue is None or not self._targets.is_near(cue_list, cue.number):
            return
        layer = self._targets.ahead(cue_list, cue.number)
        if (entry.id, cue.number) not in self._flat:
            self._ahead = layer, self._flat_of(layer)

    def above(self, state: ShowState, tick: int, priority: int) -> Layer | None:
        """Give what the lists of higher priority than this hold together, None = there are none."""
        playing = self._playing(state, tick, over=priority)
        if not playing:
            return None
        still = _standing_still(state, tick)
        if still is None:
            return self._spread(self._stacked(playing))
        return kept(self._above, (still, priority), CACHED_ABOVE, lambda: self._spread(self._stacked(playing)))

    def _spread(self, layer: Layer) -> Layer:
        """Give every cell what its kind has."""
        return layer if self._folding is None else spread(layer, self._folding.kind)

    def _playing(self, state: ShowState, tick: int, over: int | None = None) -> tuple[Playing, ...]:
        """List what plays; ``over`` = only what has a higher priority."""
        return tuple(
            Playing(cue_list, self._places[entry.id], entry.steps, entry.time(tick))
            for entry in state.lists
            if entry.steps and (over is None or self._show.lists[entry.id].priority > over)
            for cue_list in (self._show.lists[entry.id],)
        )

    def _stacked(self, playing: tuple[Playing, ...]) -> Layer:
        """Lay the priorities over one another."""
        under = self._targets.empty
        for priority in sorted({each.cue_list.priority for each in playing}):
            equals = tuple(each for each in playing if each.cue_list.priority == priority)
            under = self._together(equals, under)
        return under

    def _together(self, equals: tuple[Playing, ...], under: Layer) -> Layer:
        """Give the picture of lists of one priority: the highest level of those that wish it so, else the latest."""
        if len(equals) == 1:
            return self._alone(equals[0], under)
        layer = self._merge.latest(equals, under)
        for each in equals:
            if each.cue_list.merge == "htp":
                layer = highest(layer, self._alone(each, self._targets.empty))
        return layer

    def _alone(self, playing: Playing, under: Layer) -> Layer:
        """Give the picture of one list by itself, over what lies under it."""
        base = playing.base()
        shown = self._over(under, playing, base)
        for i in range(base + 1, len(playing.steps)):
            amount = self._amount(playing, i, base)
            if amount is not None:
                out = self._work if under is self._targets.empty else copied(shown)
                mix_layers(shown, self._over(under, playing, i), amount, out, self._scratch)
                shown = out
        return copied(shown) if shown is self._work else shown

    def _amount(self, playing: Playing, index: int, base: int) -> Amount | None:
        """Say how far a step has come; one over fades that still run leaves alone what it does not move."""
        amount = self._timings.amount(playing.cue_list, playing.steps[index], playing.time)
        if amount is None or index == base + 1:
            return amount
        return reaching(amount, self._targets.moved(playing.cue_list, playing.steps, index, alone=True))

    def _over(self, under: Layer, playing: Playing, index: int) -> Layer:
        """Give the finished picture of a step over what lies under it; -1 = before all steps."""
        target = self._targets.target(playing.cue_list, playing.steps[index].cue if index >= 0 else None)
        return target if under is self._targets.empty else over(under, target)

    def _crossfade(self, playing: Playing, canvas: Canvas) -> bool:
        """Paint a single list whose pictures all set the same attributes; False = it is not of that kind."""
        base = playing.base()
        if base < 0:
            return False
        numbers = [step.cue for step in playing.steps[base:]]
        layers = [self._targets.target(playing.cue_list, number) for number in numbers]
        if not all(shares_weights(layer, layers[0]) for layer in layers):
            return False
        shown = self._flattened(playing, numbers[0], layers[0])
        for i, (number, layer) in enumerate(zip(numbers[1:], layers[1:], strict=True), base + 1):
            amount = self._amount(playing, i, base)
            if amount is not None:
                mix_flat(shown, self._flattened(playing, number, layer), amount, canvas, self._scratch)
                shown = canvas
        if shown is not canvas:
            canvas.take(shown)
        return True

    def _flattened(self, playing: Playing, number: str | None, layer: Layer) -> Canvas:
        """Flatten the finished picture of a cue."""
        return kept(self._flat, (playing.cue_list.id, number or ""), CACHED_FLAT, lambda: self._flat_of(layer))

    def _flat_of(self, layer: Layer) -> Canvas:
        """Flatten a picture, unless that was done ahead."""
        if self._ahead is not None and self._ahead[0] is layer:
            return self._ahead[1]
        made = Canvas.blank(len(layer.level), len(layer.values))
        flatten(layer, made, self._home)
        return made


def _standing_still(state: ShowState, tick: int) -> _Still | None:
    """Say what all lists show if nothing in it moves with time, or None."""
    shown: list[tuple[str, tuple[Transition, ...], int | None]] = []
    for entry in state.lists:
        time = entry.time(tick)
        is_running = any(step.progress(time) < 1 for step in entry.steps)
        if is_running and entry.paused_tick is None:
            return None
        shown.append((entry.id, entry.steps, time if is_running else None))
    return tuple(shown)
