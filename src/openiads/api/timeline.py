"""Who stands where by date, what that leaves open, and how long the rounds last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import SupportsIndex

from openiads.api.timeline_result import TimelineResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import truth
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import plan_of
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.study.timeline.protected_ground import protection
from openiads.study.timeline.timeline_answer import answer

MOST_HISTORIES = 1_000_000
MOST_CELLS = 50_000_000
"""Histories times days, or times raids, that are kept at once."""


def timeline(
    scenario: Source,
    *,
    histories: SupportsIndex = 1000,
    seed: SupportsIndex = 1,
    cover: bool = True,
    workers: SupportsIndex = 2,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
) -> TimelineResult:
    """Batteries ready by date, gaps of each place, and rounds over a campaign, from `[timeline]`.

    Where dates or times are open, histories are drawn; where nothing is, it is exact arithmetic.

    Parameters
    ----------
    scenario : as `run` takes it, with a `[timeline]`
    histories : that are drawn
    seed : of all draws; the same history is the same however many are drawn
    cover : whether it is also told what ready batteries cover on the ground, which takes seconds at first;
        what was computed is kept
    workers : threads; results do not depend on them
    changes : such as `timeline.campaign.raids_per_week=3`

    Raises
    ------
    ScenarioError
        if the scenario has faults, or no timeline
    OutOfRange
        if there are more histories than can be kept
    """
    count = whole("histories", histories, 1, MOST_HISTORIES, "histories=1000")
    of = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    figures = catalogue_at(catalogue)
    listed = [changes] if isinstance(changes, str) else kinds.texts("changes", changes, "changes=['a.b=1']")
    loaded = load(scenario, listed, figures)
    plan = timeline_plan(loaded, figures)
    _require_room(plan, count)
    found = answer(plan, count, of)
    if truth("cover", cover):
        threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
        found = replace(found, coverage=protection(plan_of(loaded, figures), plan, found.stays, threads))
    return TimelineResult(loaded, found)


def _require_room(plan: TimelinePlan, histories: int) -> None:
    raids = 0.0 if plan.raids is None else plan.raids.rate[-1] * (plan.duration - plan.raids.since)
    each = max(plan.days, round(raids), 1)
    if histories * each > MOST_CELLS:
        raise OutOfRange(
            f"histories is {histories}; of a timeline of {plan.days} days and up to {raids:.0f} raids at "
            f"most {MOST_CELLS // each} are allowed; write it like histories=1000"
        )
