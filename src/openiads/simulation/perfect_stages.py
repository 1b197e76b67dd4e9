"""A World in which one stage of the chain never fails, all else as it is: what mending it would buy.

What goes wrong first is not what would help most: who is found later for want of height may still be shot
down, and who is identified at once may still find every channel taken.  Only playing it tells.

Our own: what is perfect about each stage.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from openiads.simulation.prepare import Prepared
from openiads.simulation.prepare_ground import MASK_STEP
from openiads.state.planes import Battery, BatteryKey, Network, Order, Radar, RadarKey, Target
from openiads.state.words import Control, TrackClass
from openiads.state.world import World, freeze
from openiads.terrain.maps.grid import flat
from openiads.terrain.rays.masking import bounds_of, masking_angles, range_axis

SURE = 1e12
"""Times which an echo is stronger than the noise where detection is certain [1]."""
EXACT_RANGE, EXACT_ANGLE, EXACT_RATE = 1.0, 1e-6, 0.1
"""Errors of perfect plots [m], [rad], [m/s]: trackers divide by them."""
PLENTY = 10_000
"""Rounds of each type where the magazine is no limit."""


def _masking(prepared: Prepared) -> World:
    """Nothing hides a target but the curve of the Earth below the antenna."""
    world, plan = prepared.world, prepared.plan
    masks = np.array(world.masks)
    for s, site in enumerate(plan.radars):
        ranges = range_axis(site.entry.instrumented_range, MASK_STEP)
        altitude = float(world.radar_f[Radar.ALTITUDE, s])
        seen = masking_angles(flat(), *site.site, altitude, ranges, plan.area.refraction)
        masks[s] = seen.angles[:, -1:]
        masks[s, :, : len(ranges)] = seen.angles
    return world._replace(masks=masks, mask_bounds=bounds_of(masks))


def _detection(prepared: Prepared) -> World:
    """Every look at what is in sight and in range is an echo; jammers and clutter take nothing away."""
    world = prepared.world
    radars = np.array(world.radar_f)
    radars[Radar.SNR_UNIT] *= SURE
    radars[Radar.DOPPLER_NOTCH] = 0.0
    return world._replace(radar_f=radars)


def _tracks(prepared: Prepared) -> World:
    """Plots without error, none that are false, and a track from the first of them on that is never lost."""
    world = prepared.world
    radars = np.array(world.radar_f)
    radars[Radar.RANGE_SD], radars[Radar.RANGE_RATE_SD] = EXACT_RANGE, EXACT_RATE
    radars[Radar.AZIMUTH_SD] = radars[Radar.ELEVATION_SD] = EXACT_ANGLE
    radars[Radar.FALSE_PLOTS_PER_SCAN] = 0.0
    tracking = world.tracking._replace(confirm_score=-np.inf, confirm_plots=1)
    return world._replace(radar_f=radars, tracking=tracking)


def _picture(prepared: Prepared) -> World:
    """Every report reaches every battery of its network at once."""
    networks = np.array(prepared.world.network_f)
    networks[Network.DELAY] = networks[Network.LOSS] = 0.0
    return prepared.world._replace(network_f=networks)


def _identity(prepared: Prepared) -> World:
    """Every track is known for what it is from its first report on, which frees fire if control is tight."""
    return prepared.world._replace(identifying=prepared.world.identifying._replace(known=True))


def _control(prepared: Prepared) -> World:
    """Nothing but its identity keeps a battery from firing at a track.

    No status or order lets it hold fire, what it is not bound to defend is its own to engage as well, and no
    round is kept back.  Who is no more than suspected is another stage's.
    """
    world = prepared.world
    batteries, orders = np.array(world.battery_i), np.array(world.order)
    for control in (batteries[BatteryKey.CONTROL], orders[Order.CONTROL]):
        np.minimum(control, Control.TIGHT, out=control)
    for plane in (BatteryKey.BOUND, BatteryKey.RESERVE):
        batteries[plane] = 0
    batteries[BatteryKey.RESERVE_BALLISTIC : BatteryKey.RESERVE_BALLISTIC + len(TrackClass)] = 0
    return world._replace(battery_i=batteries, order=orders)


def _sector(prepared: Prepared) -> World:
    """Engagement radars follow and guide in every direction at once, so that none has to turn.

    Where they search by themselves is as it was: who is not found is another stage's.
    """
    world = prepared.world
    radars = np.array(world.radar_f)
    radars[Radar.TRACK_HALF, world.radar_i[RadarKey.BATTERY] >= 0] = math.pi
    return world._replace(radar_f=radars)


def _channels(prepared: Prepared) -> World:
    """A battery engages all that flies where it faces, at one time, and guides as many rounds as it fires.

    It turns as it did, and does not while it is engaged: that is the sector's.
    """
    world = prepared.world
    targets = max(world.target_f.shape[1], 1)
    batteries = np.array(world.battery_i)
    count = batteries.shape[1]
    batteries[BatteryKey.TARGETS_MAX] = targets
    batteries[BatteryKey.FIRST_CHANNEL] = targets * np.arange(count)
    batteries[BatteryKey.GUIDED_MAX] = np.maximum(2 * targets, batteries[BatteryKey.GUIDED_MAX])
    return world._replace(battery_i=batteries)


def _rounds(prepared: Prepared) -> World:
    """No magazine empties, of the types that each battery has, so nothing is reloaded."""
    world = prepared.world
    return world._replace(
        magazine=np.where(world.magazine > 0, PLENTY, 0),
        reload=np.zeros_like(world.reload),
        launcher_i=world.launcher_i[:, :0],
    )


def _assessment(prepared: Prepared) -> World:
    """Whoever shot knows at once, and rightly, what came of it."""
    batteries = np.array(prepared.world.battery_f)
    batteries[Battery.ASSESSMENT] = 0.0
    batteries[Battery.FALSE_KILL_PROBABILITY] = batteries[Battery.FALSE_MISS_PROBABILITY] = 0.0
    return prepared.world._replace(battery_f=batteries)


def _kill(prepared: Prepared) -> World:
    """Whatever a round meets it kills, and no common cause defeats it."""
    world = prepared.world
    batteries, targets = np.array(world.battery_i), np.array(world.target_f)
    batteries[BatteryKey.STATED] = 1
    targets[Target.KILL_FACTOR], targets[Target.MISSION_KILL_SHARE] = 1.0, 0.0
    doctrine = world.doctrine._replace(common_failure_probability=0.0, target_failure_probability=0.0)
    return world._replace(
        battery_i=batteries, target_f=targets, single_shot=np.ones_like(world.single_shot), doctrine=doctrine
    )


STAGES: dict[str, Callable[[Prepared], World]] = {
    "masking": _masking,
    "detection": _detection,
    "tracks": _tracks,
    "picture": _picture,
    "identity": _identity,
    "control": _control,
    "sector": _sector,
    "channels": _channels,
    "rounds": _rounds,
    "assessment": _assessment,
    "kill": _kill,
}
"""Stages in the order of the chain, each with what makes it perfect."""


def perfected(prepared: Prepared, stage: str) -> World:
    """The World of a scenario in which one of `STAGES` is perfect."""
    return freeze(STAGES[stage](prepared))
