"""What a question about stages hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from openiads.api.json_numbers import ends
from openiads.api.new_files import new_page
from openiads.report.studies import stage_page, stage_words
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.study.campaign import run_folder
from openiads.study.stages.what_stages_buy import Stages


@dataclass(frozen=True)
class StagesResult:
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
        told = {name.replace("_sha256", " hash"): str(value) for name, value in self.provenance}
        return stage_page.page(self.scenario.name, self.found, told)

    def to_html(self, place: str | Path) -> Path:
        """Write its page to a new file."""
        where = new_page(place)
        run_folder.write_text(where, self.page(), resumes=False)
        return where

    def _repr_html_(self) -> str:
        heads = "".join(f"<th>{escape(name)}</th>" for name in stage_words.headings(self.found))
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in stage_words.rows(self.found)
        )
        return f"<table><caption>{escape(self.answer)}</caption><tr>{heads}</tr>{rows}</table>"
