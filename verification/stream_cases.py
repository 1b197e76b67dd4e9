"""Cases of raiders that come by chance, and of channels that are all taken: a true loss system.

Raiders fly away from the battery on radials, weapons on hold.  On each radial there is one weapons-free zone,
as long as a raider flies in one decision cycle and passed after it is tracked: every raider is asked about
exactly once, and who finds no channel then is out of everybody's reach for good.  Of a Poisson process of
raiders each finds a free channel or is lost.  A channel is held from the decision, with which the round
leaves, to the assessment: for a time of flight that geometry fixes.  It comes free between two decisions, so
it is held for a whole number of cycles, and of the last one half passes before the next raider comes, on
average: that is the service.  What the cycle leaves out is of second order, below 1e-4 of the share
lost at 61 cycles a service.

Two raiders may be metres apart, and the zone is 75 m long: the radar measures to a centimetre.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from openiads.ground.frames import MEAN_RADIUS, Floats, ecef_of_normal, geodetic_of, normal_of
from openiads.simulation.books import Books
from openiads.state.words import Fate
from verification import closed_forms as theory
from verification.degenerate import DEGREE, SETS, SITE, Approach, document
from verification.figures import (
    Case,
    Setting,
    Tables,
    just_raiders,
    over_rows,
    raiders,
    rounds,
    squared_gap_of,
)

SPEED, ALTITUDE = 300.0, 300.0
"""Of raiders that come by chance [m/s], [m]."""
CYCLE = 0.25
TRACKED = 3e3
"""From the entry to the middle of the zone [m]: five scans."""
SHARP = {
    "range_sd_m": 0.01, "azimuth_sd_deg": 1e-6, "elevation_sd_deg": 1e-6, "range_rate_sd_mps": 0.01,
    "false_plots_per_scan": 0, "minimum_range_km": 1,
}  # fmt: skip
SCAN = 2.0
"""Of the radar that finds them [s]."""
SHARPER: dict[str, Any] = {
    "radars": {slug: SHARP | ({"scan_period_s": SCAN} if slug == "96l6e" else {}) for slug in SETS},
    "engagement": {"echoes_to_lock": 1},
    "identification": {"identification_period_s": 1},
}


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    return [_alike(), _mixed(), _short(), _at_once(6, 40, 65.0), _at_once(4, 20, 50.0)]


def place(azimuth_deg: float, distance_km: float) -> list[float]:
    """Latitude and longitude in degrees, so far from the battery."""
    north, east = (distance_km * turned(math.radians(azimuth_deg)) for turned in (math.cos, math.sin))
    return [SITE[0] + north / DEGREE, SITE[1] + east / (DEGREE * math.cos(math.radians(SITE[0])))]


def gate(entry: Sequence[float], end: Sequence[float], cycle: float) -> dict[str, float]:
    """Zone that a raider is over for exactly one cycle [s], on the great circle of its route.

    A zone is judged by the place of a track, drawn to the ground towards the centre of the Earth.
    """
    first, last = (normal_of(*np.radians(point)) for point in (entry, end))
    whole = math.atan2(float(np.linalg.norm(np.cross(first, last))), float(first @ last))

    def at(distance: float) -> Floats:
        turned = distance / MEAN_RADIUS
        normal = (math.sin(whole - turned) * first + math.sin(turned) * last) / math.sin(whole)
        return ecef_of_normal(normal, ALTITUDE)

    middle = at(TRACKED)
    latitude, longitude, _ = geodetic_of(middle * (1.0 - ALTITUDE / np.linalg.norm(middle)))
    foot = ecef_of_normal(normal_of(latitude, longitude), 0.0)
    begin = at(TRACKED - 0.5 * SPEED * cycle)
    radius = float(np.linalg.norm(begin * np.linalg.norm(foot) / np.linalg.norm(begin) - foot))
    return {
        "lat": float(np.degrees(latitude)), "lon": float(np.degrees(longitude)), "radius_km": radius / 1e3,
    }  # fmt: skip


def stream(
    battery: dict[str, Any],
    doctrine: dict[str, Any],
    rate: float,
    lasts: tuple[float, float],
    starts_km: Sequence[float],
    cycle: float = CYCLE,
) -> Tables:
    """Tables of a Poisson stream of `rate` [1/s] between two times [s], evenly over as many radials."""
    begin, end = lasts
    stated = {
        "salvo": 1, "salvos_max": 1, "control": "hold", "reaction_s": 0, "acquisition_s": 0,
        "acquisition_radar": False, "assessment_s": 0, **battery,
    }  # fmt: skip
    tables = document(1, stated, doctrine, Approach())
    tables["area"] |= {"duration_s": end, "step_s": cycle, "cycle_s": cycle}
    tables["network"] = [{"name": "alone", "form": "alone", "batteries": ["battery"], "delay_s": 0}]
    mean = rate * (end - begin) / len(starts_km)
    count = math.ceil(mean + 6.0 * math.sqrt(mean) + 6.0)  # one more comes once in 10 million raids
    raids = []
    for i, start_km in enumerate(starts_km):
        azimuth = 180.0 + 80.0 * ((i + 0.5) / len(starts_km) - 0.5)
        route = [place(azimuth, start_km), place(azimuth, start_km + 9.5)]
        raids.append({
            "name": f"stream {i}", "threat": "fighter", "count": count, "pattern": "poisson",
            "start_s": begin, "spacing_s": len(starts_km) / rate, "waypoints": route, "rcs_m2": 10_000,
            "weave": False, "speed_mps": SPEED, "altitude_m": ALTITUDE,
        })  # fmt: skip
        zone = {"name": f"gate {i}", "kind": "weapons-free", **gate(*route, cycle)}
        tables["zone"].append(zone)
    return {**tables, "asset": [], "raid": raids, "catalogue": SHARPER}


def whole_scans(since: float, services: float) -> float:
    """End [s] of about so long [s] a window in which each radial is looked at equally often.

    Raiders are counted as they are first seen, at a time of the scan that is their radial's own: in a window
    of 15.1 scans some radials would have 16 looks, and 0.5 % more raiders be counted than came in that time.
    """
    return since + SCAN * round(services / SCAN)


def _came(since: float, until: float, books: Books, chosen: np.ndarray) -> Floats:
    seen = books.targets["first_detection_time"]
    return over_rows(books, chosen & (seen >= since) & (seen < until))


def lost_share(rate: float, since: float, until: float) -> Callable[[Books], Floats]:
    """Raiders first seen between two times [s] that nobody fired at, over the mean number of all."""
    of = rate * (until - since)
    return lambda books: _came(since, until, books, books.targets["shots"] == 0) / of


def survived_share(rate: float, since: float, until: float) -> Callable[[Books], Floats]:
    """The same of those that were not killed."""
    of = rate * (until - since)
    return lambda books: _came(since, until, books, books.targets["fate"] != Fate.KILLED) / of


FREE, WORKING = 6, 0.95
"""Channels, and the chance that shots at a raider work at all."""


def _alike() -> Setting:
    """All radials alike: fixed service.  A salvo of two at each that finds a channel, which may not work.

    The rounds fly for 15.02 to 15.08 s: 61 cycles.
    """
    service, load = 60.5 * CYCLE, 4.0
    rate = load / service
    since = 4.0 * service  # from then on the begin is forgotten, to 1e-4
    until = whole_scans(since, 3.0 * service)
    lost = theory.erlang_b(FREE, load)
    kill = (1.0 - lost) * WORKING * theory.salvo_kill(0.7, 2)
    survived = survived_share(rate, since, until)
    battery = {"kill_probability": 0.7, "salvo": 2, "targets_max": FREE, "guided_max": 2 * FREE}
    return Setting(
        "a Poisson stream, fixed service",
        stream(battery, {"target_failure_probability": 1.0 - WORKING}, rate, (0.0, until), [8.0] * 8),
        (
            Case("D2", "lost, c=6 a=4, fixed service, Erlang B", lost, lost_share(rate, since, until)),
            Case("F1", "not killed: channel, working .95, salvo 2", 1.0 - kill, survived),
            Case("P1", "raiders of a Poisson stream, rate x time", rate * until, raiders),
            Case("P2", "their variance, the same", rate * until, squared_gap_of(raiders, rate * until)),
        ),
    )  # fmt: skip


STARTS_KM = (2.0, 12.0, 14.0, 3.0, 4.0, 8.0, 6.1, 10.0)
CYCLES = (43, 76, 85, 46, 49, 61, 55, 68)
"""Where radials begin, by azimuth, and for how many cycles a channel is held by a raider of each.

