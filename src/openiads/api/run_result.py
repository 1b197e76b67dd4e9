"""What a run hands back: its folder, its summary, its tables when they are asked for."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from html import escape
from typing import Any

from openiads.api.stages_result import StagesResult
from openiads.ground.errors import OpeniadsError
from openiads.ground.kinds import one_of
from openiads.study.campaign import run_folder
from openiads.study.campaign.run_campaign import Campaign
from openiads.study.campaign.summary import Interval
from openiads.study.campaign.tables import NAMES
from openiads.study.stages.stages_of_run import stages_in


@dataclass(frozen=True)
class RunResult(Campaign):
    """A run that is complete."""

    @property
    def stages(self) -> StagesResult | None:
        """What each stage would buy if it were perfect, if it was played beside the run."""
        manifest = run_folder.read_manifest(self.place)
        found = stages_in(self.place, self.prepared, manifest)
        return None if found is None else StagesResult(self.prepared.scenario, found)

    def to_pandas(self, table: str = "outcomes") -> Any:
        """One of the tables as a pandas DataFrame, if pandas is installed."""
        if importlib.util.find_spec("pandas") is None:
            raise OpeniadsError(
                "to_pandas: pandas is not installed; outcomes, targets and events are Arrow tables; "
                "use those, or install pandas"
            )
        return getattr(self, one_of("table", table, NAMES)).to_pandas()

    def _repr_html_(self) -> str:
        rows = [
            ("raiders", _shown(self.summary.raiders)),
            ("leakers", _shown(self.summary.leakers)),
            *(
                [("leakers, no common failure", _shown(self.summary.typical))]
                if self.summary.common_failure
                else []
            ),
            ("assets hit", _shown(self.summary.assets_hit)),
            ("flights wrongly engaged", _shown(self.summary.wrong.engaged)),
            *((f"rounds {slug}", f"{mean:.2f}") for slug, mean in self.summary.rounds.items()),
        ]
        cells = "".join(f"<tr><th>{escape(name)}</th><td>{value}</td></tr>" for name, value in rows)
        told = f"{self.summary.scenario}, {self.summary.replicates} replicates, mean and 95 % interval"
        return f"<table><caption>{escape(told)}</caption>{cells}</table>"


def _shown(interval: Interval) -> str:
    return f"{interval.mean:.2f} ({interval.low:.2f} to {interval.high:.2f})"
