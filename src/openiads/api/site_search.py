"""Where to put batteries: the best of many sites, with a bound, and what keeping ground free costs."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.site_result import SiteResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG, KM
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.cast import Place, place
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import Plan, plan_of
from openiads.study.coverage.country import country_of
from openiads.study.siting.candidates import STEEPEST, Rules
from openiads.study.siting.exclusions import Belt, belts_of, polygons_in
from openiads.study.siting.placing import placed
from openiads.study.siting.site_question import HEIGHTS, site_question

Belts = Mapping[str, float] | Sequence[str] | str
"""Widths in km by line, `{"armenia": 50}`, or `armenia=50`."""
Candidates = Mapping[str, Sequence[float]] | str | Path
"""Latitude and longitude in degrees, by name; or a CSV file with the columns name, lat, lon."""
STEEPEST_DEG = STEEPEST / DEG


def site(
    scenario: Source,
    *,
    batteries: SupportsIndex | None = None,
    battery: str | None = None,
    objective: str = "people",
    fold: SupportsIndex = 1,
    altitudes_m: Sequence[float] = HEIGHTS,
    rcs_m2: float = 1.0,
    belts: Belts = (),
    exclude: str | Path | None = None,
    candidates: Candidates | None = None,
    spacing_km: float = 60.0,
    cell_km: float = 10.0,
    slope_deg: float = STEEPEST_DEG,
    workers: SupportsIndex = 2,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
) -> SiteResult:
    """The sites from which some batteries cover most, proven to within one per cent.

    Parameters
    ----------
    scenario : as `run` takes it; its batteries stand where they are found best, its raids are not played
    batteries : how many; as many as the scenario has if it is not said
    battery : name of the one in the scenario whose kind is sited; its first if it is not said
    objective : what is to be covered: "people", "assets", "border" or "area"
    fold : 1, or 2 where only what two batteries cover at once counts
    altitudes_m : heights above the ground at which it is to be covered; they count alike
    rcs_m2 : of what is to be met
    belts : ground that is kept free along borders and coasts, such as `{"armenia": 50, "aegean": 100}` in km
    exclude : a GeoJSON file of polygons that are kept free
    candidates : where batteries may stand, as latitude and longitude by name, or a CSV file with the columns
        `name`, `lat`, `lon`; a lattice over the country if none are given
    spacing_km : of that lattice
    cell_km : edge of the pieces of ground that are counted
    slope_deg : steepest ground on which a battery stands
    workers : threads; results do not depend on them

    Raises
    ------
    UnknownName
        if there is no such battery, objective, border or coast
    OutOfRange
        if no land is left, or a number is not allowed
    """
    threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
    figures = catalogue_at(catalogue)
    listed = [changes] if isinstance(changes, str) else kinds.texts("changes", changes, "changes=['a.b=1']")
    loaded = load(scenario, listed, figures)
    plan = plan_of(loaded, figures)
    spacing, edge = (
        kinds.number(n, v, f"{n}=60.0") * KM for n, v in (("spacing_km", spacing_km), ("cell_km", cell_km))
    )
    asked = site_question(plan, batteries, battery, objective, fold, altitudes_m, rcs_m2, spacing, edge)
    places = None if candidates is None else _places(candidates)
    polygons = () if exclude is None else tuple(polygons_in(Path(exclude)))
    rules = Rules(tuple(_belts(belts, plan, places)), polygons, _slope(slope_deg))
    return SiteResult(loaded, placed(plan, asked, rules, places, threads))


def _belts(told: Belts, plan: Plan, places: Sequence[tuple[str, Place]] | None) -> list[Belt]:
    widths = _widths(told)
    if not widths:
        return []
    stand = [battery.site for battery in plan.batteries] if places is None else [site for _, site in places]
    country = country_of(stand)
    if country is None:
        raise OutOfRange("belt: no country is known where these batteries stand; leave belts out")
    return belts_of(country.name, widths)


def _widths(told: Belts) -> dict[str, float]:
    """Widths [m] by line."""
    if isinstance(told, Mapping):
        return {
            str(line): kinds.number("belts", width, "belts={'armenia': 50}") * KM
            for line, width in told.items()
        }
    listed = [told] if isinstance(told, str) else kinds.texts("belts", told, "belts=['armenia=50']")
    widths = {}
    for one in listed:
        line, equals, width = one.partition("=")
        try:
            widths[line.strip()] = float(width) * KM
        except ValueError:
            equals = ""
        if not equals:
            raise OutOfRange(
                f"belt is {one!r}; a border or coast and a width in km are allowed; write it like armenia=50"
            )
    return widths


def _listed(path: Path) -> dict[str, tuple[float, float]]:
    """Places of a CSV file, by name [deg]."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["name"]: (float(row["lat"]), float(row["lon"])) for row in rows}
    except OSError as error:
        raise OutOfRange(f"candidates: {path}: {error.strerror}; name a CSV file") from error
    except (KeyError, TypeError, ValueError) as error:
        raise OutOfRange(
            f"candidates: {path}: is no list of places ({error}); the columns name, lat, lon with degrees "
            "are allowed, one place a line"
        ) from error


def _places(told: Candidates) -> list[tuple[str, Place]]:
    if isinstance(told, str | Path):
        told = _listed(Path(told))
    if not told:
        kinds.refuse("candidates", told, "latitude and longitude by name are allowed", "{'a': (39.9, 32.9)}")
    found = []
    for name, point in told.items():
        lat, lon = kinds.numbers("candidates", point, "{'a': (39.9, 32.9)}", 2)
        if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
            raise OutOfRange(
                f"candidates: {name} is at {lat:g}, {lon:g}; latitude, then longitude, is allowed"
            )
        found.append((str(name), place((lat, lon))))
    return found


def _slope(told: float) -> float:
    degrees = kinds.number("slope_deg", told, "slope_deg=10.0")
    if not 0.0 < degrees <= 90.0:
        raise OutOfRange(
            f"slope_deg: is {degrees:g}; more than 0 and at most 90 is allowed; 10 leaves hills in"
        )
    return degrees * DEG
