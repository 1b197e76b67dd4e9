"""A track is given to a fire channel of a battery: with which round, how many, and from when on."""

from __future__ import annotations

import math

from openiads.engagement.consider import Question, faces_at, still_left, time_to_launch, turn_needed
from openiads.engagement.doctrine.shoot_look_shoot import shots_at_once
from openiads.engagement.reach.fly_out_tables import Intent
from openiads.ground.compiled import part
from openiads.ground.course import place_of
from openiads.state.channels import Designation, free_channel, salvos_fired, take
from openiads.state.events import NOBODY, log
from openiads.state.ladder import climb
from openiads.state.planes import Battery, Fire, Pair, TrackKey
from openiads.state.reports import course_reported
from openiads.state.state import State
from openiads.state.words import Happening, Phase, Sight, Stage
from openiads.state.world import World


@part
def designate(state: State, world: World, ask: Question, intercept: float) -> bool:
    """Give the track to a channel of the battery, to meet it at `intercept` [s].

    Not if it has none left, or its radar is kept elsewhere, or the round went to a track that was given to it
    in the same decision: what it could do otherwise it asks in the next.
    """
    b, p, m, now = ask
    c = free_channel(state, world, b)
    course = course_reported(state, world, b, m, now)
    turn = turn_needed(state, world, b, place_of(course))
    if c < 0 or (turn.angle > 0.0 and state.fire[Fire.BUSY, b] > 0.0):
        return False
    if not still_left(state, world, ask, course):
        return False
    faces = faces_at(state, world, ask, turn)
    sight, t = int(state.pairs[b, Pair.SIGHT, m]), int(state.pairs[b, Pair.ROUND, m])
    launch = now + time_to_launch(state, world, ask, sight, turn)
    if turn.angle > 0.0:
        state.fire[Fire.SECTOR_CENTRE, b] = turn.centre
        state.fire[Fire.FACES, b] = faces
    remote = bool(sight == Sight.REMOTE)
    margin = world.battery_f[Battery.ENVELOPE_MARGIN, b]
    plan = Intent(b, turn.centre, margin, launch - now, 0.0, math.inf, True, remote)
    before = salvos_fired(state, world, b, m, now)
    shots = shots_at_once(world, t, plan, course, intercept - launch, before)
    look = faces + world.battery_f[Battery.FIRST_LOOK, b]
    take(state, world, c, Designation(b, m, sight, t, shots, now, look, launch))
    climb(state.tracks_i[p], m, Stage.ASSIGNED, b)
    serial = state.tracks_i[p, TrackKey.SERIAL, m]
    log(state, Phase.ASSIGN, Happening.ASSIGNED, NOBODY, serial, now, b, float(t))
    return True
