"""What it costs to know what one battery would cover from two hundred sites, and to ask again."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.clock import spent
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.study.coverage.country import country_of
from openiads.study.coverage.demand import demand_of
from openiads.study.coverage.site_cover import Target
from openiads.study.coverage.stored_cover import covers
from openiads.study.siting.candidates import lattice_over
from openiads.study.siting.site_question import EDGE, HEIGHTS, SPACING
from openiads.terrain.files.sources import open_terrain

SITES = 200
SURFACES = ("max", "mean")


def measured(quick: bool, sites: int = SITES) -> dict[str, Any]:
    """CPU seconds on both surfaces of the ground, first and again, and the process's peak [MiB]."""
    plan = plan_of(load("turkey-2017"))
    country = country_of([battery.site for battery in plan.batteries])
    assert country is not None
    places = [site for _, site in lattice_over(country, SPACING)][: 10 if quick else sites]
    demand, ground = demand_of(country, plan.assets, EDGE), open_terrain(plan.area.terrain)
    with tempfile.TemporaryDirectory() as folder:

        def ask() -> None:
            for surface in SURFACES:
                told = plan, plan.batteries[0], places, ground, surface, demand, Target(HEIGHTS, 1.0)
                covers(*told, folder=Path(folder))

        # Compiled before the clock runs.
        other = Target(HEIGHTS, 2.0)
        covers(plan, plan.batteries[0], places[:1], ground, "mean", demand, other, folder=Path(folder))
        first, again = spent(ask), spent(ask)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"sites": len(places), "points": demand.size}
    return told | {"first_cpu_s": first, "again_cpu_s": again, "peak_mib": peak}
