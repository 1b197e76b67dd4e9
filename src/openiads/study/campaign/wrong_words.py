"""The story of a flight that was wronged: what it was taken for and why, how many rounds, what had failed."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.state.words import Identity, Mechanism, Side
from openiads.study.campaign.story_facts import count, decided_by, duration, listed

WRONG = {
    Mechanism.NO_REPLY: "its set did not work",
    Mechanism.INTERROGATOR_DOWN: "the interrogator of the battery was down",
    Mechanism.MISALIGNED: "north of the battery was wrong",
    Mechanism.NO_AUTHORITY: "no order reached the battery",
    Mechanism.FLEW_ON: "the round had lost what it was fired at",
}
"""What had failed, in words; whether it decided nobody can tell of a single case."""
WHO = {Side.NEUTRAL: "A neutral flight", Side.FRIEND: "A friend"}
DECLARED = "declared hostile {time} into the run{by}"
FIRED_AT = "{rounds} fired at it{strays}"
STRAYS = ", and {rounds} that flew on to it from others"
UNHARMED = "nobody fired at it"
NOTHING = "nothing had failed: evidence and weapons control let it"
NEVER_HOSTILE = (
    "no track of it was ever declared hostile: weapons control let it all the same, or the engagement radar "
    "found it instead of another"
)
SHOT_DOWN, SPARED = "it was shot down", "it got away"


@dataclass(frozen=True, slots=True)
class Wronged:
    """What is known of a flight: times [s], counts, and whatever is told by a number."""

    side: int
    shots: int
    strays: int
    mechanisms: int  # bits of `Mechanism`, -1 where nobody fired at it
    shot_down: int
    mistaken_for: int
    mistaken_time: float
    mistaken_by: int
    identity: int  # the most hostile that a track of it was declared

    def sentence(self) -> str:
        """What became of it."""
        return f"{WHO[Side(self.side)]}, {'; '.join([*self.declared(), *self.fired_at()])}."

    def declared(self) -> list[str]:
        """When it was declared hostile, and what decided that."""
        if self.mistaken_for != Identity.HOSTILE or isnan(self.mistaken_time):
            return []
        return [DECLARED.format(time=duration(self.mistaken_time), by=decided_by(self.mistaken_by))]

    def fired_at(self) -> list[str]:
        """By how many rounds, what had failed by the first of them, and how it ended."""
        if self.mechanisms < 0:
            return [UNHARMED]
        strays = STRAYS.format(rounds=count("round", self.strays)) if self.strays else ""
        failed = listed(words for one, words in WRONG.items() if self.mechanisms & one)
        let = NOTHING if self.identity == Identity.HOSTILE else NEVER_HOSTILE
        return [
            FIRED_AT.format(rounds=count("round", self.shots), strays=strays),
            failed or let,
            SHOT_DOWN if self.shot_down else SPARED,
        ]


NAMES = tuple(Wronged.__dataclass_fields__)


def wronged(rows: dict[str, Any]) -> npt.NDArray[np.intp]:
    """Rows (K,) of flights that were declared hostile or fired at."""
    taken = (rows["side"] != Side.HOSTILE) & (rows["mistaken_for"] == Identity.HOSTILE)
    return np.flatnonzero(taken | (rows["mechanisms"] >= 0))


def wrongs(rows: dict[str, Any], flights: npt.NDArray[np.intp]) -> list[str]:
    """A sentence for each flight of the books that was wronged, by its row (K,)."""
    facts = zip(*(rows[name][flights].tolist() for name in NAMES), strict=True)
    return [Wronged(*fact).sentence() for fact in facts]
