"""The story of a flight that was fired at: by how many rounds, and what had failed by then."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.state.words import Mechanism, Side
from openiads.study.campaign.story_facts import count, listed

WRONG = {
    Mechanism.NO_REPLY: "its set did not work",
    Mechanism.INTERROGATOR_DOWN: "the interrogator of the battery was down",
    Mechanism.MISALIGNED: "north of the battery was wrong",
    Mechanism.NO_AUTHORITY: "no order reached the battery",
    Mechanism.FLEW_ON: "the round had lost what it was fired at",
}
"""What had failed, in words; whether it decided nobody can tell of a single case."""
WHO = {Side.NEUTRAL: "A neutral flight", Side.FRIEND: "A friend"}
SENTENCE = "{who} that was fired at: {rounds}{strays}; {failed}; {end}."
STRAYS = ", and {rounds} that flew on to it from others"
NOTHING = "nothing had failed: evidence and weapons control let it"
SHOT_DOWN, SPARED = "it was shot down", "it got away"


def wrongs(rows: dict[str, Any], flights: npt.NDArray[np.intp]) -> list[str]:
    """A sentence for each flight of the books that was fired at, by its row (K,)."""
    names = "side", "shots", "strays", "mechanisms", "shot_down"
    facts = zip(*(rows[name][flights].tolist() for name in names), strict=True)
    return [sentence(*fact) for fact in facts]


def sentence(side: int, shots: int, strays: int, mechanisms: int, shot_down: int) -> str:
    """What became of one flight, and what had failed when it was first fired at."""
    failed = listed(words for one, words in WRONG.items() if mechanisms & one)
    return SENTENCE.format(
        who=WHO[Side(side)],
        rounds=count("round", shots),
        strays=STRAYS.format(rounds=count("round", strays)) if strays else "",
        failed=failed or NOTHING,
        end=SHOT_DOWN if shot_down else SPARED,
    )
