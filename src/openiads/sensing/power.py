"""The radar equation in its reference-range form, with aspect, gas loss and jamming.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001, section 1.2: power falls with the fourth
   power of range; the reference range and cross section stand for everything else.
.. [2] D. K. Barton, Radar System Analysis and Modeling, 2005: the Swerling models, and noise
   jamming, which comes in one way and so falls with the square of range, through main lobe and side lobes.

The rise of a cross section from nose-on to side-on by the square of a sine is our rule.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.ground.echo import gas_share
from openiads.ground.frames import Place
from openiads.ground.scalar import cos, log
from openiads.sensing.look import Look
from openiads.state.planes import Radar, Tally, Target, Truth
from openiads.state.state import State
from openiads.state.truth import flies_at, place_at
from openiads.state.world import World
from openiads.terrain.rays.sight import in_sight, local


@part
def snr_of(state: State, world: World, look: Look, rcs: float) -> float:
    """Power ratio [1] of the echo of a cross section [m2] to noise and jamming [1]_."""
    f, s = world.radar_f, look.s
    east, north, up = look.there
    square = east * east + north * north + up * up
    echo = f[Radar.SNR_UNIT, s] * rcs / (square * square)
    height = state.truth_f[Truth.ALTITUDE, look.n] - f[Radar.ALTITUDE, s]
    echo *= gas_share(f[Radar.TWO_WAY_GAS_LOSS, s], math.sqrt(square), height)
    if state.tally[Tally.JAMMED] == 1:
        echo /= noise_rise(state, world, look)
    return float(echo)


@part
def aspect_rcs(world: World, n: int, course: Course, sight: Place) -> float:
    """Radar cross section [m2] of target `n` seen along `sight`: nose-on to side-on by sine squared.

    Its nose is where its course points.

    Our rule: no source gives more than a figure or two of a shape.
    """
    vx, vy, vz = course.vx, course.vy, course.vz
    x, y, z = sight
    along = vx * x + vy * y + vz * z
    lengths = (vx * vx + vy * vy + vz * vz) * (x * x + y * y + z * z)
    broadside = 1.0 - along * along / lengths if lengths > 0.0 else 0.0
    side = world.target_f[Target.RCS_SIDE_RATIO, n]
    return float(world.target_f[Target.RCS, n] * (1.0 + (side - 1.0) * broadside))


@part
def apparent_rcs(rcs: float, snr: float, luck: float, log_false_alarm: float) -> float:
    """Cross section [m2] that a detected echo seems to have, from the mean `rcs`, mean `snr` and its draw.

    Power over noise of a Swerling 1 echo is exponential with mean 1 + snr [2]_, and the draw that decides on
    detection is the chance of more power.  Such a law forgets: what passes the threshold exceeds it by
    1 + snr on average, so the radar equation gives the true cross section on average, and a negative one at
    times.
    """
    excess = log_false_alarm - (1.0 + snr) * log(luck)
    return float(rcs * (excess - 1.0) / max(snr, 1e-9))


@part
def noise_rise(state: State, world: World, look: Look) -> float:
    """Receiver noise with jammers over noise without [1], in a look [2]_.

    A jammer adds its reference ratio, thinned by distance squared, through the main lobe where it stands
    in the beam, through the side lobes elsewhere, and nothing behind terrain.
    """
    s, _, time, (east, north, up) = look
    rise = 1.0
    reach = math.sqrt(east * east + north * north + up * up)
    in_beam = cos(0.5 * world.radar_f[Radar.BEAM_WIDTH, s])
    for n in range(state.truth_f.shape[1]):
        if world.target_f[Target.NOISE_RISE, n] <= 0.0:
            continue
        if not flies_at(state.truth_f, n, time):
            continue
        place = place_at(state, world, n, time)
        if not in_sight(world, s, place):
            continue
        jammer = local(world, s, place)
        square = jammer.east * jammer.east + jammer.north * jammer.north + jammer.up * jammer.up
        distance = math.sqrt(square)
        lobe = world.radar_f[Radar.SIDE_LOBE, s]
        if jammer.east * east + jammer.north * north + jammer.up * up >= in_beam * distance * reach:
            lobe = 1.0
        nearness = world.target_f[Target.NOISE_DISTANCE, n] / distance
        rise += world.target_f[Target.NOISE_RISE, n] * lobe * nearness * nearness
    return rise
