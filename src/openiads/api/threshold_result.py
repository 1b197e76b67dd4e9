"""What a search for a threshold hands back."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from openiads.api.json_numbers import ends, finite
from openiads.api.paged import Paged, html_table, told_on_pages
from openiads.ground.errors import OpeniadsError
from openiads.report.studies import threshold_page, threshold_words
from openiads.scenario.write_scenario import sha256_of
from openiads.study.design.coordinates import Coordinate
from openiads.study.threshold.searching import Needed, Required, holds


@dataclass(frozen=True)
class ThresholdResult(Paged):
    """What must be true, with the interval of that by chance.

    >>> figure = "catalogue.rounds.48n6e3.kill_probability"
    >>> found = oi.threshold("one-battery", figure, below="leakers=1")  # doctest: +SKIP
    >>> found.value, found.low, found.high  # doctest: +SKIP
    """

    required: Required

    @property
    def rows(self) -> tuple[Needed, ...]:
        """What the first figure must be: once, or at each value of the second."""
        return self.required.rows

    @property
    def value(self) -> float | None:
        """The value at which the measure crosses its threshold; None where it does not."""
        return self._only("value").crossing.value

    @property
    def low(self) -> float:
        """Low end of its interval by chance; NaN where there is no crossing."""
        return self._only("low").crossing.low

    @property
    def high(self) -> float:
        """High end of it."""
        return self._only("high").crossing.high

    @property
    def answer(self) -> str:
        """The answer in a sentence or two."""
        return threshold_words.lead(self.required)

    def _only(self, asked: str) -> Needed:
        if len(self.required.asked.figures) > 1:
            raise OpeniadsError(
                f"{asked}: two figures were moved, so there is one for each value of the second; read rows "
                "or to_arrow()"
            )
        return self.rows[0]

    def to_arrow(self) -> Any:
        """A row for each value of the second figure, or one, as an Arrow table.

        Columns: `second` (missing where one figure was moved), `value`, `low`, `high`, `open_low`,
        `open_high`, `at_least`, `always`, `never`.
        """
        import pyarrow as pa

        return pa.Table.from_pylist([_row(row) for row in self.rows], schema=pa.schema(_columns(pa)))

    def looks_to_arrow(self) -> Any:
        """Every setting that was played: `second`, `value` of the first figure, `mean`, `low`, `high`."""
        import pyarrow as pa

        rows = [
            (row.second, look.value, *look.told) for row in self.rows for look in row.looks
        ]  # fmt: skip
        names = ("second", "value", "mean", "low", "high")
        return pa.table(
            {name: pa.array([row[k] for row in rows], pa.float64()) for k, name in enumerate(names)}
        )

    def to_pandas(self) -> Any:
        """`to_arrow` as a pandas DataFrame, if pandas is installed."""
        if importlib.util.find_spec("pandas") is None:
            raise OpeniadsError("to_pandas: pandas is not installed; use to_arrow, or install pandas")
        return self.to_arrow().to_pandas()

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        found = self.required
        wish = found.asked.wish
        return {
            "scenario": found.asked.arm.name,
            "measure": wish.measure.key,
            "above": wish.above,
            "threshold": wish.threshold,
            "figures": [_figure(one) for one in found.asked.figures],
            "nominal": ends(found.nominal),
            "answer": self.answer,
            "rows": [_row(row) | {"looks": [_look(row, look) for look in row.looks]} for row in self.rows],
            "replicates": found.replicates,
            "settings": found.settings,
            **dict(self.provenance),
        }

    @property
    def provenance(self) -> list[tuple[str, Any]]:
        """What it can be found from again."""
        found = self.required
        return [
            ("seed", found.seed),
            ("scenario_sha256", sha256_of(found.asked.arm.scenario)),
            ("version", version("openiads")),
        ]

    def page(self) -> str:
        """The text of its page, which needs nothing else."""
        told = told_on_pages(self.provenance)
        return threshold_page.page(self.required, told)

    def _repr_html_(self) -> str:
        found = self.required
        return html_table(threshold_words.headings(found), threshold_words.rows(found), self.answer)


def _row(row: Needed) -> dict[str, Any]:
    found = row.crossing
    there = found.value is not None
    return {
        "second": row.second,
        "value": found.value,
        "low": finite(found.low) if there else None,
        "high": finite(found.high) if there else None,
        "open_low": found.open_low,
        "open_high": found.open_high,
        "at_least": row.at_least if there else None,
        "always": row.always,
        "never": row.never,
        "open_to_chance": row.open_to_chance,
        "crossings": len(row.places),
        "one_way": found.monotone,
    }


def _columns(pa: Any) -> list[Any]:
    numbers = {name: pa.float64() for name in ("second", "value", "low", "high")}
    flags = ("open_low", "open_high", "at_least", "always", "never", "open_to_chance")
    kinds = numbers | dict.fromkeys(flags, pa.bool_())
    kinds |= {"crossings": pa.int32(), "one_way": pa.bool_()}
    return list(kinds.items())


def _look(row: Needed, look: Any) -> dict[str, Any]:
    return {"value": look.value, "measure": ends(look.told), "holds": holds(row.wish, look)}


def _figure(one: Coordinate) -> dict[str, Any]:
    return {
        "figure": one.name,
        "paths": list(one.paths),
        "status": one.status,
        "low": one.low,
        "nominal": None if math.isnan(one.value) else one.value,
        "high": one.high,
    }
