"""Integrated air-defence simulation from public figures.

>>> import openiads as oi
>>> oi.load("one-battery").title
'One S-400 battery guards one city'
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

TYPE_CHECKING = False  # that of `typing` would be the longest import of the command line's first moments
if TYPE_CHECKING:
    from typing import Any

    from openiads.api.assign_shots import assign
    from openiads.api.assignment_result import AssignmentResult
    from openiads.api.asterix_plots import plots_from_asterix
    from openiads.api.claim_result import ClaimResult
    from openiads.api.claims import claims
    from openiads.api.coverage import CoverageResult, coverage
    from openiads.api.envelope import envelope
    from openiads.api.export_run import export
    from openiads.api.horizon import Horizon, horizon
    from openiads.api.plot_columns import plot_columns
    from openiads.api.reach_result import ReachResult
    from openiads.api.round_reach import reach
    from openiads.api.run import influence, run
    from openiads.api.run_result import RunResult
    from openiads.api.saturate import saturate
    from openiads.api.saturation_result import SaturationResult
    from openiads.api.site_result import SiteResult
    from openiads.api.site_search import site
    from openiads.api.stages import stages
    from openiads.api.stages_result import StagesResult
    from openiads.api.stone_soup_exchange import from_stone_soup, stone_soup_tracker, to_stone_soup
    from openiads.api.study import compare, study
    from openiads.api.study_result import StudyResult
    from openiads.api.threshold_result import ThresholdResult
    from openiads.api.threshold_search import threshold
    from openiads.api.timeline import timeline
    from openiads.api.timeline_result import TimelineResult
    from openiads.api.track_alone import track
    from openiads.api.track_result import TrackResult
    from openiads.api.why import why
    from openiads.ground.errors import (
        CatalogueError,
        ModelError,
        OpeniadsError,
        OutOfRange,
        OutputError,
        ResultMismatch,
        ScenarioError,
        TerrainError,
        UnknownName,
    )
    from openiads.scenario.load_scenario import load
    from openiads.study.campaign.summary import Summary
    from openiads.study.known.influence_document import Influence

__all__ = [
    "AssignmentResult",
    "CatalogueError",
    "ClaimResult",
    "CoverageResult",
    "Horizon",
    "Influence",
    "ModelError",
    "OpeniadsError",
    "OutOfRange",
    "OutputError",
    "ReachResult",
    "ResultMismatch",
    "RunResult",
    "SaturationResult",
    "ScenarioError",
    "SiteResult",
    "StagesResult",
    "StudyResult",
    "Summary",
    "TerrainError",
    "ThresholdResult",
    "TimelineResult",
    "TrackResult",
    "UnknownName",
    "assign",
    "claims",
    "compare",
    "coverage",
    "envelope",
    "export",
    "from_stone_soup",
    "horizon",
    "influence",
    "load",
    "plot_columns",
    "plots_from_asterix",
    "reach",
    "run",
    "saturate",
    "site",
    "stages",
    "stone_soup_tracker",
    "study",
    "threshold",
    "timeline",
    "to_stone_soup",
    "track",
    "why",
]

HOMES = {
    "AssignmentResult": "openiads.api.assignment_result",
    "ClaimResult": "openiads.api.claim_result",
    "CoverageResult": "openiads.api.coverage",
    "Horizon": "openiads.api.horizon",
    "Influence": "openiads.study.known.influence_document",
    "ReachResult": "openiads.api.reach_result",
    "RunResult": "openiads.api.run_result",
    "SaturationResult": "openiads.api.saturation_result",
    "SiteResult": "openiads.api.site_result",
    "StagesResult": "openiads.api.stages_result",
    "StudyResult": "openiads.api.study_result",
    "Summary": "openiads.study.campaign.summary",
    "ThresholdResult": "openiads.api.threshold_result",
    "TimelineResult": "openiads.api.timeline_result",
    "TrackResult": "openiads.api.track_result",
    "assign": "openiads.api.assign_shots",
    "claims": "openiads.api.claims",
    "compare": "openiads.api.study",
    "coverage": "openiads.api.coverage",
    "envelope": "openiads.api.envelope",
    "export": "openiads.api.export_run",
    "from_stone_soup": "openiads.api.stone_soup_exchange",
    "horizon": "openiads.api.horizon",
    "influence": "openiads.api.run",
    "load": "openiads.scenario.load_scenario",
    "plot_columns": "openiads.api.plot_columns",
    "plots_from_asterix": "openiads.api.asterix_plots",
    "reach": "openiads.api.round_reach",
    "run": "openiads.api.run",
    "saturate": "openiads.api.saturate",
    "site": "openiads.api.site_search",
    "stages": "openiads.api.stages",
    "stone_soup_tracker": "openiads.api.stone_soup_exchange",
    "study": "openiads.api.study",
    "threshold": "openiads.api.threshold_search",
    "timeline": "openiads.api.timeline",
    "track": "openiads.api.track_alone",
    "to_stone_soup": "openiads.api.stone_soup_exchange",
    "why": "openiads.api.why",
}
"""Module of each public name that is not an error."""


def __getattr__(name: str) -> Any:
    """Import what a public name needs when it is first asked for, so that importing openiads is quick."""
    if name not in __all__:
        raise AttributeError(f"module 'openiads' has no attribute {name!r}")
    value = getattr(importlib.import_module(HOMES.get(name, "openiads.ground.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


class _Public(ModuleType):
    """The package, in which a part of it that has the name of a function does not take the function's place.

    Python hangs every package that is imported on the one around it, `openiads.study` as well, whoever
    imports it and whenever.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in __all__):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Public
