"""Who stands where by date, what that leaves open, and how long the rounds last."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import SupportsIndex

import numpy as np

from openiads.api.timeline_result import TimelineResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange, ScenarioError
from openiads.ground.kinds import truth
from openiads.ground.units import DAY
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.timeline_plan import TimelinePlan, timeline_plan
from openiads.simulation.prepare import prepare
from openiads.study.campaign.run_checks import aimed
from openiads.study.timeline.chosen_dates import ChosenDates, Progress, played_on
from openiads.study.timeline.date_states import states_of
from openiads.study.timeline.magazine import BLOCK
from openiads.study.timeline.protected_ground import protection
from openiads.study.timeline.timeline_answer import TimelineAnswer, answer

MOST_HISTORIES = 1_000_000
MOST_CELLS = 50_000_000
"""Histories times days, attacks of a campaign or stays that are kept at once; with what is passing they make
some 4 GB."""
MOST_DATES, MOST_REPLICATES = 100, 10_000
"""That are played, and of each date."""
Dates = Sequence[str | datetime.date] | str | datetime.date
"""Such as "2019-08-15"; one, or several."""


def timeline(
    scenario: Source,
    *,
    histories: SupportsIndex = 1000,
    seed: SupportsIndex = 1,
    cover: bool = True,
    on: Dates = (),
    replicates: SupportsIndex = 100,
    workers: SupportsIndex = 2,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
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
    on : dates on which the scenario's own raid is played too, against the batteries that are ready, where
        they stand then, with the rounds that are left: `["2019-08-15", datetime.date(2020, 12, 1)]`
    replicates : of each date; replicate r meets what history r has there
    workers : threads; results do not depend on them
    changes : such as `timeline.campaign.raids_per_week=3`
    progress : called with the replicates that were played so far, and with all that are to be

    Raises
    ------
    ScenarioError
        if the scenario has faults, or no timeline, or no raid that could be played on a date
    OutOfRange
        if there are more histories than can be kept, or a date lies outside the timeline
    """
    kinds.function("progress", progress)
    dates = _dates(on)
    rows = whole("replicates", replicates, 1, MOST_REPLICATES, "replicates=100")
    count = whole("histories", histories, 1, MOST_HISTORIES, "histories=1000")
    of = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    figures = catalogue_at(catalogue)
    listed = kinds.one_or_texts("changes", changes, "changes=['a.b=1']")
    loaded = load(scenario, listed, figures)
    plan = timeline_plan(loaded, figures)
    _require_room(plan, count)
    times = _times(dates, plan)
    threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
    found = answer(plan, count, of)
    if dates:
        found = replace(found, on=_played(loaded, figures, found, times, rows, threads, progress))
    if truth("cover", cover):
        found = replace(found, coverage=protection(plan_of(loaded, figures), plan, found.stays, threads))
    return TimelineResult(loaded, found)


def _require_room(plan: TimelinePlan, histories: int) -> None:
    raids = 0.0 if plan.raids is None else plan.raids.rate[-1] * (plan.duration - plan.raids.since)
    standing = len(plan.standing) + sum(len(row.batteries) for row in plan.rows if row.places)
    each = max(plan.days, _raids_kept(plan, raids), standing, 1)
    if histories * each > MOST_CELLS:
        raise OutOfRange(
            f"histories is {histories}; of a timeline of {plan.days} days and up to {raids:.0f} attacks of "
            f"the campaign at most {MOST_CELLS // each} are allowed; write it like histories=1000"
        )


def _raids_kept(plan: TimelinePlan, raids: float) -> int:
    """Raids that are drawn for each history: whole blocks; by Poisson's law hardly any has 5 sigma more."""
    if plan.raids is None:
        return 0
    most = raids if plan.raids.regular else raids + 5.0 * math.sqrt(raids)
    return max(BLOCK * (math.floor(most / BLOCK) + 1), math.ceil(most) * len(plan.raids.rounds))


def _dates(told: Dates) -> tuple[datetime.date, ...]:
    """The dates that are asked for, each once."""
    example = "on=['2019-08-15']"
    if isinstance(told, str | datetime.date):
        return (kinds.date("on", told, example),)
    listed = kinds.several("on", told, "dates in a list are allowed", example)
    if len(listed) > MOST_DATES:
        raise OutOfRange(f"on has {len(listed)} dates; at most {MOST_DATES} are allowed; ask for fewer")
    dates = tuple(kinds.date(f"on[{i}]", one, example) for i, one in enumerate(listed))
    for i, date in enumerate(dates):
        if date in dates[:i]:
            raise OutOfRange(f"on has {date} twice; each date once is allowed; leave one of them out")
    return dates


def _times(dates: Sequence[datetime.date], plan: TimelinePlan) -> list[float]:
    """When they begin, since the start of the timeline [s]."""
    first, last = plan.start, plan.date(plan.duration - DAY)
    for date in dates:
        if not first <= date <= last:
            raise OutOfRange(
                f"on is {date}; a date of the timeline, from {first} to {last}, is allowed; name one of these"
            )
    return [(date - first).days * DAY for date in dates]


def _played(
    loaded: Scenario, figures: Catalogue, found: TimelineAnswer, dates: Sequence[float], replicates: int,
    workers: int, progress: Progress | None,
) -> ChosenDates:  # fmt: skip
    if not aimed(plan_of(loaded, figures)):
        raise ScenarioError(
            f"{loaded.name}: aims no raider or weapon at an asset, so there is no raid to play on a date; "
            "write a [[raid]] with a target, or ask without dates"
        )
    times = np.array(dates, dtype=np.float64)
    states = states_of(found.plan, found.stays, found.left(times), times, replicates)
    prepared = prepare(loaded, figures)
    return played_on(prepared, found.plan, times, states, found.seed, workers, progress)
