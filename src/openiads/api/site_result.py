"""What a question of siting hands back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from openiads.api.json_numbers import ends, finite
from openiads.api.new_files import new_page
from openiads.api.paged import Paged, html_table, told_on_pages
from openiads.ground.units import DEG, KM
from openiads.report.studies import contest_words, site_page, site_tables, site_words
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.study.analysis.sample import counted
from openiads.study.campaign import run_folder
from openiads.study.siting.candidates import Candidate, told_place
from openiads.study.siting.fewest_leakers import Contest, Tried
from openiads.study.siting.placing import Chosen, Placed, Worth

UNITS = {
    "people": ("people", 1.0),
    "assets": ("value", 1.0),
    "border": ("border_km", KM),
    "area": ("area_km2", 1e6),
}


@dataclass(frozen=True)
class SiteResult(Paged):
    """The best sites, what they cover, and what keeping ground free costs.

    >>> found = oi.site("turkey-2017", batteries=2, belts={"armenia": 100})  # doctest: +SKIP
    >>> found.sites, found.gap  # doctest: +SKIP
    """

    scenario: Scenario = field(repr=False)
    found: Placed = field(repr=False)
    contest: Contest | None = field(default=None, repr=False)
    """What was played, if leakers were asked for."""

    @property
    def answer(self) -> str:
        """The answer in a few sentences."""
        return contest_words.answer(self.found, self.contest)

    @property
    def best(self) -> Chosen:
        """The choice that covers most on the surface that hides most."""
        return next(iter(self.found.chosen.values()))

    @property
    def sites(self) -> tuple[str, ...]:
        """Names of the best sites: those that let fewest through, or those that cover most."""
        return tuple(self.found.candidates[site].name for site in self._sites)

    @property
    def _sites(self) -> tuple[int, ...]:
        return site_tables.sites_of(self.found, self.contest)

    @property
    def gap(self) -> float:
        """How much more than these any other choice may cover at most, as a share of what they cover."""
        return self.best.siting.gap

    def candidates_to_arrow(self) -> Any:
        """A row for each candidate: `name`, `lat`, `lon`, `height_m`, `excluded`, `chosen`."""
        import pyarrow as pa

        chosen = set(self._sites)
        rows = [_candidate(one) | {"chosen": n in chosen} for n, one in enumerate(self.found.candidates)]
        return pa.Table.from_pylist(rows)

    def prices_to_arrow(self) -> Any:
        """A row for each exclusion, surface and measure: what the best that is left covers."""
        import pyarrow as pa

        rows = [
            {"excluded": price.excluded, "surface": surface, **_means(one.worth[surface])}
            for price in self.found.prices
            for surface, one in price.chosen.items()
        ]
        return pa.Table.from_pylist(rows)

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        found, asked = self.found, self.found.question
        return {
            "scenario": self.scenario.name,
            "system": asked.battery.entry.slug,
            "batteries": asked.count,
            "objective": asked.objective,
            "fold": asked.fold,
            "altitudes_m": list(asked.heights),
            "classes": [{"threat": one.name or None, "rcs_m2": one.rcs} for one in asked.classes],
            "answer": self.answer,
            "agree": found.agree,
            "chosen": {surface: self._chosen(one) for surface, one in found.chosen.items()},
            "prices": [
                {
                    "excluded": price.excluded,
                    "by_surface": {surface: self._chosen(one) for surface, one in price.chosen.items()},
                }
                for price in found.prices
            ],
            **({} if self.contest is None else {"played": self._played(self.contest)}),
            "candidates": [_candidate(one) for one in found.candidates],
            **self.provenance,
        }

    @property
    def provenance(self) -> dict[str, str]:
        """What it can be found from again."""
        return {"scenario_sha256": sha256_of(self.scenario), "version": version("openiads")}

    def _played(self, contest: Contest) -> dict[str, Any]:
        playing = contest.playing
        unit, size = UNITS[self.found.question.measure]
        return {
            "raids": [one.name for one in playing.raids],
            "raids_sha256": [sha256_of(one) for one in playing.raids],
            "replicates": playing.replicates,
            "seed": playing.seed,
            "aimed": contest.aimed,
            "agrees_with_cover": contest.agree,
            "choices": [
                {
                    "choice": one.choice.name,
                    "sites": [self.found.candidates[site].name for site in one.choice.sites],
                    f"covered_{unit}": one.choice.covered / size,
                    "leakers": ends(contest.told(one)),
                    "more_than_fewest": None if one is contest.winner else ends(contest.more(one)),
                    "beside": None if one.again is None else list(one.again.beside),
                    "by_class": _counted(one),
                }
                for one in contest.tried
            ],
        }

    def _chosen(self, one: Chosen) -> dict[str, Any]:
        unit, size = UNITS[self.found.question.measure]
        return {
            "sites": [self.found.candidates[site].name for site in one.sites],
            f"value_{unit}": one.siting.value / size,
            f"bound_{unit}": finite(one.siting.bound / size),
            "gap": finite(one.siting.gap),
            "seconds": one.siting.seconds,
            "covered": {surface: _by_layer(worth) for surface, worth in one.worth.items()},
        }

    def to_geojson(self, place: str | Path) -> Path:
        """Write the candidates, chosen ones marked, as points of a new GeoJSON file."""
        where = new_page(place)
        chosen = set(self._sites)
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": list(_told_place(one)[::-1])},
                "properties": {
                    "name": one.name,
                    "excluded": list(one.excluded),
                    "chosen": n in chosen,
                    "notional": True,
                },
            }
            for n, one in enumerate(self.found.candidates)
        ]
        document = {"type": "FeatureCollection", "features": features}
        run_folder.write_text(where, json.dumps(document, indent=1) + "\n", resumes=False)
        return where

    def page(self) -> str:
        """The text of its page, which needs nothing else."""
        told = told_on_pages(self.provenance.items())
        return site_page.page(self.scenario, self.found, self.contest, told)

    def __repr__(self) -> str:
        return f"<SiteResult of {self.scenario.name}: {self.answer}>"

    def _repr_html_(self) -> str:
        return html_table(site_words.SITES, site_tables.tables(self.found, self.contest)[0].rows, self.answer)


def _counted(one: Tried) -> dict[str, float] | None:
    """Means of what a finalist was counted by."""
    if one.again is None:
        return None
    return {name: sample.interval(counted)[0] for name, sample in one.again.counts.items()}


def _told_place(one: Candidate) -> tuple[float, float]:
    """Latitude and longitude [deg], no finer than is told of a notional place."""
    lat, lon = (round(angle / DEG, 2) for angle in told_place(one))
    return lat, lon


def _candidate(one: Candidate) -> dict[str, Any]:
    lat, lon = _told_place(one)
    return {
        "name": one.name,
        "lat": lat,
        "lon": lon,
        "height_m": finite(round(one.height, -1)),
        "excluded": list(one.excluded),
    }


def _by_layer(worth: Worth) -> dict[str, list[float]]:
    return {unit: [float(x) / size for x in worth.by_layer[m]] for m, (unit, size) in UNITS.items()}


def _means(worth: Worth) -> dict[str, float]:
    return {unit: worth.mean(m) / size for m, (unit, size) in UNITS.items()}
