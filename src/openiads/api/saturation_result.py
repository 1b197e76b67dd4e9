"""What a question about the size of a raid hands back."""

from __future__ import annotations

import csv
import importlib.util
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openiads.api.json_numbers import ends, finite
from openiads.api.paged import Paged, html_table, told_on_pages
from openiads.ground.errors import OpeniadsError
from openiads.ground.units import MINUTE
from openiads.report.studies import saturation_page, saturation_words
from openiads.scenario.write_scenario import sha256_of
from openiads.study.campaign import run_folder
from openiads.study.experiment.results import Results
from openiads.study.saturation.asked_raids import spread_told
from openiads.study.saturation.saturation_curve import Met, Saturation, SaturationCurve

PAGE, TABLE = "report.html", "saturation.csv"
WITH_ENDS = ("leakers", "leaker_share", "rounds_left", "type_spent", "all_spent")


@dataclass(frozen=True)
class SaturationResult(Paged):
    """Leakers and rounds left by size of the raid and spread of its arrival, and the knees of the curves.

    >>> found = oi.saturate("saturation", sizes="20,40,80,160,320", spreads_min=[5])  # doctest: +SKIP
    >>> found.knees()[0]["raiders"]  # doctest: +SKIP
    """

    folder: Path
    results: Results = field(repr=False)
    found: Saturation = field(repr=False)

    @property
    def answer(self) -> str:
        """The answer in a few sentences."""
        return saturation_words.lead(self.found)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each size at each spread, with the columns of `saturation.csv`."""
        return [_row(self.found, curve, met) for curve in self.found.curves for met in curve.met]

    def knees(self) -> list[dict[str, Any]]:
        """Of each spread the `raiders` of its knee, with its interval.

        None, with `nothing_stopped` or `never_reached`, where that is no size that was played.
        """
        return [_knee(curve) for curve in self.found.curves]

    def to_arrow(self) -> Any:
        """`rows` as an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows())

    def to_pandas(self) -> Any:
        """The same as a pandas DataFrame, if pandas is installed."""
        if importlib.util.find_spec("pandas") is None:
            raise OpeniadsError("to_pandas: pandas is not installed; use to_arrow, or install pandas")
        return self.to_arrow().to_pandas()

    def csv(self) -> str:
        """The text of `saturation.csv`."""
        text, rows = io.StringIO(), self.rows()
        writer = csv.DictWriter(text, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        raid = self.found.asked.raid
        return {
            "scenario": self.found.asked.scenario.name,
            "answer": self.answer,
            "replicates": self.found.replicates,
            "own_raiders": raid.size,
            "own_aimed": raid.aimed(raid.size),
            "own_spread_min": raid.spread / MINUTE,
            "knees": self.knees(),
            "rows": self.rows(),
            "folder": str(self.folder),
            **dict(self.provenance),
        }

    @property
    def provenance(self) -> list[tuple[str, Any]]:
        """What it can be found from again."""
        design = self.found.asked.design
        return [
            ("seed", design.seed),
            ("scenario_sha256", sha256_of(self.found.asked.scenario)),
            ("study_sha256", design.sha256),
            ("outcomes_sha256", self.results.outcomes_sha256),
            ("version", str(self.results.manifest["version"])),
        ]

    def page(self) -> str:
        """The text of its page, which needs nothing else."""
        return saturation_page.page(self.found, told_on_pages(self.provenance))

    def publish(self) -> None:
        """Write the page and the table into the folder."""
        run_folder.write_text(self.results.folder / PAGE, self.page())
        run_folder.write_text(self.results.folder / TABLE, self.csv())

    def _repr_html_(self) -> str:
        told = saturation_words
        rows = [
            (told.spread(self.found, curve), *row)
            for curve in self.found.curves
            for row in told.rows(self.found, curve)
        ]
        return html_table(("arrival", *told.headings(self.found)), rows, self.answer)


def _row(found: Saturation, curve: SaturationCurve, met: Met) -> dict[str, Any]:
    spread = found.asked.raid.spread if curve.spread is None else curve.spread
    row: dict[str, Any] = {
        "arrival": spread_told(curve.spread),
        "spread_min": round(spread / MINUTE, 4),
        "raiders": met.size,
        "aimed": met.aimed,
    }
    for name in WITH_ENDS:
        told = ends(getattr(met, name))
        row |= {name: told["value"], f"{name}_low": told["low"], f"{name}_high": told["high"]}
    return row | {"of_added_share": finite(met.of_added), "rounds_loaded": met.loaded}


def _knee(curve: SaturationCurve) -> dict[str, Any]:
    knee = curve.knee
    return {
        "arrival": spread_told(curve.spread),
        "raiders": knee.value if knee.there else None,
        "low": finite(knee.low) if knee.there else None,
        "high": finite(knee.high) if knee.there else None,
        "open_low": knee.open_low,
        "open_high": knee.open_high,
        "nothing_stopped": knee.nothing_stopped,
        "never_reached": knee.never_reached,
        "leakers": curve.leakers_at(knee.value) if knee.there else None,
    }
