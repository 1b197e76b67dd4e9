"""What targets were taken for, in words."""

from __future__ import annotations

from collections.abc import Mapping

from openiads.report.ink.number_words import number
from openiads.scenario.plan import Plan
from openiads.study.campaign.taken_for_counts import LATE

WITHIN = f"{LATE:.0f} s"
"""From the first track on, what counts as in time."""
MOST_TOLD = 3


def deciders(counts: Mapping[str, float]) -> str:
    """The pieces of evidence that decided most often, with how many each."""
    return ", ".join(f"{name} {number(mean)}" for name, mean in list(counts.items())[:MOST_TOLD])


def asked(plan: Plan) -> str:
    """Why flights are seldom declared what they are, where nobody can ask them; else nothing."""
    kinds = {network.interrogator for network in plan.networks if network.batteries}
    unknown = "Unknown is not hostile: who may be fired at, weapons control says."
    if kinds == {"none"}:
        return (
            "Nobody interrogates in this scenario, so friendly and civil flights have no answer to give, and "
            f"few of them are ever declared what they are. {unknown}"
        )
    if kinds and "full" not in kinds:
        return (
            "Interrogators of this scenario ask in the mode of own forces alone, so civil flights have no "
            f"answer to give, and few of them are ever declared what they are. {unknown}"
        )
    return ""
