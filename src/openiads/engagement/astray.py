"""Rounds astray: they have lost what they were fired at, and fly on to something else, whosever it is.

Nobody guides them, and they occupy no channel.  Our rules throughout; what such a round finds is `fly_on`.
"""

from __future__ import annotations

from openiads.engagement.fly_on import Onward, battery_of, collides, looks_on, mechanisms_at, place_of_round
from openiads.engagement.lethality import shot_chance
from openiads.engagement.outcome import (
    bring_down,
    cripple,
    doomed,
    leave,
    retire,
    target_gone,
)
from openiads.engagement.reach.fly_out_tables import Envelope, in_envelope
from openiads.ground.compiled import part
from openiads.ground.course import place_of
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.frames import Place, between, length_of
from openiads.state.constants import METRE
from openiads.state.events import log
from openiads.state.planes import (
    Shot,
    ShotKey,
    Tally,
    Target,
    TargetKey,
    TruthKey,
)
from openiads.state.state import State
from openiads.state.truth import course_at, is_ballistic, place_at
from openiads.state.words import (
    Flight,
    Happening,
    Lost,
    Mechanism,
    Phase,
    Side,
)
from openiads.state.world import World


@part
def go_astray(state: State, world: World, r: int, onward: Onward, time: float) -> None:
    """Round `r` leaves its channel at `time` [s] and flies on; a flight is fired at wrongly by that."""
    leave(state, world, r, time)
    b, n = battery_of(state, r), onward.target
    here = place_of_round(state, r, time)
    f, keys = state.rounds_f, state.rounds_i
    f[Shot.X, r], f[Shot.Y, r], f[Shot.Z, r] = here
    f[Shot.MOVED, r], f[Shot.PACE, r], f[Shot.UNTIL, r] = time, onward.pace, onward.until
    before, serial = keys[ShotKey.OBJECT, r], keys[ShotKey.SERIAL, r]
    keys[ShotKey.FLYING, r], keys[ShotKey.OBJECT, r] = Flight.ASTRAY, n
    log(state, Phase.GUIDE, Happening.FLEW_ON, before, serial, time, b, float(n))
    state.truth_i[TruthKey.STRAYS, n] += 1
    home(state, world, r, time)
    side = world.target_i[TargetKey.SIDE, n]
    if side != Side.HOSTILE and state.truth_i[TruthKey.ENGAGED, n] == 0:
        log(state, Phase.GUIDE, Happening.WRONG_ENGAGEMENT, n, serial, time, b, float(side))
        bits = mechanisms_at(state, world, b, n) | Mechanism.FLEW_ON
        state.truth_i[TruthKey.MECHANISMS, n] = bits
    state.truth_i[TruthKey.ENGAGED, n] = 1


@part
def home(state: State, world: World, r: int, time: float) -> None:
    """Aim round `r`, which is astray, anew: where it meets its target, else straight on to where it ends.

    It starts from where it is at `time` [s].
    """
    f, n = state.rounds_f, state.rounds_i[ShotKey.OBJECT, r]
    here = Place(f[Shot.X, r], f[Shot.Y, r], f[Shot.Z, r])
    pace, left = f[Shot.PACE, r], f[Shot.UNTIL, r] - time
    course = course_at(state, world, n, time)
    lead = collides(between(here, place_of(course)), course, pace)
    meets = lead <= left
    state.rounds_i[ShotKey.REACHES, r] = 1 if meets else 0
    if meets:
        f[Shot.AIM_X, r] = course.x + lead * course.vx
        f[Shot.AIM_Y, r] = course.y + lead * course.vy
        f[Shot.AIM_Z, r] = course.z + lead * course.vz
        f[Shot.INTERCEPT, r] = time + lead
        return
    ahead = between(here, Place(f[Shot.AIM_X, r], f[Shot.AIM_Y, r], f[Shot.AIM_Z, r]))
    far = length_of(ahead)
    stretch = pace * max(left, 0.0) / far if far > 0.0 else 0.0
    f[Shot.AIM_X, r] = here.x + stretch * ahead.x
    f[Shot.AIM_Y, r] = here.y + stretch * ahead.y
    f[Shot.AIM_Z, r] = here.z + stretch * ahead.z
    f[Shot.INTERCEPT, r] = max(f[Shot.UNTIL, r], time)


@part
def give_up(state: State, world: World, r: int, time: float, why: int) -> None:
    """Round `r` has lost its target at `time` [s], as `Lost` tells: it flies on to another, or is no more."""
    onward = looks_on(state, world, r, time)
    if onward.target >= 0:
        go_astray(state, world, r, onward, time)
    else:
        retire(state, world, r, Happening.LOST, time, float(why))


@part
def abandon(state: State, world: World, n: int, time: float) -> None:
    """Rounds that are guided to target `n` find it gone."""
    for other in range(state.rounds_i.shape[1]):
        guided = state.rounds_i[ShotKey.FLYING, other] == Flight.GUIDED
        if guided and state.rounds_i[ShotKey.OBJECT, other] == n:
            give_up(state, world, other, time, Lost.TARGET_GONE.value)


@part
def may_meet(state: State, world: World, r: int, n: int, time: float) -> bool:
    """Whether target `n` is at `time` [s] where round `r` reaches as published."""
    published = Envelope(
        battery_of(state, r), state.rounds_i[ShotKey.TYPE, r], 1.0, METRE, is_ballistic(world, n)
    )
    return in_envelope(world, published, place_at(state, world, n, time))


@part
def end_astray(state: State, world: World, r: int, time: float) -> None:
    """Round `r`, which is astray, meets what it flew on to, or destroys itself.

    Luck goes by the shot that it was at first and by what it meets now.
    """
    n, b, serial = state.rounds_i[ShotKey.OBJECT, r], battery_of(state, r), state.rounds_i[ShotKey.SERIAL, r]
    state.rounds_i[ShotKey.FLYING, r] = Flight.OVER
    gone = target_gone(state, r) <= time
    if gone or state.rounds_i[ShotKey.REACHES, r] == 0 or not may_meet(state, world, r, n, time):
        why = Lost.TARGET_GONE.value if gone else Lost.OUT_OF_REACH.value
        log(state, Phase.GUIDE, Happening.LOST, n, serial, time, b, float(why))
        return
    chance = shot_chance(state, world, r, time)
    first = world.target_i[TargetKey.IDENT, state.rounds_i[ShotKey.AT_FIRST, r]]
    luck, share, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], state.rounds_i[ShotKey.ORDINAL, r],
        Stream.ASTRAY, world.target_i[TargetKey.IDENT, n], first,
    )  # fmt: skip
    if uniform(luck) >= chance or doomed(state, world, n):
        log(state, Phase.GUIDE, Happening.MISS, n, serial, time, b, chance)
    elif uniform(share) < world.target_f[Target.MISSION_KILL_SHARE, n]:
        cripple(state, n, b, time)
        log(state, Phase.GUIDE, Happening.MISSION_KILL, n, serial, time, b, chance)
    else:
        bring_down(state, world, n, b, time)
        log(state, Phase.GUIDE, Happening.KILL, n, serial, time, b, chance)
        abandon(state, world, n, time)
