"""What a timeline hands back."""

from __future__ import annotations

import csv
import importlib.util
import io
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openiads.api.json_numbers import ends, finite
from openiads.api.new_files import new_page
from openiads.api.paged import Paged, html_table, told_on_pages
from openiads.ground.errors import OpeniadsError
from openiads.ground.units import DAY
from openiads.report.studies import timeline_figure, timeline_page, timeline_words
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.study.campaign import run_folder
from openiads.study.strata_weights import Ends
from openiads.study.timeline.by_day import LEVELS, Fan
from openiads.study.timeline.chosen_dates import ChosenDates, OnDate
from openiads.study.timeline.timeline_answer import Lasting, PlaceAnswer, TimelineAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class TimelineResult(Paged):
    """Who stands where by date, the gaps of each place, and how long rounds last.

    >>> found = oi.timeline("patriots-2013-2019")  # doctest: +SKIP
    >>> found.places()["Kahramanmaras"]["without_d"]["value"]  # doctest: +SKIP
    167.0
    """

    scenario: Scenario = field(repr=False)
    found: TimelineAnswer = field(repr=False)

    @property
    def answer(self) -> str:
        """The answer in a few sentences."""
        return timeline_words.lead(self.found)

    @property
    def battery_days(self) -> Ends:
        """Days times ready batteries: mean, and what 5 and 95 % of the histories lie below.

        Where fewer than that bring the mean past one of these, it is the least or the most of all.
        """
        return self.found.battery_days

    def places(self) -> dict[str, dict[str, Any]]:
        """Of each place: days before its first battery and without one since, and what an attack meets."""
        return {one.name: self._place(one) for one in self.found.places}

    def lasting(self) -> list[dict[str, Any]]:
        """Of the campaign, with and without what is made at home: how long the rounds last."""
        return [_lasting(one, self.found) for one in self.found.lasting]

    def on_dates(self) -> list[dict[str, Any]]:
        """Of each date that was asked for: what is ready, and what the raid of the scenario does then."""
        on = self.found.on
        return [] if on is None else [_on_date(one, on, self.found) for one in on.dates]

    @cached_property
    def columns(self) -> Columns:
        """The table by day: `date`, and of batteries, measures and rounds `_mean` and `_p05` to `_p95`."""
        found = self.found
        told: Columns = {"date": [found.plan.date(time) for time in found.days]}
        told |= _fanned("batteries_ready", found.ready)
        for name, one in found.protected.items():
            told |= _fanned(name.replace(" ", "_").replace(",", ""), one)
        for slug, one in found.rounds.items():
            told |= _fanned(f"rounds_left_{slug}", one)
        return told

    def to_arrow(self) -> Any:
        """A row for each day, as an Arrow table; see `columns`."""
        import pyarrow as pa

        return pa.table(self.columns)

    def stays_to_arrow(self) -> Any:
        """Who was ready where in each history: `history`, `battery`, `place`, `begin_d`, `end_d`.

        Days count from the start.  Where nothing is open there is one history.
        """
        import pyarrow as pa

        stays, plan = self.found.stays, self.found.plan
        rows = [
            (
                h,
                plan.batteries[stays.battery[s]],
                plan.places[stays.place[s]],
                stays.begin[h, s],
                stays.end[h, s],
            )
            for h in range(stays.histories)
            for s in range(len(stays.battery))
            if stays.end[h, s] > stays.begin[h, s]
        ]
        return pa.table(
            {
                "history": pa.array([row[0] for row in rows], pa.int64()),
                "battery": pa.array([row[1] for row in rows], pa.string()),
                "place": pa.array([row[2] for row in rows], pa.string()),
                "begin_d": pa.array([row[3] / DAY for row in rows], pa.float64()),
                "end_d": pa.array([row[4] / DAY for row in rows], pa.float64()),
            }
        )

    def to_pandas(self) -> Any:
        """`to_arrow` as a pandas DataFrame, if pandas is installed."""
        if importlib.util.find_spec("pandas") is None:
            raise OpeniadsError("to_pandas: pandas is not installed; use to_arrow, or install pandas")
        return self.to_arrow().to_pandas()

    def to_csv(self, place: str | Path) -> Path:
        """Write the table by day to a new file."""
        where = new_page(place)
        run_folder.write_text(where, self.csv(), resumes=False)
        return where

    def csv(self) -> str:
        """The text of that file."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*self.columns.values(), strict=True))
        return text.getvalue()

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        found = self.found
        gained = found.gained
        return {
            "scenario": self.scenario.name,
            "start": str(found.plan.start),
            "end": str(found.plan.date(found.plan.duration)),
            "answer": self.answer,
            "histories": found.asked,
            "exact": found.certain,
            "battery_days": ends(found.battery_days),
            "places": self.places(),
            "campaign": self.lasting(),
            "on": self.on_dates(),
            "on_replicates": None if found.on is None else found.on.replicates,
            "on_states": None if found.on is None else found.on.states,
            "home_production_gains_d": None if gained is None else ends(gained),
            "by_day": {name: [_plain(value) for value in values] for name, values in self.columns.items()},
            **dict(self.provenance),
        }

    @property
    def provenance(self) -> list[tuple[str, Any]]:
        """What it can be found from again."""
        return [
            ("seed", self.found.seed),
            ("scenario_sha256", sha256_of(self.scenario)),
            ("version", version("openiads")),
        ]

    def page(self) -> str:
        """The text of its page, which needs nothing else."""
        told = told_on_pages(self.provenance)
        return timeline_page.page(self.scenario, self.found, told)

    def plot(self) -> Figure:
        """The fans by date, as a Matplotlib figure."""
        return timeline_figure.draw(self.scenario.name, self.found)

    def __repr__(self) -> str:
        return f"<TimelineResult of {self.scenario.name}: {self.answer}>"

    def _repr_html_(self) -> str:
        return html_table(timeline_words.PLACES, timeline_words.place_rows(self.found), self.answer)

    def _place(self, one: PlaceAnswer) -> dict[str, Any]:
        moment, worst = one.at_worst
        return {
            "before_first_d": ends(_days(one.before_first)),
            "without_d": ends(_days(one.without)),
            "longest_d": ends(_days(one.longest)),
            "random_attack_probability": ends(one.at_random),
            "worst_moment": str(self.found.plan.date(moment)) if worst[0] > 0.0 else None,
            "worst_moment_probability": ends(worst),
            "any_gap_probability": ends(one.seen),
        }


def _days(told: Ends) -> Ends:
    mean, low, high = (value / DAY for value in told)
    return mean, low, high


def _lasting(one: Lasting, found: TimelineAnswer) -> dict[str, Any]:
    firsts = {
        f"p{level:.0%}".rstrip("%"): finite(value) for level, value in zip(LEVELS, one.first, strict=True)
    }
    return {
        "case": one.name or "as it is",
        "first_empty_d": firsts,
        "half_the_raids_empty_d": finite(one.half),
        "lasts_probability": {f"{span / DAY:.0f}_d": ends(one.lasts(span)) for span in found.spans},
    }


def _on_date(one: OnDate, on: ChosenDates, found: TimelineAnswer) -> dict[str, Any]:
    return {
        "date": str(found.plan.date(one.time)),
        "batteries_ready": ends(found.ready_at(one.time).told),
        "states": len(set(one.states)),
        "aimed": on.aimed,
        "leakers": ends(one.interval("leakers")),
        "leakers_against_first": None if one is on.first else ends(one.less(on.first, "leakers")),
        "value_hit_share": ends(one.interval("value_hit_share")),
        "rounds": ends(one.interval("rounds")),
    }  # fmt: skip


def _fanned(name: str, one: Fan) -> Columns:
    told = {f"{name}_mean": one.mean.tolist()}
    for level, line in zip(LEVELS, one.levels, strict=True):
        told[f"{name}_p{round(100 * level):02}"] = line.tolist()
    return told


def _plain(value: Any) -> Any:
    return finite(value) if isinstance(value, float) else str(value)
