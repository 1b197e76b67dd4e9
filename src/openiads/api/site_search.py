"""Where to put batteries: the best of many sites, with a bound, and what keeping ground free costs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.site_arguments import (
    Belts,
    Candidates,
    Raids,
    belts_told,
    defending,
    places_told,
    playing_of,
    slope_told,
)
from openiads.api.site_result import SiteResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.overrides import with_overrides
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.units import DEG, KM
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import plan_of
from openiads.scenario.scenario_schema import overrides_in
from openiads.study.siting.candidates import STEEPEST, Rules
from openiads.study.siting.exclusions import polygons_in
from openiads.study.siting.fewest_leakers import Progress, fewest_leakers
from openiads.study.siting.placing import placed
from openiads.study.siting.site_question import HEIGHTS, site_question

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
    threats: Sequence[str] | str = (),
    belts: Belts = (),
    exclude: str | Path | None = None,
    candidates: Candidates | None = None,
    spacing_km: float = 60.0,
    cell_km: float = 10.0,
    slope_deg: float = STEEPEST_DEG,
    along: Sequence[str] | str = (),
    against: Raids = (),
    few: SupportsIndex = 8,
    replicates: SupportsIndex = 60,
    seed: SupportsIndex = 1,
    workers: SupportsIndex = 2,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> SiteResult:
    """The sites from which some batteries cover most, proven to within one per cent; or let fewest through.

    Parameters
    ----------
    scenario : as `run` takes it; its batteries stand where they are found best
    batteries : how many; as many of the kind as the scenario has if it is not said
    battery : name of the one in the scenario whose kind is sited; its first if it is not said
    objective : what is to be covered: "people", "assets", "border" or "area"; or "leakers", for which the
        best few by cover of the assets are played, and those are best that let fewest through
    fold : 1, or 2 where only what two batteries cover at once counts
    altitudes_m : heights above the ground at which it is to be covered; they count alike
    rcs_m2 : of what is to be met
    threats : slugs of the catalogue, `["fighter", "cruise-subsonic"]`, whose cross sections and speeds it
        has instead; each at each height counts alike
    belts : ground that is kept free along borders and coasts, such as `{"armenia": 50, "aegean": 100}` in km
    exclude : a GeoJSON file of polygons that are kept free
    candidates : where batteries may stand, as latitude and longitude by name, or a CSV file with the columns
        `name`, `lat`, `lon`; a lattice over the country if none are given
    spacing_km : of that lattice
    cell_km : edge of the pieces of ground that are counted
    slope_deg : steepest ground on which a battery stands
    along : borders and coasts whose strips are what counts as border; all land borders if none are named
    against : scenarios whose raids come, each by itself, with what flies and is defended there; the
        scenario's own raids if none are given
    few : choices that are played
    replicates : of each choice and raid; the best ones are played as often again, on other draws
    seed : of what is played
    workers : threads; results do not depend on them
    progress : called with how many choices were played so far, and of how many

    Raises
    ------
    UnknownName
        if there is no such battery, objective, border or coast
    OutOfRange
        if no land is left, or a number is not allowed
    """
    kinds.function("progress", progress)
    threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
    figures = catalogue_at(catalogue)
    listed = kinds.one_or_texts("changes", changes, "changes=['a.b=1']")
    loaded = load(scenario, listed, figures)
    playing = playing_of(loaded, objective, against, few, replicates, seed, figures)
    plan = defending(plan_of(loaded, figures), playing, figures)
    spacing, edge = (
        kinds.number(n, v, f"{n}=60.0") * KM for n, v in (("spacing_km", spacing_km), ("cell_km", cell_km))
    )
    lines = kinds.one_or_texts("along", along, "along=['armenia']")
    slugs = kinds.one_or_texts("threats", threats, "threats=['fighter']")
    asked = site_question(
        plan, batteries, battery, objective, fold, altitudes_m, rcs_m2, spacing, edge, lines,
        [with_overrides(figures, overrides_in(loaded)).threat(slug) for slug in slugs],
    )  # fmt: skip
    places = None if candidates is None else places_told(candidates)
    polygons = (
        () if exclude is None else tuple(polygons_in(Path(kinds.path("exclude", exclude, "'a.geojson'"))))
    )
    rules = Rules(tuple(belts_told(belts, plan, places)), polygons, slope_told(slope_deg))
    found = placed(plan, asked, rules, places, threads)
    if playing is None:
        return SiteResult(loaded, found)
    return SiteResult(loaded, found, fewest_leakers(loaded, found, playing, figures, threads, progress))
