"""Radars, batteries, rounds and networks become planes and tables."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.ground.draws import identities
from openiads.ground.frames import ecef_of, enu_axes, normal_of
from openiads.ground.scalar import log
from openiads.scenario.plan import Plan, RadarSite
from openiads.state.planes import (
    Asset,
    Battery,
    BatteryKey,
    Corridor,
    Engaging,
    Evidence,
    Identifying,
    Network,
    NetworkKey,
    Radar,
    RadarKey,
    Tracking,
    Zone,
)
from openiads.state.words import Interrogator, Pattern
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
        f[Radar.X : Radar.Z + 1, s] = ecef_of(*site.site, altitudes[s])
        f[Radar.EAST_X : Radar.UP_Z + 1, s] = enu_axes(*site.site).ravel()
        f[Radar.ALTITUDE, s] = altitudes[s]
        f[Radar.RANGE_MAX, s] = entry.instrumented_range
        f[Radar.RANGE_MIN, s] = entry.minimum_range
        log_false_alarm = math.log(entry.false_alarm_probability)
        needed = log_false_alarm / math.log(entry.reference_detection_probability) - 1.0
        f[Radar.REFERENCE_SNR, s] = needed
        loss = math.exp(2.0 * entry.gas_loss * entry.reference_range * REFERENCE_THINNING)
        f[Radar.SNR_UNIT, s] = needed * loss * entry.reference_range**4 / entry.reference_rcs
        f[Radar.LOG_FALSE_ALARM, s] = log_false_alarm
        f[Radar.PERIOD, s] = entry.scan_period
        f[Radar.OFFSET, s] = -entry.scan_period * ((k[RadarKey.IDENT, s] % 1000) / 1000.0)
        f[Radar.SECTOR_CENTRE, s] = site.azimuth
        f[Radar.SECTOR_HALF, s] = min(entry.search_sector / 2.0, math.pi)
        f[Radar.TRACK_HALF, s] = min(entry.track_sector / 2.0, math.pi)
        f[Radar.TRACK_PERIOD, s] = entry.track_period
        f[Radar.ELEVATION_MIN, s] = entry.minimum_elevation
        f[Radar.ELEVATION_MAX, s] = entry.maximum_elevation
        f[Radar.RANGE_ERROR, s] = entry.range_sd
        f[Radar.AZIMUTH_ERROR, s] = entry.azimuth_sd
        f[Radar.ELEVATION_ERROR, s] = entry.elevation_sd
        f[Radar.RATE_ERROR, s] = entry.range_rate_sd
        f[Radar.NOTCH, s] = entry.doppler_notch
        f[Radar.FALSE_PLOTS, s] = entry.false_plots_per_scan
        f[Radar.BEAM, s] = entry.beam_width
        f[Radar.SIDE_LOBE, s] = entry.side_lobe
        f[Radar.GAS_LOSS, s] = 2.0 * entry.gas_loss
        k[RadarKey.PATTERN, s] = Pattern[entry.pattern.upper()]
        k[RadarKey.SEARCHES, s] = entry.searches
        k[RadarKey.EMITTING, s] = site.emitting
    k[RadarKey.BATTERY] = -1
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
    channel = 0
    for b, site in enumerate(plan.batteries):
        entry = site.entry
        altitude = grid.require(*site.site, f"battery {site.name}")
        f[Battery.X : Battery.Z + 1, b] = ecef_of(*site.site, altitude)
        f[Battery.ALTITUDE, b] = altitude
        f[Battery.REACTION, b] = entry.reaction
        f[Battery.ACQUISITION, b] = entry.acquisition
        f[Battery.LAUNCH_INTERVAL, b] = entry.launch_interval
        f[Battery.ASSESSMENT, b] = entry.assessment
        f[Battery.FALSE_KILL, b] = entry.false_kill_probability
        f[Battery.FALSE_MISS, b] = entry.false_miss_probability
        f[Battery.MARGIN, b] = plan.rules.margin
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
        p, net = next((p, n) for p, n in enumerate(plan.networks) if b in n.batteries)
        f[Battery.CUE_GAIN, b] = plan.engagement.cue_gain if net.cueing and radar.searches else 1.0
        k[BatteryKey.PICTURE, b] = p
        k[BatteryKey.CUED, b] = net.cueing
        k[BatteryKey.REMOTE, b] = net.engage_on_remote and entry.remote != "none"
        k[BatteryKey.RADAR, b] = site.radar
        k[BatteryKey.TARGETS_MAX, b] = entry.maximum_targets
        k[BatteryKey.GUIDED_MAX, b] = entry.maximum_guided
        k[BatteryKey.SALVO, b] = site.salvo
        k[BatteryKey.SALVOS_MAX, b] = site.salvos_most
        k[BatteryKey.LOOKS, b] = site.looks
        k[BatteryKey.CONTROL, b] = site.control
        k[BatteryKey.RESERVE, b] = plan.rules.reserve
        k[BatteryKey.FIRST_CHANNEL, b] = channel
        k[BatteryKey.COORDINATES, b] = plan.rules.coordinate
        k[BatteryKey.STATED, b] = site.kill_probability is not None
        channel += entry.maximum_targets
    return f, k


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


def network_planes(plan: Plan) -> tuple[Floats, Integers, Integers]:
    """Planes `network_f`, `network_i` and who hears which radar."""
    f = np.zeros((len(Network), len(plan.networks)))
    k = np.zeros((len(NetworkKey), len(plan.networks)), dtype=np.int64)
    hears = np.zeros((len(plan.networks), len(plan.radars)), dtype=np.int64)
    k[NetworkKey.IDENT] = identities(f"network {net.name}" for net in plan.networks)
    for p, net in enumerate(plan.networks):
        hears[p, list(net.radars)] = 1
        f[Network.DELAY, p] = net.delay
        f[Network.LOSS, p] = net.loss
        f[Network.INTERROGATION_RANGE, p] = net.entry.range
        f[Network.FRIEND_REPLY, p] = net.entry.friend_reply_probability
        f[Network.FRIEND_FAILURE, p] = net.entry.friend_equipment_failure_probability
        f[Network.CIVIL_REPLY, p] = net.entry.neutral_reply_probability
        f[Network.CIVIL_FAILURE, p] = net.entry.neutral_equipment_failure_probability
        f[Network.FRIEND_FALSE, p] = net.entry.friend_false_reply_probability
        f[Network.CIVIL_FALSE, p] = net.entry.neutral_false_reply_probability
        f[Network.INTERROGATION_PERIOD, p] = net.entry.period
        f[Network.CONFIRMATION, p] = net.confirmation
        f[Network.BALLISTIC_CONFIRMATION, p] = net.ballistic_confirmation
        f[Network.LOG_DETECTION, p] = log(plan.tracking.detection_probability)
        f[Network.LOG_MISS, p] = log(1.0 - plan.tracking.detection_probability)
        f[Network.LOG_PRIOR_HOSTILE : Network.LOG_PRIOR_FRIEND + 1, p] = [
            log(chance) for chance in plan.evidence["prior"].row
        ]
        k[NetworkKey.INTERROGATOR, p] = Interrogator[net.interrogator.upper()]
        k[NetworkKey.FLIGHT_PLANS, p] = net.flight_plans
    return f, k, hears


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


def identifying_plane(plan: Plan) -> Floats:
    """Plane `identifying`."""
    entry = plan.identification
    plane = np.zeros(len(Identifying))
    plane[Identifying.QUESTIONS] = entry.questions
    plane[Identifying.BEAM_RADIUS] = entry.beam_radius
    plane[Identifying.RELEASE_RADIUS] = entry.release_radius
    plane[Identifying.THREAT_MISS] = entry.threat_miss
    plane[Identifying.STEADY] = entry.steady
    elsewhere = slice(Identifying.ELSEWHERE_HOSTILE, Identifying.ELSEWHERE_FRIEND + 1)
    plane[elsewhere] = likelihoods(plan, "other-origin")
    return plane


def engaging_plane(plan: Plan) -> Floats:
    """Plane `engaging`."""
    entry = plan.engagement
    plane = np.zeros(len(Engaging))
    plane[Engaging.WORTH_A_LOOK] = entry.worth_a_look_probability
    plane[Engaging.SEARCH_GATE] = entry.search_gate
    plane[Engaging.ECHOES_TO_LOCK] = entry.echoes_to_lock
    plane[Engaging.PATIENCE] = entry.patience
    plane[Engaging.RETRY] = entry.retry
    plane[Engaging.HOLD] = entry.hold
    plane[Engaging.MEMORY] = entry.memory
    plane[Engaging.LEVELS_OFF] = entry.levels_off
    plane[Engaging.HEIGHT_DOUBT] = entry.height_doubt
    plane[Engaging.ENDS_AT] = entry.ends_at
    plane[Engaging.SLOW] = entry.slow
    plane[Engaging.DEAR] = entry.dear_ratio
    plane[Engaging.KEPT] = entry.kept_share
    plane[Engaging.BASKET] = entry.basket
    return plane


def tracking_plane(plan: Plan) -> Floats:
    """Plane `tracking`."""
    entry = plan.tracking
    plane = np.zeros(len(Tracking))
    plane[Tracking.PROCESS_NOISE] = entry.process_noise
    plane[Tracking.START_SPEED_ERROR] = entry.start_speed_sd
    plane[Tracking.CONFIRM_SCORE] = entry.confirm_score
    plane[Tracking.CONFIRM_PLOTS] = entry.confirm_plots
    plane[Tracking.DROP] = entry.drop_score
    plane[Tracking.TENTATIVE_FLOOR] = -entry.tentative_score
    return plane


def asset_planes(plan: Plan, grid: Grid) -> Floats:
    """Plane `asset`."""
    planes = np.zeros((len(Asset), len(plan.assets)))
    for a, asset in enumerate(plan.assets):
        planes[Asset.X : Asset.Z + 1, a] = ecef_of(
            *asset.site, grid.require(*asset.site, f"asset {asset.name}")
        )
        planes[Asset.VALUE, a] = asset.value
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
    """Plane `corridor`: each stretch between two points of a lane."""
    columns: list[npt.NDArray[np.float64]] = []
    for lane in plan.lanes:
        for start, end in zip(lane.points, lane.points[1:], strict=False):
            limits = [lane.half_width, lane.bottom, lane.top, lane.climb]
            columns.append(np.concatenate([normal_of(*start), normal_of(*end), limits]))
    if not columns:
        return np.zeros((len(Corridor), 0))
    return np.stack(columns, axis=1)
