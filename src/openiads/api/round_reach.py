"""What a round of the catalogue reaches, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from openiads.api.reach_result import Columns, ReachResult
from openiads.catalogue.entries import Round
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.engagement.flyout import FlyoutFigures
from openiads.engagement.round_envelope import first_launch, flights, last_launch
from openiads.ground import kinds
from openiads.ground.errors import UnknownName
from openiads.ground.units import KM
from openiads.simulation.prepare_rounds import flyout_figures

ALTITUDES_KM = (0.1, 1.0, 5.0, 10.0, 20.0)
SPEEDS_MPS = (50.0, 250.0, 600.0, 900.0)
SHARES = np.array([0.25, 0.5, 0.75, 1.0])
"""Of the reach at an altitude, at which flights are told."""
ASIDE = np.array([0.0, 0.5, 0.9, 1.0])
"""Of that reach, by which targets pass aside."""


def reach(
    name: str,
    *,
    altitudes_km: Sequence[float] = ALTITUDES_KM,
    speeds_mps: Sequence[float] = SPEEDS_MPS,
    catalogue: Catalogue | str | Path | None = None,
) -> ReachResult:
    """What a round reaches, by public figures and a textbook fly-out; no radar, ground or doctrine is in it.

    Parameters
    ----------
    name : of a round of the catalogue, "48n6e3"
    altitudes_km : of targets; those above its ceiling or below its floor are left out
    speeds_mps : of targets; those that are too fast for the round are left out
    catalogue : a folder of catalogue files of one's own, on top of those that come along

    Raises
    ------
    UnknownName
        if there is no such round
    OutOfRange
        if an altitude or a speed is negative, or no number
    """
    told = catalogue_at(catalogue)
    if not isinstance(name, str):
        kinds.refuse("name", name, "the name of a round, as text, is allowed", "name='48n6e3'")
    if name not in told.names("round"):
        raise UnknownName("round", name, told.names("round"))
    altitudes = _from_zero_up("altitudes_km", altitudes_km, "altitudes_km=[1, 5]")
    targets = _from_zero_up("speeds_mps", speeds_mps, "speeds_mps=[250]")
    entry = told.round_of(name)
    figures = flyout_figures(entry, told.flight)
    levels = [km for km in altitudes if entry.minimum_altitude <= km * KM <= entry.maximum_altitude]
    speeds = [speed for speed in targets if speed <= entry.maximum_target_speed]
    return ReachResult(
        name,
        _limits(entry),
        _flights(figures, np.array(levels)),
        _launches(figures, entry.minimum_range, levels, speeds),
    )


def _from_zero_up(name: str, values: object, example: str) -> tuple[float, ...]:
    found = kinds.numbers(name, values, example)
    for i, value in enumerate(found):
        if not 0.0 <= value < np.inf:
            kinds.refuse(f"{name}[{i}]", value, "a finite number of 0 or more is allowed", example)
    return found


def _limits(entry: Round) -> dict[str, float]:
    return {
        "minimum_range_km": entry.minimum_range / KM,
        "maximum_range_km": entry.maximum_range / KM,
        "ballistic_range_km": entry.ballistic_range / KM,
        "minimum_altitude_m": entry.minimum_altitude,
        "maximum_altitude_km": entry.maximum_altitude / KM,
        "maximum_target_speed_mps": entry.maximum_target_speed,
    }


def _flights(figures: FlyoutFigures, levels: np.ndarray) -> Columns:
    ground, time, speed = flights(figures, levels * KM, SHARES)
    return {
        "altitude_km": np.repeat(levels, len(SHARES)),
        "share_of_reach": np.tile(SHARES, len(levels)),
        "ground_range_km": ground.ravel() / KM,
        "time_of_flight_s": time.ravel(),
        "end_speed_mps": speed.ravel(),
    }


def _launches(figures: FlyoutFigures, nearest: float, levels: list[float], speeds: list[float]) -> Columns:
    farthest, _, _ = flights(figures, np.array(levels) * KM, np.ones(1))
    rows = []
    for level, ground in zip(levels, farthest[:, 0], strict=True):
        aside = ASIDE * ground
        for speed in speeds:
            first = first_launch(figures, level * KM, speed, aside)
            last = last_launch(figures, nearest, level * KM, speed, aside)
            rows += [(level, speed, *row) for row in (np.array([aside, first, last]) / KM).T]
    columns = np.array(rows).reshape(-1, 5).T
    names = ("altitude_km", "target_speed_mps", "crossing_km", "first_launch_km", "last_launch_km")
    return dict(zip(names, columns, strict=True))
