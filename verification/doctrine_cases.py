"""Cases of doctrine as data: looks in time, salvos by class, reserves, held fire, orders."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from openiads.ground.frames import MEAN_RADIUS, Floats, ecef_of_normal, normal_of
from openiads.simulation.books import Books
from openiads.state.words import Happening
from verification import closed_forms as theory
from verification.degenerate import ROUND, SITE, Approach, document
from verification.figures import (
    Case,
    Setting,
    Tables,
    has_leaked,
    is_killed,
    just,
    leakers,
    of_some,
    over_rows,
    rounds,
    share,
    shots_at,
)
from verification.stream_cases import SHARPER, place

KILL = 0.7
"""Single-shot kill probability of most cases."""
FEW = 5
"""Raiders of most cases."""
ONE_LOOK = Approach(35.0, 24.5, 1.0)
"""Time for two engagements with a look between, which are over after 50 to 60 s, and none for a third before
raiders arrive at 70 s."""


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    return [
        _look_first(),
        _shoot_first(),
        _by_class(),
        _reserve(),
        _kept(),
        _held(0.10),
        _held(0.16),
        _ordered(),
    ]


def sharp(tables: Tables, **models: str) -> Tables:
    """The same with radars that see all within two seconds and measure to a centimetre, and other models."""
    for battery in tables["battery"]:
        battery["acquisition_radar"] = False
    return {**tables, "catalogue": SHARPER, "models": models}


def _look_first() -> Setting:
    """One round, a look, and where no time is left for another look two at who survives.

    That is what the default doctrine does of itself with a system whose salvo is two.  Beside it, on the same
    draws, two first and one after the look: three rounds at most in both, so the same raiders leak, one by
    one.  Two first cost a round more where the first kills, one less where only the second does: p - qp.
    """
    shots, leak = theory.in_turn(KILL, 1, 2)
    first, _ = theory.in_turn(KILL, 2, 1)
    battery = {"kill_probability": KILL}
    return Setting(
        "a look first, then a salvo",
        sharp(document(FEW, battery, {}, ONE_LOOK)),
        (
            Case("G1", "shots of shoot-look-shoot, 1+2q", shots, share(rounds, FEW)),
            Case("G2", "leak of it, q^3", leak, share(leakers, FEW)),
            Case("G3", "less than two first: rounds, -p^2", shots - first, share(rounds, FEW), True),
            Case("G3'", "leakers, the same ones", 0.0, leakers, True),
        ),
        sharp(document(FEW, battery, {}, ONE_LOOK), doctrine="shoot-shoot-look"),
    )  # fmt: skip


def _shoot_first() -> Setting:
    """A salvo of two, and one after each of two looks."""
    shots, leak = theory.in_turn(KILL, 2, 1, 1)
    battery = {"kill_probability": KILL, "salvo": 1, "salvos_max": 3}
    return Setting(
        "shoot-shoot-look",
        sharp(document(FEW, battery, {}, Approach(35.0, 15.0, 1.0)), doctrine="shoot-shoot-look"),
        (
            Case("G4", "shots of shoot-shoot-look, 2+q^2+q^3", shots, share(rounds, FEW)),
            Case("G5", "leak of it, q^4", leak, share(leakers, FEW)),
        ),
    )


def _by_class() -> Setting:
    """A salvo of three at what is fast and of four at what is slow, which come side by side."""
    kill, slow = 0.5, slice(FEW, 2 * FEW)
    tables = document(
        2 * FEW, {"kill_probability": kill},
        {"salvos_max": 1, "salvo_by_class": {"fast": 3, "slow": 4}}, Approach(35.0, 20.0, 2.0),
    )  # fmt: skip
    for i, raid in enumerate(tables["raid"]):
        raid["speed_mps"] = 250.0 if i < FEW else 80.0
    three, four = theory.salvo_kill(kill, 3), theory.salvo_kill(kill, 4)
    return Setting(
        "salvos by class",
        sharp(tables),
        (
            Case("G6", "kill by a salvo of 3, 1-(1-p)^3", three, of_some(is_killed, slice(FEW), 2 * FEW)),
            Case("G7", "kill by a salvo of 4, 1-(1-p)^4", four, of_some(is_killed, slow, 2 * FEW)),
            Case("G8", "none leaks, K3^5 K4^5", (three * four) ** FEW, just(0)),
            Case("G9", "rounds of both, 5 x 3 + 5 x 4", 7.0 * FEW, rounds),
        ),
    )


def _reserve() -> Setting:
    """Eight rounds of which two are kept, so six for five raiders, one by one at survivors."""
    loaded, kept, kill = 8, 2, 0.6
    battery = {"kill_probability": kill, "salvo": 1, "salvos_max": 10, "loadout": {ROUND: loaded}}
    left = theory.magazine_leakers(FEW, loaded - kept, kill)
    spent = theory.rounds_spent(FEW, loaded - kept, kill)
    return Setting(
        "a reserve",
        sharp(document(FEW, battery, {"reserve_rounds": kept}, Approach(35.0, 20.0, 1.0))),
        (
            Case("R1", "leakers, 8 rounds of .6 and 2 kept, 5 raiders", left, leakers),
            Case("R2", "rounds fired, the same", sum(n * share for n, share in spent.items()), rounds),
        ),
    )


def _kept() -> Setting:
    """Nine rounds of which four are kept for what is slow; four fast raiders come, then four slow ones.

    The fast ones get five at most, and leave one more to the slow ones if they all fall to four.
    """
    loaded, kept, kill, each = 9, 4, 0.7, 4
    battery = {"kill_probability": kill, "salvo": 1, "salvos_max": 10, "loadout": {ROUND: loaded}}
    tables = document(2 * each, battery, {"reserve_by_class": {"slow": kept}}, Approach(35.0, 15.0, 1.0))
    for i, raid in enumerate(tables["raid"]):
        fast = i < each
        raid |= {"speed_mps": 250.0} if fast else {"speed_mps": 80.0, "start_s": 85.0}
    first = theory.magazine_leakers(each, loaded - kept, kill)
    then = theory.reserved_leakers(each, each, loaded, kept, kill)
    leaked = [of_some(has_leaked, part, 2 * each) for part in (slice(each), slice(each, 2 * each))]
    return Setting(
        "a reserve for what is slow",
        sharp(tables),
        (
            Case("R3", "fast ones leak, 5 of 9 rounds for 4", first / each, leaked[0]),
            Case("R4", "slow ones leak, 4 kept and what is left", then / each, leaked[1]),
        ),
    )  # fmt: skip


PACE, ROUND_PACE, RANGE_KM = 280.0, 1100.0, 250.0
"""Of raiders [m/s]; of the round on average, on its first 15 to 40 km [m/s]; its published range.

