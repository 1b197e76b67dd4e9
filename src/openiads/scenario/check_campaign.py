"""Faults of meaning in what a timeline says of losses, stocks and raids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from openiads.ground.errors import Faults
from openiads.scenario.known import Known, look_up
from openiads.scenario.timeline_schema import Timeline

DAYS_PER_WEEK = 7
MOST_RAIDS = 20_000
"""Of one campaign at the high end of its rate."""


def check_attrition(told: Timeline, known: Known, faults: Faults) -> None:
    """Note unknown batteries, and spans that end before they begin."""
    for index, row in enumerate(told.attrition):
        path = f"timeline.attrition[{index}]"
        known.require_each("battery", row.batteries or (), f"{path}.batteries", faults)
        since, until = row.since or told.start, row.until or told.end
        if until <= since and told.end > told.start:
            faults.add(f"{path}.until", f"is {until}, not after {since}; name a later day")


def check_campaign(told: Timeline, known: Known, faults: Faults) -> None:
    """Note unknown rounds, raids that never come, and more raids than can be kept."""
    _check_rounds([row.round for row in told.stock], "timeline.stock", known, faults)
    if told.campaign is None:
        return
    campaign = told.campaign
    wanted = [row.round for row in campaign.demand]
    _check_rounds(wanted, "timeline.campaign.demand", known, faults)
    if campaign.raids_per_week[0] <= 0.0:
        faults.add("timeline.campaign.raids_per_week", "is 0; more than 0 is allowed; leave the campaign out")
    since = campaign.since or told.start
    if not told.start <= since < told.end and told.start < told.end:
        faults.add("timeline.campaign.since", f"is {since}, not within {told.start} to {told.end}; move it")
    raids = campaign.raids_per_week[-1] * max((told.end - since).days, 0) / DAYS_PER_WEEK
    if raids > MOST_RAIDS:
        faults.add(
            "timeline.campaign.raids_per_week",
            f"makes {raids:.0f} raids; at most {MOST_RAIDS} are allowed; have fewer or end earlier",
        )


def _check_rounds(slugs: Sequence[str], path: str, known: Known, faults: Faults) -> None:
    for index, slug in enumerate(slugs):
        look_up(known.moved.round_of, slug, f"{path}[{index}].round", faults)
    for slug, times in Counter(slugs).items():
        if times > 1:
            faults.add(path, f"{times} rows are of {slug!r}; have one")
