"""Classes of attack: how each comes in over its last stretch, from the catalogue's figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.catalogue.entries import Threat
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.frames import destination, geodetic_of, great_circle
from openiads.motion import ballistic
from openiads.scenario.cast import Place, ScenarioTarget
from openiads.scenario.plan import Plan
from openiads.simulation.prepare_rounds import round_planes
from openiads.state.planes import Round, Route
from openiads.state.words import TrackClass

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CLASSES = {
    "low cruise missile": "cruise-subsonic",
    "high aircraft": "fighter",
    "short-range ballistic missile": "srbm",
}
"""Classes by the catalogue's threats that stand for them."""
LOW = 1_000.0
"""What flies no higher follows the ground; what flies higher keeps its altitude above the sea [m]."""
NEAR_STEP, FAR_STEP = 1.0, 3.0
"""Spacing in time [s] of the stations of a ballistic arc, where rounds reach and beyond."""


@dataclass(frozen=True, eq=False)
class Attack:
    """The way of one attacker to a ground point, station by station, the farthest first.

    A layer is an altitude: one for level flight, one per station for an arc.
    """

    name: str
    threat: Threat
    above_ground: bool
    altitudes: Floats  # (layers,) above the ground or above sea level [m]
    speeds: Floats  # (layers,) [m/s]
    layers: Integers  # (stations,)
    away: Floats  # (stations,) distance left along the ground [m]
    togo: Floats  # (stations,) time left until arrival [s]

    @property
    def ballistic(self) -> bool:
        """Whether it falls rather than flies."""
        return self.threat.kind == "ballistic"

    def track_class(self, slow: float) -> TrackClass:
        """What its course tells of it, if less than `slow` [m/s] is slow."""
        if self.ballistic:
            return TrackClass.BALLISTIC
        return TrackClass.SLOW if self.speeds.max() < slow else TrackClass.FAST


def attacks(
    where: Place, across: float, lead: float, spacing: float, ceiling: float, catalogue: Catalogue = PACKAGED
) -> list[Attack]:
    """Every class, from before anything of the defence can matter until arrival.

    where    middle of the defence, for the arc of the ballistic missile [rad]
    across   largest distance [m] between two places that one battery reaches
    lead     longest time [s] from coming into view to the first intercept
    spacing  of the stations of level attacks [m]
    ceiling  altitude above which no round goes [m]

    Range and apogee of an arc are the catalogue's pair, not the distance of some launch point: see decision
    0008.
    """
    made = []
    for name, slug in CLASSES.items():
        entry = catalogue.threat(slug)
        if entry.kind == "ballistic":
            made.append(_falling(name, entry, where, ceiling))
        else:
            made.append(_level(name, entry, across + lead * entry.speed, spacing))
    return made


def _level(name: str, entry: Threat, farthest: float, spacing: float) -> Attack:
    away = spacing * np.arange(max(math.ceil(farthest / spacing), 1), 0.0, -1.0)
    return Attack(
        name, entry, entry.altitude <= LOW, np.array([entry.altitude]), np.array([entry.speed]),
        np.zeros(len(away), dtype=np.int64), away, away / entry.speed,
    )  # fmt: skip


def _falling(name: str, entry: Threat, where: Place, ceiling: float) -> Attack:
    """The arc of nominal range and apogee, coming down at `where`.

    It is the same to within the map's cells wherever else it comes down.
    """
    latitude, longitude = destination(*where, math.pi, entry.range or 0.0)
    samples, period = ballistic.arc((float(latitude), float(longitude)), where, 0.0, entry.apogee or 0.0)
    latitudes, longitudes, altitudes = geodetic_of(samples[Route.X : Route.Z + 1].T)
    away, _ = great_circle(*where, latitudes, longitudes)
    speed = np.sqrt((samples[Route.VX : Route.VZ + 1] ** 2).sum(axis=0))
    left = period * np.arange(len(away) - 1, -1.0, -1.0)
    low = float(left[altitudes >= ceiling].min(initial=left[0]))
    top = float(left[int(altitudes.argmax())])
    togo = np.concatenate(
        [np.arange(left[0], max(low, NEAR_STEP), -FAR_STEP), np.arange(min(low, top), 0.0, -NEAR_STEP)]
    )
    order = np.argsort(left)
    height, left_over, velocity = (
        np.interp(togo, left[order], values[order]) for values in (altitudes, away, speed)
    )
    layers = np.arange(len(togo), dtype=np.int64)
    return Attack(name, entry, False, height, velocity, layers, left_over, togo)


def lead_of(plan: Plan, scans: int) -> float:
    """No more time [s] than this passes between coming into view and the first intercept.

    A track takes its scans and the network's delay, the battery turns, acquires and reacts, and no round
    flies for longer than its fly-out table says.
    """
    tracking = [scans * radar.entry.scan_period for radar in plan.radars if radar.entry.searches]
    delays = [network.delay for network in plan.networks]
    slews = [plan.radars[b.radar].entry.slew for b in plan.batteries]
    turning = max((math.pi / slew for slew in slews if slew > 0.0), default=0.0)
    deciding = [max(b.entry.reaction, turning + b.entry.acquisition) for b in plan.batteries]
    flying = round_planes(plan)[0][Round.LONGEST_FLIGHT]
    return sum(max(times, default=0.0) for times in (tracking, delays, deciding, flying))


def origins(targets: list[ScenarioTarget], kind: str) -> list[Place]:
    """Where the scenario's raids of a kind begin; of all raids, if none is of that kind."""
    hostile = [target for target in targets if target.side == "hostile" and target.points]
    alike = [target for target in hostile if target.threat.kind == kind]
    return list(dict.fromkeys(target.points[0] for target in alike or hostile))