Of those who are asked in one cycle the older track is served first, mostly that of the lesser azimuth, where
the beam comes by sooner.  So the order is one in which service neither rises nor falls with azimuth: with the
short ones first, they would be served more often than they come, and 0.3 % fewer be lost than Erlang has it.
"""


def _mixed() -> Setting:
    """Eight radials at different distances: another law of service, and only its mean counts.

    With a fixed one, so heavy a load would come in waves for twelve services.
    """
    service, load, kill = (float(np.mean(CYCLES)) - 0.5) * CYCLE, 12.0, 0.8
    rate = load / service
    since = 5.0 * service
    until = whole_scans(since, 2.0 * service)
    lost = theory.erlang_b(FREE, load)
    battery = {"kill_probability": kill, "targets_max": FREE, "guided_max": 2 * FREE}
    return Setting(
        "a heavy stream, eight services",
        stream(battery, {}, rate, (0.0, until), STARTS_KM),
        (
            Case("D3", "lost, c=6 a=12, mixed service, Erlang B", lost, lost_share(rate, since, until)),
            Case(
                "D6", "not killed through c=6, a=12, p=.8: 1-(1-B)p", 1.0 - (1.0 - lost) * kill,
                survived_share(rate, since, until),
            ),
        ),
    )  # fmt: skip


def _short() -> Setting:
    """A stream of 30 s on three channels, each held for 50 s: who comes fourth or later is lost."""
    channels, lasts = 3, (30.0, 60.0)
    mean = 4.0
    rate = mean / (lasts[1] - lasts[0])
    battery = {
        "kill_probability": 1, "targets_max": channels, "guided_max": 2 * channels, "assessment_s": 35,
    }  # fmt: skip
    lost = theory.turned_away(channels, mean)
    within = sum(theory.poisson_count(k, mean) for k in range(channels + 1))
    return Setting(
        "a stream within one service",
        stream(battery, {}, rate, lasts, [8.0] * 8, 1.0),
        (
            Case("D8", "lost of a short stream, E max(N-c, 0), c=3", lost, _not_killed),
            Case("D8'", "none lost of it, P(N <= c)", within, lambda books: 1.0 * (_not_killed(books) == 0)),
            Case("P3", "nobody comes, exp(-mean)", theory.poisson_count(0, mean), just_raiders(0)),
            Case("P4", "just 5 come, Poisson", theory.poisson_count(5, mean), just_raiders(5)),
        ),
    )


def _not_killed(books: Books) -> Floats:
    return raiders(books) - books.outcomes["killed"]


def _at_once(channels: int, count: int, window_s: float) -> Setting:
    """Raiders that are all there at once, and channels that are each busy for 17 to 21 s.

    The window is opened by weapons-free zones that all enter within a step, long since tracked, while weapons
    are on hold, and is closed by the end of their route.  They fly away from the battery on eight radials 10
    degrees apart and in tiers 2 km above each other, from 11 km on.  The law holds for every service time
    between two parts of the window.
    """
    speed, lead, opening_km, reach_km = 60.0, 12.0, 11.0, 25.0
    begin_km, end_km = opening_km - lead * speed / 1e3, opening_km + window_s * speed / 1e3
    battery = {
        "kill_probability": 1, "salvo": 1, "salvos_max": 1, "targets_max": channels,
        "guided_max": 2 * channels, "assessment_s": 2, "acquisition_radar": False,
    }  # fmt: skip
    tables = document(1, battery, {"control": "hold"}, Approach())
    azimuths = [180.0 + 10.0 * (i - 3.5) for i in range(8)]
    spots = [(azimuth, tier) for tier in range(1, 6) for azimuth in azimuths][:count]
    raids = [
        {
            "name": f"raider {azimuth:g} {tier}", "threat": "fighter", "count": 1, "rcs_m2": 10_000,
            "weave": False, "waypoints": [place(azimuth, begin_km), place(azimuth, end_km)],
            "speed_mps": speed, "altitude_m": 2000.0 * tier,
        }
        for azimuth, tier in spots
    ]  # fmt: skip
    for azimuth in azimuths:
        lat, lon = place(azimuth, opening_km + reach_km)
        zone = {"name": f"free {azimuth:g}", "kind": "weapons-free", "lat": lat, "lon": lon}
        tables["zone"].append(zone | {"radius_km": reach_km})
    begun = theory.saturated_engagements(count, channels, 19.0, window_s)
    says = f"raid of {count}, c={channels}, {window_s:g} s: min(n, c(1+floor(T/d)))"
    return Setting(
        f"{channels} channels, all at once",
        {**tables, "asset": [], "raid": raids, "catalogue": SHARPER},
        (Case("D7" if channels == FREE else "D7'", says, begun, rounds),),
    )
