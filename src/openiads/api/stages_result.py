"""What a question about stages hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from openiads.api.json_numbers import ends
from openiads.api.paged import Paged, html_table, told_on_pages
from openiads.report.studies import stage_page, stage_words
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.study.stages.what_stages_buy import Stages


@dataclass(frozen=True)
class StagesResult(Paged):
    """What each stage of the chain would buy if it were perfect, what buys most first.

    >>> found = oi.stages("turkey-2017", "identity")  # doctest: +SKIP
    >>> found.rows()[0]["leakers_less"]  # doctest: +SKIP
    """

    scenario: Scenario = field(repr=False)
    found: Stages = field(repr=False)

    @property
    def answer(self) -> str:
        """The answer in a few sentences."""
        return stage_words.lead(self.found)

    def rows(self) -> list[dict[str, Any]]:
        """Of each stage: `stage`, `leakers`, and paired with the scenario as it is `difference`."""
        return [
            {
                "stage": row.stage,
                "leakers": ends(row.leakers.mean),
                "difference": ends(row.beside.difference),
            }
            for row in self.found.bought
        ]

    def to_arrow(self) -> Any:
        """The same as an Arrow table, with `_low` and `_high` for the ends of intervals."""
        import pyarrow as pa

        told = []
        for row in self.found.bought:
            flat: dict[str, Any] = {"stage": row.stage}
            for name, (value, low, high) in (
                ("leakers", row.leakers.mean),
                ("difference", row.beside.difference),
            ):
                flat |= {name: value, f"{name}_low": low, f"{name}_high": high}
            told.append(flat)
        return pa.Table.from_pylist(told)

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        return {
            "scenario": self.scenario.name,
            "answer": self.answer,
            "replicates": self.found.comparison.replicates,
            "aimed": self.found.comparison.arms[0].aimed,
            "as_it_is": ends(self.found.as_it_is.mean),
            "stages": self.rows(),
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
        return stage_page.page(self.scenario.name, self.found, told)

    def _repr_html_(self) -> str:
        return html_table(stage_words.headings(self.found), stage_words.rows(self.found), self.answer)
