"""What is told to `site` as Python and files have it: belts, places, raids, each refused in one message."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import SupportsIndex

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG, KM
from openiads.ground.whole import whole
from openiads.scenario.cast import Place, place
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.study.campaign.run_checks import aimed
from openiads.study.coverage.country import country_of
from openiads.study.siting.exclusions import Belt, belts_of
from openiads.study.siting.fewest_leakers import Playing
from openiads.study.siting.site_question import LEAKERS

Belts = Mapping[str, float] | Sequence[str] | str
"""Widths in km by line, `{"armenia": 50}`, or `armenia=50`."""
Candidates = Mapping[str, Sequence[float]] | str | Path
"""Latitude and longitude in degrees, by name; or a CSV file with the columns name, lat, lon."""
Raids = Sequence[Source] | Source
"""Scenarios whose raids come."""
MOST_FEW, MOST_REPLICATES, MOST_RAIDS = 100, 100_000, 20


def playing_of(
    loaded: Scenario, objective: str, against: Raids, few: SupportsIndex, replicates: SupportsIndex,
    seed: SupportsIndex, figures: Catalogue,
) -> Playing | None:  # fmt: skip
    """What is played, if the objective asks for it."""
    told = [against] if isinstance(against, str | Path | Mapping | Scenario) else against
    if not isinstance(told, Sequence):
        kinds.refuse("against", told, "scenarios are allowed", "against=['turkey-2017']")
    if objective != LEAKERS:
        if told:
            raise OutOfRange(f"against: is for objective leakers, and it is {objective}; leave it out")
        return None
    if len(told) > MOST_RAIDS:
        raise OutOfRange(f"against: has {len(told)} scenarios; at most {MOST_RAIDS} are allowed; name fewer")
    raids = tuple(load(one, (), figures) for one in told) or (loaded,)
    names = [raid.name for raid in raids]
    for raid in raids:
        if names.count(raid.name) > 1:
            raise OutOfRange(f"against: {raid.name} is named twice, and would count twice; name it once")
        if not aimed(plan_of(raid, figures)):
            raise OutOfRange(
                f"{'against' if told else 'objective'}: nothing of {raid.name} flies to an asset, so nothing "
                "leaks; name a scenario with such a [[raid]]"
            )
    return Playing(
        raids,
        whole("few", few, 1, MOST_FEW, "few=8"),
        whole("replicates", replicates, 2, MOST_REPLICATES, "replicates=60"),
        whole("seed", seed, 0, 2**32 - 1, "seed=1"),
    )


def defending(plan: Plan, playing: Playing | None, figures: Catalogue) -> Plan:
    """A plan with the assets that the raids fly at, all raids together; its own where nothing is played."""
    if playing is None:
        return plan
    assets = {asset.name: asset for raid in playing.raids for asset in plan_of(raid, figures).assets}
    return replace(plan, assets=list(assets.values()))


def belts_told(told: Belts, plan: Plan, places: Sequence[tuple[str, Place]] | None) -> list[Belt]:
    """Belts along the lines of the country in which the candidates are."""
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
    widths = {}
    for one in kinds.one_or_texts("belts", told, "belts=['armenia=50']"):
        line, equals, width = one.partition("=")
        if line.strip() in widths:
            raise OutOfRange(f"belt {line.strip()}: is named twice; name it once")
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
    """Places of a CSV file, by name [deg]; a mark of the byte order before them is no letter."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        told = [(row["name"], (float(row["lat"]), float(row["lon"]))) for row in rows]
    except OSError as error:
        raise OutOfRange(f"candidates: {path}: {error.strerror}; name a CSV file") from error
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise OutOfRange(
            f"candidates: {path}: is no list of places ({error}); the columns name, lat, lon with degrees "
            "are allowed, one place a line"
        ) from error
    for name, times in Counter(name for name, _ in told).items():
        if times > 1:
            raise OutOfRange(
                f"candidates: {path}: {name!r} is there {times} times; give each place its own name"
            )
    return dict(told)


def places_told(told: Candidates) -> list[tuple[str, Place]]:
    """Candidates by name [rad]."""
    if isinstance(told, str | Path):
        told = _listed(Path(told))
    if not told or not isinstance(told, Mapping):
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


def slope_told(told: float) -> float:
    """The steepest slope [rad]."""
    degrees = kinds.number("slope_deg", told, "slope_deg=10.0")
    if not 0.0 < degrees <= 90.0:
        raise OutOfRange(
            f"slope_deg: is {degrees:g}; more than 0 and at most 90 is allowed; 10 leaves hills in"
        )
    return degrees * DEG
