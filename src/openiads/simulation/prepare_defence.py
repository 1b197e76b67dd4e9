"""Radars, batteries, rounds and networks become planes and tables."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.draws import identities
from openiads.ground.frames import ecef_of, enu_axes, normal_of
from openiads.ground.scalar import log
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import RadarSite
from openiads.state.planes import (
    Asset,
    Battery,
    BatteryKey,
    Corridor,
    Cut,
    Evidence,
    LauncherKey,
    Network,
    NetworkKey,
    Order,
    Radar,
    RadarKey,
    Zone,
    fill,
)
from openiads.state.scalars import Engaging, Identifying, named
from openiads.state.words import Interrogator, Kind, Pattern
from openiads.state.world import Floats, Integers
from openiads.terrain.maps.grid import Grid


def antenna_altitude(site: RadarSite, grid: Grid) -> float:
    """Altitude of an antenna [m]: as surveyed, or its height above the ground of the map."""
    if site.altitude is not None:
        return site.altitude
    return grid.require(*site.site, f"radar {site.name}") + site.height


def radar_planes(plan: Plan, altitudes: list[float]) -> tuple[Floats, Integers]:
    """Planes `radar_f`, `radar_i`."""
    f = np.zeros((len(Radar), len(plan.radars)))
    k = np.zeros((len(RadarKey), len(plan.radars)), dtype=np.int64)
    k[RadarKey.IDENT] = identities(f"radar {site.name}" for site in plan.radars)
    for s, site in enumerate(plan.radars):
        entry = site.entry
        fill(f, Radar, s, entry, site)
        fill(k, RadarKey, s, entry, site)
        f[Radar.X : Radar.Z + 1, s] = ecef_of(*site.site, altitudes[s])
        f[Radar.EAST_X : Radar.UP_Z + 1, s] = enu_axes(*site.site).ravel()
        f[Radar.ALTITUDE, s] = altitudes[s]
        log_false_alarm = math.log(entry.false_alarm_probability)
        needed = log_false_alarm / math.log(entry.reference_detection_probability) - 1.0
        f[Radar.REFERENCE_SNR, s] = needed
        two_way_loss = 2.0 * entry.gas_loss  # the catalogue has it one way
        loss = math.exp(two_way_loss * entry.reference_range * REFERENCE_THINNING)
        f[Radar.SNR_UNIT, s] = needed * loss * entry.reference_range**4 / entry.reference_rcs
        f[Radar.LOG_FALSE_ALARM, s] = log_false_alarm
        f[Radar.SECTOR_CENTRE, s] = site.azimuth
        f[Radar.SECTOR_HALF, s] = min(entry.search_sector / 2.0, math.pi)
        f[Radar.TRACK_HALF, s] = min(entry.track_sector / 2.0, math.pi)
        f[Radar.TWO_WAY_GAS_LOSS, s] = two_way_loss
        k[RadarKey.PATTERN, s] = Pattern[entry.pattern.upper()]
    k[RadarKey.BATTERY] = -1
    k[RadarKey.OWNER] = [site.battery for site in plan.radars]
    for b, battery in enumerate(plan.batteries):
        k[RadarKey.BATTERY, battery.radar] = b
    return f, k


REFERENCE_THINNING = 0.35
"""Share of sea-level gas loss along a line to a target at the reference range, about 10 km high: published
ranges already contain it."""


def battery_planes(plan: Plan, grid: Grid) -> tuple[Floats, Integers]:
    """Planes `battery_f`, `battery_i`."""
    f = np.zeros((len(Battery), len(plan.batteries)))
    k = np.zeros((len(BatteryKey), len(plan.batteries)), dtype=np.int64)
    k[BatteryKey.IDENT] = identities(f"battery {site.name}" for site in plan.batteries)
    rounds = {entry.slug: entry for entry in plan.rounds}
    f[Battery.OWN_DELAY] = plan.engagement.own_delay
    k[BatteryKey.OWN] = own_rows(plan)
    channel = 0
    for b, site in enumerate(plan.batteries):
        entry = site.entry
        altitude = grid.require(*site.site, f"battery {site.name}")
        fill(f, Battery, b, site, entry)
        fill(k, BatteryKey, b, site, entry)
        f[Battery.X : Battery.Z + 1, b] = ecef_of(*site.site, altitude)
        f[Battery.ALTITUDE, b] = altitude
        f[Battery.SLEW_RATE, b] = plan.radars[site.radar].entry.slew
        # If no look fails, the last that a lock takes comes when the lock is due.
        radar = plan.radars[site.radar].entry
        steered = radar.pattern == "sector"
        f[Battery.RELOOK, b] = (
            min(plan.engagement.relook, radar.track_period) if steered else radar.track_period
        )
        looks = (plan.engagement.echoes_to_lock - 1) * f[Battery.RELOOK, b]
        f[Battery.FIRST_LOOK, b] = max(entry.acquisition - looks, 0.0)
        f[Battery.REACH, b] = max((rounds[s].maximum_range for s in site.loadout), default=0.0)
        p, network = next((p, n) for p, n in enumerate(plan.networks) if b in n.batteries)
        f[Battery.CUE_GAIN, b] = plan.engagement.cue_gain if network.cueing and radar.searches else 1.0
        k[BatteryKey.PICTURE, b] = p
        k[BatteryKey.APART, b] = plan.apart.get(b, -1)
        k[BatteryKey.CUED, b] = network.cueing
        k[BatteryKey.REMOTE, b] = network.engage_on_remote and entry.remote != "none"
        k[BatteryKey.RADAR, b] = site.radar
        k[BatteryKey.FIRST_CHANNEL, b] = channel
        k[BatteryKey.BOUND, b] = len(site.protects) > 0
        k[BatteryKey.STATED, b] = site.kill_probability is not None
        channel += entry.targets_max
    return f, k


def own_rows(plan: Plan) -> Integers:
    """Row of `State.own` of each battery (B,), -1 of those that need none.

    A battery with radars that search, whose network is later than these or loses reports, reads what they
    see by itself.  One that is alone with its radars, or whose network is as fast, does not.
    """
    reads = np.zeros(len(plan.batteries), dtype=np.int64)
    for network in plan.networks:
        searching = {plan.radars[s].battery for s in network.radars if plan.radars[s].entry.searches}
        late = network.delay > plan.engagement.own_delay or network.loss > 0.0
        shared = any(plan.radars[s].battery != b for b in network.batteries for s in network.radars)
        for b in searching.intersection(network.batteries) if late and shared else ():
            reads[b] = 1
    return np.where(reads == 1, np.cumsum(reads) - 1, -1)


def armament(plan: Plan) -> tuple[Integers, Integers, Floats]:
    """By battery: round types from the cheapest on, magazine, single-shot kill probability [1].

    A kill probability that the scenario states stands for all its rounds.
    """
    shape = (len(plan.batteries), len(plan.rounds))
    choice = np.full(shape, -1, dtype=np.int64)
    magazine = np.zeros(shape, dtype=np.int64)
    single_shot = np.zeros(shape)
    order = sorted(range(len(plan.rounds)), key=lambda t: (plan.rounds[t].unit_cost, plan.rounds[t].slug))
    for b, site in enumerate(plan.batteries):
        fired = [t for t in order if plan.rounds[t].slug in site.loadout]
        choice[b, : len(fired)] = fired
        for t in fired:
            entry = plan.rounds[t]
            magazine[b, t] = site.loadout[entry.slug]
            given = site.kill_probability
            single_shot[b, t] = entry.kill_probability if given is None else given
    return choice, magazine, single_shot


def reloads(plan: Plan) -> Integers:
    """Rounds of each type behind the launchers of each battery (B, T)."""
    return np.array(
        [[site.reload.get(entry.slug, 0) for entry in plan.rounds] for site in plan.batteries], dtype=np.int64
    ).reshape(len(plan.batteries), len(plan.rounds))


def launchers(plan: Plan, reload: Integers) -> Integers:
    """Planes `launcher_i` (planes, launchers) of those that may be loaded again: full ones, then the rest."""
    columns = [
        (b, t, held)
        for b, site in enumerate(plan.batteries)
        for t in np.flatnonzero(reload[b])
        for held in site.on_launchers(plan.rounds[t])
    ]
    return np.array(columns, dtype=np.int64).reshape(-1, len(LauncherKey)).T


def shots_by_kind(plan: Plan) -> Floats:
    """Single-shot kill probability (T, Kind) [1] of rounds that have one for a kind alone, else -1."""
    table = np.full((len(plan.rounds), len(Kind)), -1.0)
    for t, entry in enumerate(plan.rounds):
        for kind in Kind:
            said = getattr(entry, f"{kind.name.lower()}_kill_probability")
            table[t, kind] = -1.0 if said is None else said
    return table


def network_planes(plan: Plan) -> tuple[Floats, Integers, Integers]:
    """Planes `network_f`, `network_i` and who hears which radar."""
    f = np.zeros((len(Network), len(plan.networks)))
    k = np.zeros((len(NetworkKey), len(plan.networks)), dtype=np.int64)
    hears = np.zeros((len(plan.networks), len(plan.radars)), dtype=np.int64)
    k[NetworkKey.IDENT] = identities(f"network {network.name}" for network in plan.networks)
    for p, network in enumerate(plan.networks):
        hears[p, list(network.radars)] = 1
        fill(f, Network, p, network, network.entry)
        fill(k, NetworkKey, p, network)
        f[Network.INTERROGATION_RANGE, p] = network.entry.range
        f[Network.INTERROGATION_PERIOD, p] = network.entry.period
        f[Network.LOG_DETECTION, p] = log(plan.tracking.detection_probability)
        f[Network.LOG_MISS, p] = log(1.0 - plan.tracking.detection_probability)
        f[Network.LOG_PRIOR_HOSTILE : Network.LOG_PRIOR_FRIEND + 1, p] = [
            log(chance) for chance in plan.evidence["prior"].row
        ]
        k[NetworkKey.INTERROGATOR, p] = Interrogator[network.interrogator.upper()]
    return f, k, hears


def cut_planes(plan: Plan) -> tuple[Floats, Integers, Integers]:
    """Plane `cut`, and which batteries (cuts, B) and radars (cuts, S) each cuts off."""
    planes = np.zeros((len(Cut), len(plan.cuts)))
    batteries = np.zeros((len(plan.cuts), len(plan.batteries)), dtype=np.int64)
    radars = np.zeros((len(plan.cuts), len(plan.radars)), dtype=np.int64)
    for c, cut in enumerate(plan.cuts):
        fill(planes, Cut, c, cut)
        batteries[c, list(cut.batteries)] = 1
        radars[c, list(cut.radars)] = 1
    return planes, batteries, radars


REST = {"off-corridor": "in-corridor", "other-origin": "hostile-origin"}
"""Kinds of evidence that hold where another, which the catalogue has, does not."""


def likelihoods(plan: Plan, kind: str) -> Floats:
    """P(evidence | hypothesis) of one kind, by the name that it has in the catalogue."""
    if kind in REST:
        return 1.0 - np.array(plan.evidence[REST[kind]].row)
    return np.array(plan.evidence[kind].row)


def evidence_table(plan: Plan) -> Floats:
    """Log likelihoods (hypothesis, kind of evidence); those of origin stand with the zones."""
    rows = np.log([likelihoods(plan, kind.name.lower().replace("_", "-")) for kind in Evidence])
    rows[[Evidence.HOSTILE_ORIGIN, Evidence.OTHER_ORIGIN]] = 0.0
    return np.ascontiguousarray(rows.T)


def identifying_of(plan: Plan) -> Identifying:
    """Constants of identification, with what its catalogue says of tracks that come over no zone."""
    hostile, neutral, friend = map(float, likelihoods(plan, "other-origin"))
    return named(
        Identifying, plan.identification, **profile_shares(plan),
        elsewhere_hostile=hostile, elsewhere_neutral=neutral, elsewhere_friend=friend,
        closed=plan.area.airspace == "closed", known=False,
    )  # fmt: skip


def profile_shares(plan: Plan) -> dict[str, float]:
    """P(profile) [1] of all who fly in this airspace, by names of `Identifying`.

    Source: the theorem of total probability.
    """
    prior = np.array(plan.evidence["prior"].row)
    names = ("supersonic", "low-and-fast", "airliner-like", "slow", "other-profile")
    return {
        f"{name.replace('-', '_')}_share": float(prior @ np.array(plan.evidence[name].row)) for name in names
    }


def engaging_of(plan: Plan) -> Engaging:
    """Constants of fire control; without leave to fly on a round goes no further than its target."""
    astray = plan.astray
    return named(
        Engaging, plan.engagement,
        fly_on=astray.fly_on if astray else 0.0, cone_cosine=math.cos(astray.cone) if astray else 1.0,
    )  # fmt: skip


def asset_planes(plan: Plan, grid: Grid) -> Floats:
    """Plane `asset`: what is defended, assets first."""
    planes = np.zeros((len(Asset), len(plan.defended)))
    planes[[Asset.BATTERY, Asset.RADAR]] = -1.0
    for a, asset in enumerate(plan.defended):
        planes[Asset.X : Asset.Z + 1, a] = ecef_of(
            *asset.site, grid.require(*asset.site, f"asset {asset.name}")
        )
        planes[Asset.VALUE, a] = asset.value
    first, between = len(plan.assets), len(plan.assets) + len(plan.worthy_batteries)
    planes[Asset.BATTERY, first:between] = plan.worthy_batteries
    planes[Asset.RADAR, between:] = plan.worthy_radars
    return planes


def zone_planes(plan: Plan) -> Floats:
    """Plane `zone`."""
    planes = np.zeros((len(Zone), len(plan.zones)))
    for i, zone in enumerate(plan.zones):
        planes[Zone.KIND, i] = zone.kind
        planes[Zone.X : Zone.Z + 1, i] = ecef_of(*zone.site, 0.0)
        planes[Zone.RADIUS, i] = zone.radius
        planes[Zone.EDGE, i] = zone.edge
        hostile, neutral, friend = plan.evidence["hostile-origin"].row
        if zone.odds is not None:
            neutral = min(hostile / zone.odds, 1.0)
        planes[Zone.HOSTILE : Zone.FRIEND + 1, i] = hostile, neutral, friend
    return planes


def corridor_planes(plan: Plan) -> Floats:
    """Plane `corridor`: each stretch between two points of a corridor."""
    columns: list[npt.NDArray[np.float64]] = []
    for corridor in plan.corridors:
        for start, end in zip(corridor.points, corridor.points[1:], strict=False):
            limits = [corridor.half_width, corridor.bottom, corridor.top, corridor.climb]
            columns.append(np.concatenate([normal_of(*start), normal_of(*end), limits]))
    if not columns:
        return np.zeros((len(Corridor), 0))
    return np.stack(columns, axis=1)


def order_planes(plan: Plan) -> tuple[Floats, Integers]:
    """Plane `order`, and whom each order binds."""
    planes = np.zeros((len(Order), len(plan.orders)))
    ordered = np.zeros((len(plan.orders), len(plan.batteries)), dtype=np.int64)
    for o, order in enumerate(plan.orders):
        fill(planes, Order, o, order)
        ordered[o, list(order.batteries)] = 1
    return planes, ordered


def protects(plan: Plan) -> Integers:
    """Which asset each battery is to defend."""
    bound = np.zeros((len(plan.batteries), len(plan.defended)), dtype=np.int64)
    for b, battery in enumerate(plan.batteries):
        bound[b, list(battery.protects)] = 1
    return bound
