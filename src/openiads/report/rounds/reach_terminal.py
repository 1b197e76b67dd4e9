"""What a round reaches, on a terminal: flights by altitude, and where targets are at the first launch."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from rich.console import Group, RenderableType
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.terminal_parts import section

Columns = Mapping[str, npt.NDArray[np.float64]]


def account(limits: Mapping[str, float], flights: Columns, launches: Columns) -> RenderableType:
    """Both tables, and what is published of the limits."""
    return Group(
        *section("What it reaches, by public figures and a textbook fly-out", _flights(flights)),
        Text(_limits(limits)),
        *section(
            "How far ahead a target is when the first and the last round leave, km", _launches(launches)
        ),
        Text(
            "Level and straight; the greatest crossing distance is the reach at that altitude. The last "
            "round meets it before it is nearer than the least range, or past."
        ),
    )


def _limits(limits: Mapping[str, float]) -> str:
    return (
        f"No target nearer than {limits['minimum_range_km']:g} km or lower than "
        f"{limits['minimum_altitude_m']:g} m; what falls freely to {limits['ballistic_range_km']:g} km; "
        f"none faster than {limits['maximum_target_speed_mps']:g} m/s."
    )


def _flights(flights: Columns) -> Listing:
    """A row for each altitude, out to the reach there."""
    shares = np.unique(flights["share_of_reach"])
    halfway = float(shares[np.argmin(np.abs(shares - 0.5))])
    table = Listing(
        ("target at, km", "reach, km", "time, s", "end speed, m/s", "halfway, km", "time, s", "speed, m/s"),
        words=(), names=1,
    )  # fmt: skip
    for altitude in np.unique(flights["altitude_km"]):
        cells = [f"{altitude:g}"]
        for share in (1.0, halfway):
            row = (flights["altitude_km"] == altitude) & (flights["share_of_reach"] == share)
            values = (
                flights[name][row][0] for name in ("ground_range_km", "time_of_flight_s", "end_speed_mps")
            )
            cells += [_number(value) for value in values]
        table.add_row(*cells)
    return table


def _launches(launches: Columns) -> Listing:
    """A row for each altitude and speed; how far aside targets pass is a share of the reach, told in km."""
    pairs = np.unique(np.stack([launches["altitude_km"], launches["target_speed_mps"]]), axis=1).T
    table = Listing(
        ("target at, km", "speed, m/s", "passing aside by, km: ahead from, to, km"), words=(2,), names=2
    )
    for altitude, speed in pairs:
        row = (launches["altitude_km"] == altitude) & (launches["target_speed_mps"] == speed)
        columns = (launches[name][row] for name in ("crossing_km", "first_launch_km", "last_launch_km"))
        each = zip(*columns, strict=True)
        met = ", ".join(
            f"{aside:.0f}: {first:.0f}-{_number(last)}" for aside, first, last in each if first == first
        )
        table.add_row(f"{altitude:g}", f"{speed:g}", met or "-")
    return table


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.0f}" if value >= 10.0 else f"{value:.1f}"
