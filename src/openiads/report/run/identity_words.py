"""What targets were taken for, in words."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.report.ink.number_words import number
from openiads.study.campaign.taken_for_counts import LATE

WITHIN = f"{LATE:.0f} s"
"""From the first track on, what counts as in time."""
MOST_TOLD = 3


def deciders(counts: Mapping[str, float]) -> str:
    """The pieces of evidence that decided most often, with how many each."""
    return ", ".join(f"{name} {number(mean)}" for name, mean in list(counts.items())[:MOST_TOLD])
