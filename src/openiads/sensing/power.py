"""The radar equation in its reference-range form, with aspect, gas loss and jamming.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., eq. (1.10): power falls with the fourth
   power of range; the reference range and cross section stand for everything else.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.scalar import cos, log
from openiads.state.planes import Radar, Target
from openiads.state.state import State
from openiads.state.truth import flies_at, place_at
from openiads.state.world import World
from openiads.terrain.rays.sight import in_sight, local


@part
def aspect_rcs(world: World, n: int, vx: float, vy: float, vz: float, x: float, y: float, z: float) -> float:
    """Radar cross section [m2] of object `n` seen along (x, y, z): nose-on to side-on by sine squared.

    Its nose is where its velocity (vx, vy, vz) points.
    """
    along = vx * x + vy * y + vz * z
    lengths = (vx * vx + vy * vy + vz * vz) * (x * x + y * y + z * z)
    broadside = 1.0 - along * along / lengths if lengths > 0.0 else 0.0
    side = world.target_f[Target.RCS_SIDE_RATIO, n]
    return float(world.target_f[Target.RCS, n] * (1.0 + (side - 1.0) * broadside))


@part
def apparent_rcs(rcs: float, snr: float, luck: float, log_false_alarm: float) -> float:
    """Cross section [m2] that a detected echo seems to have, from the mean `rcs`, mean `snr` and its draw.

    Power over noise of a Swerling 1 echo is exponential with mean 1 + snr, and the draw that decides on
    detection is the chance of more power.  Such a law forgets: what passes the threshold exceeds it by
    1 + snr on average, so the radar equation gives the true size on average, and less than none at times.
    """
    excess = log_false_alarm - (1.0 + snr) * log(luck)
    return float(rcs * (excess - 1.0) / max(snr, 1e-9))


@part
def noise_rise(
    state: State, world: World, s: int, time: float, east: float, north: float, up: float
) -> float:
    """Receiver noise with jammers over noise without [1], looking along (east, north, up) at `time` [s].

    A jammer adds its reference ratio, thinned by distance squared, through the main lobe where it stands
    in the beam, through the side lobes elsewhere, and nothing behind terrain.
    """
    rise = 1.0
    reach = math.sqrt(east * east + north * north + up * up)
    in_beam = cos(0.5 * world.radar_f[Radar.BEAM_WIDTH, s])
    for j in range(state.truth_f.shape[1]):
        if world.target_f[Target.NOISE_RISE, j] <= 0.0:
            continue
        if not flies_at(state.truth_f, j, time):
            continue
        x, y, z = place_at(state, world, j, time)
        if not in_sight(world, s, x, y, z):
            continue
        e, n, u = local(world, s, x, y, z)
        distance = math.sqrt(e * e + n * n + u * u)
        lobe = world.radar_f[Radar.SIDE_LOBE, s]
        if e * east + n * north + u * up >= in_beam * distance * reach:
            lobe = 1.0
        nearness = world.target_f[Target.NOISE_DISTANCE, j] / distance
        rise += world.target_f[Target.NOISE_RISE, j] * lobe * nearness * nearness
    return rise
