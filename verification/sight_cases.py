"""Cases of one radar: single looks, looks that add up, the horizon.

Weapons are on hold.  For looks raiders all but stand still, across the line of sight, at a range that makes
their signal what the form has; there is no air that absorbs, and side-on they look as they do nose-on.  What
is first seen by a later look than the last of the form is not counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from openiads.ground.frames import (
    ECCENTRICITY_SQUARED,
    MEAN_RADIUS,
    SEMI_MAJOR,
    Floats,
    ecef_of_normal,
    normal_of,
)
from openiads.simulation.books import Books
from verification import closed_forms as theory
from verification.degenerate import SITE, Approach, document
from verification.figures import Case, Setting, Tables
from verification.stream_cases import place

SCAN, LOOKS = 12.0, 4
FALSE_ALARM = 1e-6
ANTENNA, HEIGHT = 24.0, 6_000.0
REFERENCE_RANGE, REFERENCE_LOOK = 150e3, 0.5
"""Of the radar for 1 m2 [m], as the scenario states them here."""
RANGES_KM = (30.0, 45.0, 60.0)


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    return [_looks(), _horizon()]


def watched(radar: dict[str, Any]) -> Tables:
    """Tables of one search radar that looks at what comes."""
    tables = document(1, {"control": "hold", "acquisition_radar": False}, {}, Approach())
    stated = {"antenna_m": ANTENNA, "gas_loss_db_per_km": 0, "false_plots_per_scan": 0, **radar}
    stated |= {"reference_range_km": REFERENCE_RANGE / 1e3, "reference_detection_probability": REFERENCE_LOOK}
    figures = {
        "radars": {"96l6e": {**stated, "false_alarm_probability": FALSE_ALARM, "doppler_notch_mps": 0}},
        "threats": {"fighter": {"rcs_side_ratio": 1}},
    }
    return {**tables, "asset": [], "raid": [], "catalogue": figures}


def slant(point: list[float], altitude: float) -> float:
    """From the antenna to a place [m]."""
    ends = zip((SITE, point), (ANTENNA, altitude), strict=True)
    first, last = (ecef_of_normal(normal_of(*np.radians(place)), height) for place, height in ends)
    return float(np.linalg.norm(last - first))


def seen_by(scans: int, which: slice, of: int, each: int) -> Callable[[Books], Floats]:
    """Share of some raiders, `of` them among `each`, that were seen in so many scans."""

    def figure(books: Books) -> Floats:
        seen = books.targets["first_detection_time"].reshape(-1, each)[:, which]
        return np.asarray((seen < SCAN * scans).sum(axis=1) / of)

    return figure


def first_look(which: slice, of: int, each: int) -> Callable[[Books], Floats]:
    """Mean number of looks at some raiders until the first that saw them, `LOOKS` where none did."""

    def figure(books: Books) -> Floats:
        seen = books.targets["first_detection_time"].reshape(-1, each)[:, which]
        number = np.where(seen < LOOKS * SCAN, np.floor(seen / SCAN) + 1.0, LOOKS)
        return np.asarray(number.sum(axis=1) / of)

    return figure


def _looks() -> Setting:
    """Five raiders at each of three ranges, of the cross section that has 13 dB in the middle."""
    tables = watched({"scan_period_s": SCAN})
    slants, alike = [], 5
    for ring, distance_km in enumerate(RANGES_KM):
        for i in range(alike):
            azimuth = 150.0 + 15.0 * i
            middle = place(azimuth, distance_km)
            across = place(azimuth + math.degrees(SCAN * LOOKS / (distance_km * 1e3)), distance_km)
            slants.append(slant(middle, HEIGHT))
            tables["raid"].append({
                "name": f"ring {ring} {i}", "threat": "fighter", "count": 1, "weave": False,
                "waypoints": [middle, across], "speed_mps": 1.0, "altitude_m": HEIGHT,
            })  # fmt: skip
    middle_of = float(np.mean(slants[alike : 2 * alike]))
    rcs = 10**1.3 / theory.snr_at(REFERENCE_LOOK, FALSE_ALARM, middle_of / REFERENCE_RANGE)
    for raid in tables["raid"]:
        raid["rcs_m2"] = rcs
    cases = []
    every = len(slants)
    for ring in range(len(RANGES_KM)):
        which = slice(ring * alike, (ring + 1) * alike)
        ratios = np.array(slants[which]) / REFERENCE_RANGE
        snrs = [rcs * theory.snr_at(REFERENCE_LOOK, FALSE_ALARM, ratio) for ratio in ratios]
        looks = [theory.swerling_1(snr, FALSE_ALARM) for snr in snrs]
        level = 10.0 * math.log10(float(np.mean(snrs)))
        mark = "'" * ring

        def mean(form: Callable[[float, int], float], k: int, looks: list[float] = looks) -> float:
            return float(np.mean([form(look, k) for look in looks]))

        cases += [
            Case(
                f"E4{mark}", f"Swerling 1, one look at {level:.1f} dB, Pfa^(1/(1+S))",
                mean(theory.cumulative, 1), seen_by(1, which, alike, every),
            ),
            Case(
                f"E2{mark}", f"seen in {LOOKS} looks at {level:.1f} dB, 1-(1-Pd)^k",
                mean(theory.cumulative, LOOKS), seen_by(LOOKS, which, alike, every),
            ),
        ]  # fmt: skip
        if ring == 1:
            needed = mean(theory.looks_needed, LOOKS)
            cases.append(
                Case("E3'", "looks to the first, 4 at most", needed, first_look(which, alike, every))
            )
    return Setting("looks of one radar", tables, tuple(cases))


def as_round_as_the_mean() -> float:
    """Azimuth [deg] along which the ellipsoid at the site is curved like the mean sphere, by Euler's theorem.

    Skylines are those of a mean sphere, places those of the ellipsoid: elsewhere the horizon is up to 0.1 %
    nearer or farther.
    """
    sine = math.sin(math.radians(SITE[0]))
    across = SEMI_MAJOR / math.sqrt(1.0 - ECCENTRICITY_SQUARED * sine**2)
    along = across * (1.0 - ECCENTRICITY_SQUARED) / (1.0 - ECCENTRICITY_SQUARED * sine**2)
    part = (1.0 / along - 1.0 / MEAN_RADIUS) / (1.0 / along - 1.0 / across)
    return math.degrees(math.asin(math.sqrt(part)))


def _horizon() -> Setting:
    """Raiders as large as barns come over the horizon, at two heights, at any moment of a scan.

    Each is seen by the first look after it has come over, which is half a scan later on average.
    """
    scan, speed, alike, turned = 6.0, 300.0, 4, as_round_as_the_mean()
    tables = watched({"scan_period_s": scan})
    cases = []
    for ring, height in enumerate((100.0, 300.0)):
        edge = theory.radio_horizon(ANTENNA, height, MEAN_RADIUS)
        for i, azimuth in enumerate((turned, 180.0 - turned, 180.0 + turned, 360.0 - turned)):
            route = [place(azimuth, edge / 1e3 + away) for away in (4.0, -5.0)]
            tables["raid"].append({
                "name": f"low {ring} {i}", "threat": "fighter", "count": 1, "weave": False, "rcs_m2": 10_000,
                "start_s": scan / 2, "jitter_s": scan / 2, "waypoints": route, "speed_mps": speed,
                "altitude_m": height,
            })  # fmt: skip
        which = slice(ring * alike, (ring + 1) * alike)

        def figure(books: Books, which: slice = which) -> Floats:
            seen = books.targets["first_detection_range"].reshape(-1, 2 * alike)[:, which]
            return np.asarray(seen.mean(axis=1) / 1e3)

        seen_km = theory.slant_range(edge - speed * scan / 2, ANTENNA, height, MEAN_RADIUS) / 1e3
        key, says = f"E5{chr(39) * ring}", f"first seen [km], {height:g} m up, 4/3 Earth, half a scan"
        cases.append(Case(key, says, seen_km, figure))
    return Setting("over the horizon", tables, tuple(cases))
