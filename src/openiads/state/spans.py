"""What kept radars from seeing a raider, by the span in which it did: for the story of a leaker.

Spans end at the moments that a story tells: its first detection, then its first track; from then on until it
might be fired at, only the time without a track is one.  Radars look one after the other through a step, and
what became of the plots of a cycle is known at its end: a look may turn out to have come after a moment.

Our own: bookkeeping.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.state.clock import HAIR
from openiads.state.planes import Tally, TargetKey, Truth, TruthKey, Unseen
from openiads.state.state import State
from openiads.state.words import Fate, Overflow, Side, Stage
from openiads.state.world import Floats, Integers, World

TO_TRACK = TruthKey.FAINT_TO_TRACK - TruthKey.FAINT
UNTRACKED = TruthKey.FAINT_UNTRACKED - TruthKey.FAINT
"""From the planes of the first span to those of the others."""
NOWHERE = -1
"""No plane: looks while a track stands for a raider explain nothing."""


@part
def note_in_vain(state: State, world: World, n: int, time: float, why: int) -> None:
    """Count a look that had target `n` in sight at `time` [s] and found nothing, if that is a raider.

    `why` is `TruthKey.FAINT` or `DROWNED`.
    """
    if world.target_i[TargetKey.SIDE, n] != Side.HOSTILE or state.truth_i[TruthKey.FATE, n] != Fate.NONE:
        return
    truth = state.truth_f
    if math.isnan(truth[Truth.FIRST_TRACK, n]):
        seen = truth[Truth.FIRST_DETECTION, n] <= time
        count(state.tally, state.truth_i, state.unseen, n, time, why + TO_TRACK if seen else why)
    elif (
        math.isnan(state.reached[Stage.ENGAGEABLE, n])
        and time - truth[Truth.TRACKED, n] - world.clock.cycle > HAIR
    ):
        state.truth_i[why + UNTRACKED, n] += 1


@part
def note_masked(state: State, world: World, n: int, since: float, until: float) -> None:
    """Add a time [since, until) that the ground hid raider `n` again."""
    truth = state.truth_f
    if math.isnan(truth[Truth.FIRST_DETECTION, n]):
        truth[Truth.MASKED, n] += until - since
    elif math.isnan(truth[Truth.FIRST_TRACK, n]):
        truth[Truth.MASKED_TO_TRACK, n] += until - since
    else:
        lost = truth[Truth.TRACKED, n] + world.clock.cycle
        truth[Truth.MASKED_UNTRACKED, n] += max(until - max(since, lost), 0.0)


@part
def note_first_seen(state: State, n: int, time: float) -> None:
    """Target `n` was first detected at `time` [s]: looks from then on count in the next span."""
    recount(state.tally, state.truth_i, state.unseen, n, time, TruthKey.FAINT, TruthKey.FAINT_TO_TRACK)


@part
def note_first_tracked(state: State, n: int, time: float) -> None:
    """Target `n` was first tracked at `time` [s]: looks from then on count no more."""
    recount(state.tally, state.truth_i, state.unseen, n, time, TruthKey.FAINT_TO_TRACK, NOWHERE)


@kernel
def count(tally: Integers, keys: Integers, unseen: Floats, n: int, time: float, key: int) -> None:
    """Count a look at `time` [s] under a key, and keep it a cycle long; without room the tile runs again."""
    row = tally[Tally.UNSEEN]
    if row >= unseen.shape[1]:
        tally[Tally.OVERFLOW] |= Overflow.PLOTS
        return
    unseen[Unseen.TARGET, row] = n
    unseen[Unseen.TIME, row] = time
    unseen[Unseen.COUNTED, row] = key
    tally[Tally.UNSEEN] = row + 1
    keys[key, n] += 1


@kernel
def recount(
    tally: Integers, keys: Integers, unseen: Floats, n: int, since: float, span: int, then: int
) -> None:
    """Count anew the looks of this cycle at target `n` that came at `since` [s] or later.

    `span` and `then` are the first planes of the span that ended, in which they count, and of the next.
    """
    for row in range(tally[Tally.UNSEEN]):
        why = int(unseen[Unseen.COUNTED, row]) - span
        late = unseen[Unseen.TARGET, row] == n and unseen[Unseen.TIME, row] >= since
        if late and 0 <= why < TO_TRACK:
            keys[span + why, n] -= 1
            unseen[Unseen.COUNTED, row] = then + why
            if then != NOWHERE:
                keys[then + why, n] += 1
