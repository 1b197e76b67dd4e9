"""One track of one picture, and the little of a World that identification reads."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np

from openiads.catalogue import evidence, interrogator
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.frames import ecef_of
from openiads.simulation import prepare_defence
from openiads.state.planes import (
    Asset,
    Battery,
    BatteryKey,
    Belief,
    Corridor,
    Filter,
    Life,
    Network,
    NetworkKey,
    Radar,
    RadarKey,
    Report,
    Tally,
    Target,
    TargetKey,
    TrackKey,
    Zone,
)
from openiads.state.words import Interrogator, ProfileBy, Side, TrackStatus, ZoneKind

SURE, LIKELY = 0.95, 0.7


def scalars() -> dict[str, SimpleNamespace]:
    """Clock, thresholds and where the ground table lies."""
    return {
        "clock": SimpleNamespace(step=1.0, cycle=1.0),
        "doctrine": SimpleNamespace(
            hostile_threshold_probability=SURE,
            suspect_threshold_probability=LIKELY,
            identification_period=0.0,
            profile_by=ProfileBy.ODDS,
        ),
        "tables": SimpleNamespace(ground_south=0.0, ground_west=0.0, ground_step=0.1),
    }


def network(slug: str) -> tuple[np.ndarray, np.ndarray]:
    """Planes of one network with an interrogator of the catalogue."""
    entry = interrogator(slug)
    f = np.zeros((len(Network), 1))
    f[Network.FRIEND_REPLY_PROBABILITY] = entry.friend_reply_probability
    f[Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY] = entry.friend_equipment_failure_probability
    f[Network.NEUTRAL_REPLY_PROBABILITY] = entry.neutral_reply_probability
    f[Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY] = entry.neutral_equipment_failure_probability
    f[Network.FRIEND_FALSE_REPLY_PROBABILITY] = entry.friend_false_reply_probability
    f[Network.NEUTRAL_FALSE_REPLY_PROBABILITY] = entry.neutral_false_reply_probability
    f[Network.INTERROGATION_PERIOD], f[Network.INTERROGATION_RANGE] = entry.period, entry.range
    k = np.zeros((len(NetworkKey), 1), dtype=np.int64)
    k[NetworkKey.IDENT] = 4242
    k[NetworkKey.INTERROGATOR] = Interrogator[slug.upper()]
    return f, k


def beliefs(airspace: str = "warned") -> SimpleNamespace:
    """What a plan has of the catalogue's evidence and constants."""
    kinds = {slug: evidence(slug) for slug in PACKAGED.names("evidence")}
    return SimpleNamespace(
        evidence=kinds | {"prior": kinds[f"prior-{airspace}"]},
        identification=PACKAGED.identification,
        area=SimpleNamespace(airspace=airspace),
    )


def world(slug: str, side: Side = Side.FRIEND) -> SimpleNamespace:
    """A World of one network and one flight, which carries the set of its side."""
    f, k = network(slug)
    target = np.zeros((len(TargetKey), 1), dtype=np.int64)
    target[TargetKey.IDENT] = 777
    target[TargetKey.REPLIES_FRIEND] = side is Side.FRIEND
    target[TargetKey.REPLIES_CIVIL] = side is Side.NEUTRAL
    figures = np.zeros((len(Target), 1))
    figures[Target.SET_FAILURE] = -1.0  # at the rate of who asks
    plan = beliefs()
    f[Network.LOG_PRIOR_HOSTILE : Network.LOG_PRIOR_FRIEND + 1, 0] = np.log(plan.evidence["prior"].row)
    return SimpleNamespace(
        **scalars(),
        network_f=f,
        network_i=k,
        target_i=target,
        target_f=figures,
        radar_f=np.zeros((len(Radar), 1)),
        radar_i=np.zeros((len(RadarKey), 1), dtype=np.int64),
        evidence=prepare_defence.evidence_table(plan),
        identifying=prepare_defence.identifying_of(plan),
        battery_f=np.zeros((len(Battery), 1)),
        battery_i=np.zeros((len(BatteryKey), 1), dtype=np.int64),
        asset=np.zeros((len(Asset), 0)),
        corridor=np.zeros((len(Corridor), 0)),
        zone=np.zeros((len(Zone), 0)),
        ground=np.zeros((20, 20), dtype=np.float32),
    )


def circle(kind: ZoneKind, latitude: float, longitude: float, radius: float) -> np.ndarray:
    """Plane `zone` of one zone [rad, rad, m], its edge and its likelihoods those of the catalogue."""
    edge, row = PACKAGED.identification.zone_edge, evidence("hostile-origin").row
    return np.array([[float(kind), *ecef_of(latitude, longitude, 0.0), radius, edge, *row]]).T


def fly(
    one: SimpleNamespace,
    latitude: float,
    longitude: float,
    altitude: float,
    speed: float,
    error: float = 5.0,
    course: tuple[float, float] = (1.0, 0.0),
) -> None:
    """Make the newest report of the track one of level flight [rad, rad, m, m/s], course (east, north)."""
    place = ecef_of(latitude, longitude, altitude)
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    north = np.cross(place / np.linalg.norm(place), east)
    lives, reports = one.lives[0], one.reports[0]
    reports[Report.X : Report.Z + 1, 0] = place
    reports[Report.VX : Report.VZ + 1, 0] = speed * (course[0] * east + course[1] * north)
    reports[Report.SPREAD_RATE, 0] = 2.0 * error
    reports[Report.SPEED_ERROR, 0] = error
    reports[Report.HEIGHT_ERROR, 0] = 20.0
    one.tracks_i[0, TrackKey.STATUS, 0] = TrackStatus.CONFIRMED
    if not lives[Life.BORN_X, 0]:
        lives[Life.BORN_X : Life.BORN_Z + 1, 0] = place


def state(replicate: int = 0) -> SimpleNamespace:
    """A State of one track, of which nothing is known yet."""
    tally = np.zeros(len(Tally), dtype=np.int64)
    tally[Tally.REPLICATE] = replicate
    beliefs = np.zeros((1, len(Belief), 1))
    beliefs[0, Belief.SUFFICIENT_SINCE] = -1.0
    return SimpleNamespace(
        tally=tally,
        tops=np.ones(1, dtype=np.int64),
        filters=np.zeros((1, len(Filter), 1)),
        lives=np.zeros((1, len(Life), 1)),
        reports=np.zeros((1, len(Report), 1)),
        beliefs=beliefs,
        tracks_i=np.zeros((1, len(TrackKey), 1), dtype=np.int64),
    )
