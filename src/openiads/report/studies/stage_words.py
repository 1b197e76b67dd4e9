"""What mending a stage would buy, in words: the answer, and the cells of its table."""

from __future__ import annotations

from openiads.ground.interval_words import with_interval
from openiads.report.ink.number_words import number, signed
from openiads.report.ink.svg import joined
from openiads.report.studies import comparison_words
from openiads.study.compare.comparison import Cell
from openiads.study.compare.measures import MEASURES
from openiads.study.stages.what_stages_buy import AS_IT_IS, Bought, Stages

PERFECT = {
    AS_IT_IS: AS_IT_IS,
    "masking": "open ground",
    "detection": "perfect detection",
    "tracks": "perfect tracks",
    "picture": "a perfect picture",
    "identity": "perfect identification",
    "control": "free fire at hostiles",
    "sector": "sight all round",
    "channels": "endless channels",
    "rounds": "endless rounds",
    "assessment": "perfect assessment",
    "kill": "certain kills",
}
MEANING = {
    "masking": "nothing hides a target from a radar but the curve of the Earth",
    "detection": "every look at what is in sight and in range is an echo, jammed or not",
    "tracks": "plots have no error, none are false, and one makes a track",
    "picture": "every report reaches the whole network at once",
    "identity": "every track is known for what it is from its first report on, which frees fire at hostiles "
    "where weapons control is tight",
    "control": "no status, order, point defence or reserve keeps a battery from firing at what is declared "
    "hostile",
    "sector": "an engagement radar follows and guides in every direction at once and never has to turn",
    "channels": "a battery engages all that flies in the sector that its radar faces, which turns as it did",
    "rounds": "no magazine empties",
    "assessment": "what came of a shot is known at once, and rightly",
    "kill": "whatever a round meets it kills, and no common cause defeats it",
}
SHOWN = 3
"""Stages that the answer names."""


def title(name: str) -> str:
    """The question in a line."""
    return f"{name}: what a perfect stage would buy"


def lead(found: Stages) -> str:
    """The answer in a few sentences."""
    aimed = found.comparison.arms[0].aimed
    base = with_interval(found.as_it_is.mean, number)
    helping = [row for row in found.bought if row.beside.difference[2] < 0.0]
    first = f"As it is {base} of {aimed} raiders and weapons get through."
    if not helping:
        return f"{first} No stage alone, however perfect, is seen to stop more."
    named = [f"{PERFECT[row.stage]} {number(-row.beside.difference[0])}" for row in helping[:SHOWN]]
    named[0] = f"{PERFECT[helping[0].stage]} would stop {number(-helping[0].beside.difference[0])} more"
    rest = [PERFECT[row.stage] for row in found.bought if row not in helping]
    last = f" Of {joined(rest)} no gain is seen." if rest else ""
    return f"{first} Each alone, {joined(named)}.{last}"


def measures(found: Stages) -> list[str]:
    """Those besides leakers of which there is anything."""
    others = ("rounds", "flights_killed")
    return [
        key for key in others if any(found.comparison.cell(a.arm, key).mean[0] for a in found.comparison.arms)
    ]


def headings(found: Stages) -> tuple[str, ...]:
    """Of the table."""
    titles = [MEASURES[key].title for key in measures(found)]
    return ("with", "what that means", "leakers", f"against {AS_IT_IS}", *titles)


def rows(found: Stages) -> list[tuple[str, ...]]:
    """The scenario as it is, then every stage, what buys most first."""
    base = _row(found, AS_IT_IS, found.as_it_is, "")
    return [base, *(_row(found, row.stage, row.leakers, _beside(row)) for row in found.bought)]


def _row(found: Stages, stage: str, leakers: Cell, beside: str) -> tuple[str, ...]:
    others = [comparison_words.mean(found.comparison.cell(stage, key)) for key in measures(found)]
    return PERFECT[stage], MEANING.get(stage, ""), comparison_words.mean(leakers), beside, *others


def _beside(row: Bought) -> str:
    return with_interval(row.beside.difference, signed)


def method(found: Stages) -> str:
    """How it was found, and what it is not."""
    return (
        f"{found.comparison.replicates} replicates of each, on the same draws (seed {found.seed}); intervals "
        "are of 95 % by chance alone, of differences over pairs. One stage is perfect at a time and all "
        "others are as they were: gains do not add up, for two stages mended together may buy more than both "
        "alone, or less. At which stage raiders are lost first is another question: who is lost at one might "
        "have been lost at the next. Nothing that can be built is meant; another raid may be lost elsewhere."
    )
