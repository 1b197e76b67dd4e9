"""What a study hands back: its folder, its tables, how its arms compare and what of the box matters."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from openiads.api.json_numbers import ends, finite, moved
from openiads.ground.errors import OpeniadsError
from openiads.ground.kinds import one_of
from openiads.report.studies import comparison_page, comparison_words
from openiads.study.campaign import run_folder
from openiads.study.compare.comparison import Comparison, compare
from openiads.study.compare.measures import MEASURES, measure
from openiads.study.compare.of_results import arms_of
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.compare.unknowns import Of, Unknowns, unknowns
from openiads.study.design.points import Design
from openiads.study.experiment.results import Results

PAGE = "report.html"


@dataclass(frozen=True)
class StudyResult:
    """A study that is complete.

    >>> found = oi.study("my-study.toml")  # doctest: +SKIP
    >>> found.sql("select arm, avg(leakers) from outcomes group by arm")  # doctest: +SKIP
    """

    folder: Path
    design: Design
    results: Results

    @cached_property
    def arms(self) -> dict[str, PlayedArm]:
        """Each arm by its name, in the order of the study."""
        return {arm.name: arm for arm in arms_of(self.design, self.results)}

    @cached_property
    def comparison(self) -> Comparison:
        """All arms beside the first, by all measures."""
        return compare(list(self.arms.values()))

    def unknowns(
        self, measure_of: str = "leakers", arm: str | None = None, of: Of = "mean"
    ) -> Unknowns | None:
        """What the box does to a number of an arm, and which figure does most of it.

        Parameters
        ----------
        measure_of : one of the measures that `comparison` has
        arm : the first if not said
        of : `mean`, or `difference` or `ratio` to the first arm

        Returns
        -------
        None where no box was played, or a ratio is over 0 somewhere
        """
        told = measure(measure_of)
        one_of("of", of, ("mean", "difference", "ratio"))
        chosen = self.design.arm(arm).name if arm is not None else self.design.arms[0].name
        base = None if of == "mean" else next(iter(self.arms.values()))
        return unknowns(self.design, self.arms[chosen], base, told, of)

    def sql(self, query: str) -> Any:
        """What a query of DuckDB finds; the views are `outcomes`, `targets`, `events` and `arms`."""
        return self.results.sql(query)

    def table(self, name: str = "outcomes") -> Any:
        """One of the tables, as an Arrow stream that is read a piece at a time."""
        return self.results.table(name)

    def to_pandas(self, name: str = "outcomes") -> Any:
        """One of the tables as a pandas DataFrame, if pandas is installed."""
        if importlib.util.find_spec("pandas") is None:
            raise OpeniadsError("to_pandas: pandas is not installed; use table or sql, or install pandas")
        return self.table(name).read_pandas()

    @cached_property
    def decided_by(self) -> list[Unknowns]:
        """What the box does to the leakers of the first arm, and to those of each other against it."""
        first, *others = self.arms
        found = [self.unknowns(arm=first), *(self.unknowns(arm=name, of="difference") for name in others)]
        return [one for one in found if one is not None]

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        return {
            "study": self.design.name,
            "study_sha256": self.design.sha256,
            "outcomes_sha256": self.results.outcomes_sha256,
            "folder": str(self.folder),
            **comparison_document(self.comparison),
        }

    def page(self) -> str:
        """The text of its page."""
        told = {
            "study": self.design.name,
            "study hash": self.design.sha256,
            "result hash": self.results.outcomes_sha256,
            "seed": str(self.design.seed),
            "version": str(self.results.manifest["version"]),
        }
        title = self.design.title or self.design.name
        return comparison_page.page(self.comparison, title, told, self.decided_by)

    def publish(self) -> None:
        """Write the page into the folder."""
        run_folder.write_text(self.results.folder / PAGE, self.page())

    def _repr_html_(self) -> str:
        cells = [self.comparison.cell(name, "leakers") for name in self.arms]
        rows = "".join(
            f"<tr><th>{escape(cell.arm)}</th><td>{comparison_words.mean(cell)}</td></tr>" for cell in cells
        )
        return f"<table><caption>{escape(self.design.name)}, leakers</caption>{rows}</table>"


def comparison_document(found: Comparison, measures: Sequence[str] = tuple(MEASURES)) -> dict[str, Any]:
    """A comparison as plain numbers."""
    return {
        "base": found.base,
        "replicates": found.replicates,
        "points": found.points,
        "arms": [
            {
                "arm": arm.arm,
                "told": arm.told,
                "aimed": arm.aimed,
                "carriers": arm.carriers,
                "rounds_loaded": arm.loaded,
                "magazine_limited": arm.magazine_limited,
                "measures": {key: _cell(found, arm.arm, key) for key in measures},
            }
            for arm in found.arms
        ],
    }


def _cell(found: Comparison, arm: str, key: str) -> dict[str, Any]:
    cell = found.cell(arm, key)
    told: dict[str, Any] = {"mean": ends(cell.mean), **moved(cell.mean_range)}
    if cell.beside is not None:
        told["difference"] = ends(cell.beside.difference) | moved(cell.beside.difference_range)
        told["ratio"] = ends(cell.beside.ratio.ends) | moved(cell.beside.ratio_range)
        told["pairing_gain"] = finite(cell.beside.gain)
    return told