Between 950 and 1,250 m/s the count of salvos is the same.  `fly_out` holds the round to what is published.
"""
UNTIL_KM = 17.2
"""Where the raiders of held fire arrive, from the battery."""
HELD, HELD_RAIDERS = Approach(55.0, UNTIL_KM, 1.0, PACE), 3


def first_met(reach: float) -> Callable[[Books], Floats]:
    """Share of raiders first met nearer than `reach` [m], by less than their way in a second and a half."""

    def figure(books: Books) -> Floats:
        e = books.events
        met = np.flatnonzero((e["kind"] == Happening.KILL) | (e["kind"] == Happening.MISS))
        keys = e["replicate"][met].astype(np.int64) * HELD_RAIDERS + e["object"][met]
        _, first = np.unique(keys, return_index=True)
        away = distance_at(e["object"][met[first]], e["time"][met[first]])
        well = np.zeros(len(e["time"]), dtype=bool)
        well[met[first]] = (away <= reach + 30.0) & (away > reach - 1.5 * PACE)
        return over_rows(Books(books.outcomes, e, e), well) / HELD_RAIDERS  # rows of events, not of targets

    return figure


def distance_at(raiders: np.ndarray, times: Floats) -> Floats:
    """Slant range [m] from the battery to raiders of held fire, at times [s]: along their great circles."""
    tables = document(HELD_RAIDERS, {}, {}, HELD)
    site = ecef_of_normal(normal_of(*np.radians(SITE)), 0.0)
    found = np.empty(len(times))
    for i, (raid, asset) in enumerate(zip(tables["raid"], tables["asset"], strict=True)):
        for j in np.flatnonzero(raiders == i):
            there = on_route(raid["entry"], [asset["lat"], asset["lon"]], PACE * times[j], HELD.altitude_m)
            found[j] = np.linalg.norm(there - site)
    return found


def on_route(entry: list[float], end: list[float], distance: float, altitude: float) -> Floats:
    """Place on the great circle from one to another, after a distance [m] on the mean sphere."""
    first, last = (normal_of(*np.radians(point)) for point in (entry, end))
    whole = math.atan2(float(np.linalg.norm(np.cross(first, last))), float(first @ last))
    turned = distance / MEAN_RADIUS
    normal = (math.sin(whole - turned) * first + math.sin(turned) * last) / math.sin(whole)
    return ecef_of_normal(normal, altitude)


def _held(margin: float) -> Setting:
    """Fire is held to a share of the range: as many salvos follow as fit in what is left of the way."""
    kill, look, opened = 0.5, 1.0, margin * RANGE_KM * 1e3
    end = math.hypot(UNTIL_KM * 1e3, HELD.altitude_m)
    fit = theory.salvos_that_fit(opened, end, PACE, ROUND_PACE, look)
    shots, leak = theory.in_turn(kill, *[1] * fit)
    battery = {"kill_probability": kill, "salvo": 1, "salvos_max": 10, "assessment_s": look}
    leaked = share(leakers, HELD_RAIDERS)
    mark = "'" * (margin > 0.1)
    return Setting(
        f"fire held to {margin:g} of the range",
        sharp(document(HELD_RAIDERS, battery, {"envelope_margin": margin}, HELD)),
        (
            Case(f"N1{mark}", f"fire at {margin:g} of the range: first met there", 1.0, first_met(opened)),
            Case(f"N2{mark}", f"then {fit} salvos fit: leak, (1-p)^{fit}", leak, leaked),
            Case(f"N3{mark}", "shots, (1-(1-p)^k)/p", shots, share(rounds, HELD_RAIDERS)),
        ),
    )


WAY_KM, SECTOR, CROSSING = 20.0, 30.0, 300.0
"""Raiders of orders pass so far south of the battery, through a sector [deg], at a pace [m/s]."""
LEAD_KM, SPREAD, OPEN = 8.0, 120.0, (75.0, 115.0)
"""From their entry to the sector; over what time they come [s]; when the order holds [s]."""


def crossing(entry: list[float], end: list[float]) -> tuple[float, float]:
    """When [s] after its entry a raider enters and leaves the sector, seen from the battery, by bisection."""
    up = normal_of(*np.radians(SITE))
    site = ecef_of_normal(up, 0.0)
    east = np.array([-math.sin(math.radians(SITE[1])), math.cos(math.radians(SITE[1])), 0.0])
    north = np.cross(up, east)

    def azimuth(time: float) -> float:
        gap = on_route(entry, end, CROSSING * time, 3000.0) - site
        return math.degrees(math.atan2(float(gap @ east), float(-(gap @ north))))

    def when(edge: float) -> float:
        low, high = 0.0, 2.0 * (WAY_KM + LEAD_KM) * 1e3 / CROSSING
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if azimuth(middle) < edge else (low, middle)
        return 0.5 * (low + high)

    return when(-0.5 * SECTOR), when(0.5 * SECTOR)


def _ordered() -> Setting:
    """Weapons are on hold but for a time and in a sector that raiders cross, who come at any time.

    Who is in the sector at one of the decisions of that time is fired at once, then and there.  Ten raiders
    at ten altitudes on one way from west to east, 20 km south of the battery.
    """
    raiders, kill, cycle = 10, 0.8, 1.0
    half = WAY_KM * math.tan(math.radians(0.5 * SECTOR))
    route = [along(-half - LEAD_KM), along(half + 12.0)]
    enters, leaves = crossing(route[0], route[1])
    battery = {
        "kill_probability": kill, "salvo": 1, "salvos_max": 1, "reaction_s": 0, "acquisition_s": 0,
        "assessment_s": 0,
    }  # fmt: skip
    tables = document(1, battery, {"control": "hold", "self_defence": "none"}, Approach())
    tables["network"] = [{"name": "alone", "form": "alone", "batteries": ["battery"], "delay_s": 0}]
    tables["area"] |= {"duration_s": 300}
    tables["control_order"] = [
        {
            "name": "window", "control": "free", "from_s": OPEN[0], "until_s": OPEN[1], "azimuth_deg": 180,
            "width_deg": SECTOR,
        }
    ]  # fmt: skip
    raids = [
        {
            "name": f"raider {i}", "threat": "fighter", "count": 1, "waypoints": route, "rcs_m2": 10_000,
            "start_s": SPREAD / 2, "jitter_s": SPREAD / 2, "weave": False, "speed_mps": CROSSING,
            "altitude_m": 1000.0 * (i + 1),
        }
        for i in range(raiders)
    ]  # fmt: skip
    every = slice(raiders)
    chance = theory.asked_in(OPEN[1] - OPEN[0], leaves - enters, cycle, SPREAD)
    return Setting(
        "an order for a time and a sector",
        sharp({**tables, "asset": [], "raid": raids}),
        (
            Case("O1", "fired at in the time of an order", chance, of_some(shots_at, every, raiders)),
            Case("O2", "just 6 of 10, binomial", theory.exactly(6, raiders, chance), just_fired(6)),
            Case("O3", "killed then, x .8", kill * chance, of_some(is_killed, every, raiders)),
        ),
    )  # fmt: skip


def along(east_km: float) -> list[float]:
    """A place so far east of the point 20 km south of the battery."""
    return place(180.0 - math.degrees(math.atan2(east_km, WAY_KM)), math.hypot(east_km, WAY_KM))


def just_fired(count: int) -> Callable[[Books], Floats]:
    """Whether exactly `count` rounds were fired."""
    return lambda books: (rounds(books) == count).astype(np.float64)
