"""Types of rounds become planes and fly-out tables."""

from __future__ import annotations

import numpy as np

from openiads.catalogue.entries import Figure
from openiads.catalogue.entries import Round as Entry
from openiads.catalogue.textbook_entries import FlyoutBook
from openiads.engagement import flyout
from openiads.ground.atmosphere import density
from openiads.ground.frames import GRAVITY
from openiads.scenario.plan import Plan
from openiads.state.planes import Round, fill
from openiads.state.world import Floats


def flyout_figures(entry: Entry, book: FlyoutBook) -> flyout.FlyoutFigures:
    """What the fly-out of a round is computed from."""
    return flyout.FlyoutFigures(
        reach=entry.maximum_range,
        ceiling=entry.maximum_altitude,
        top_speed=_box(entry.figures["maximum_speed"]),
        mean_speed=entry.mean_speed,
        end_ratio=entry.end_speed_ratio,
        mass=entry.launch_mass,
        coast_mass=entry.coast_mass,
        burnout_ratio=_box(entry.figures["burnout_mass_ratio"]),
        sustain=_box(entry.figures["sustain_mass_ratio"]),
        diameter=entry.body_diameter,
        length=entry.body_length,
        boost=entry.boost,
        exhaust=book.specific_impulse * GRAVITY,
        nose_fineness=book.nose_fineness,
        drag=_box(book.figures["drag_factor"]),
        normal_slope=book.normal_slope,
        normal_angle=book.maximum_angle,
        normal_factor=book.normal_factor,
    )


def _box(figure: Figure) -> flyout.Box:
    return flyout.Box(figure.low, figure.value, figure.high)


def round_planes(plan: Plan) -> tuple[Floats, Floats, Floats]:
    """Plane `round_f`, and the fly-out tables: time of flight [s] and speed left [m/s]."""
    f = np.zeros((len(Round), len(plan.rounds)))
    ceiling = max((entry.maximum_altitude for entry in plan.rounds), default=1_000.0)
    reach = max((entry.maximum_range for entry in plan.rounds), default=1_000.0)
    n_altitudes = int(ceiling / flyout.ALTITUDE_STEP) + 3
    n_ranges = int(reach / flyout.RANGE_STEP) + 3
    times, speeds = np.zeros((2, len(plan.rounds), n_altitudes, n_ranges))
    for t, entry in enumerate(plan.rounds):
        figures = flyout_figures(entry, plan.flyout)
        times[t], speeds[t] = flyout.tables(figures, n_altitudes, n_ranges)
        fill(f, Round, t, entry)
        f[Round.HOMING, t] = plan.engagement.homing_range if entry.guidance == "active" else 0.0
        f[Round.SEEKS, t] = entry.guidance in ("active", "semi-active")
        f[Round.LONGEST_FLIGHT, t] = times[t].max()
        f[Round.BEST_PACE, t] = best_pace(times[t])
        f[Round.LATERAL, t] = flyout.fitted(figures).body.lateral
    return f, times, speeds


def best_pace(times: Floats) -> float:
    """Most slant range over time of flight [m/s] that a round's table (altitudes, ranges) leads to.

    Between its entries the time is linear, and beyond the last range it goes on as in the last cell; so it
    falls short nowhere if it does so neither at an entry nor there.
    """
    time = np.abs(times[:, 1:])
    ranges = flyout.RANGE_STEP * np.arange(1.0, times.shape[1])
    last = np.maximum(time[:, -1] - time[:, -2], 0.0)
    with np.errstate(divide="ignore"):
        return float(max((ranges / time).max(), (flyout.RANGE_STEP / last).max()))


def air_column(n_altitudes: int) -> Floats:
    """Natural logarithm of the density of air [kg/m3] at the altitudes of the fly-out tables."""
    return np.log(density(np.arange(n_altitudes) * flyout.ALTITUDE_STEP))
