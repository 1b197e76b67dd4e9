"""What a perfect stage would buy, beside what the funnels lose at it: in words, in numbers and drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openiads.ground.interval_words import NONE, with_interval
from openiads.report.ink.number_words import number
from openiads.report.ink.svg import Scale, bar, figure, hint, joined, line, linear, width_of, words
from openiads.report.studies.stage_words import MEANING, PERFECT
from openiads.simulation.perfect_stages import STAGES
from openiads.study.campaign.summary import Summary
from openiads.study.stages.what_stages_buy import Stages
from openiads.study.strata_weights import Ends

FIRST_LOST = {
    "masking": "not unmasked",
    "detection": "not detected",
    "tracks": "not tracked",
    "picture": "not in picture",
    "identity": "not declared engageable",
    "channels": "no channel free",
    "rounds": "no round left",
    "kill": "not killed",
}
"""The reason that the funnels have for who is lost first at a stage; a turning radar has none of its own."""
NOTHING: Ends = (math.nan, math.nan, math.nan)
NO_STAGE = "other reasons"
HEADINGS = ("with", "lost there first", "it alone would stop", "what that means")
WIDE, NARROW = 1080.0, 360.0
UNMENDED = (
    "not in reach", "not assigned", "not acquired", "no round launched", "not guided to intercept",
)  # fmt: skip
"""Reasons that no perfect stage is about."""
SHOWN = 3
BAR, PITCH, TOP, APART = 9.0, 42.0, 8.0, 3.0
ROOM = 1.04


@dataclass(frozen=True, slots=True)
class StageGain:
    """A stage of the chain."""

    stage: str
    lost: float | None  # leakers that the funnels lose there first; None where they have no reason for it
    gain: Ends  # fewer leakers with it perfect
    meaning: str

    @property
    def name(self) -> str:
        """The perfect stage in words."""
        return PERFECT.get(self.stage, NO_STAGE)

    @property
    def bought(self) -> str:
        """The gain in words."""
        return with_interval(self.gain, number)

    @property
    def cells(self) -> tuple[str, ...]:
        """Of the table."""
        lost = NONE if self.lost is None else number(self.lost)
        return self.name, lost, self.bought, self.meaning


def gains(found: Stages, summary: Summary) -> list[StageGain]:
    """Every stage in the order of the chain."""
    differences = {row.stage: row.beside.difference for row in found.bought}
    rows = [
        StageGain(stage, _lost(stage, summary), _less(differences[stage]), MEANING[stage]) for stage in STAGES
    ]
    rest = {reason: mean for reason in UNMENDED if (mean := summary.reasons.get(reason, 0.0))}
    if rest:
        told = joined([f"{number(mean)} {reason}" for reason, mean in rest.items()])
        rows.append(StageGain("", sum(rest.values()), NOTHING, f"{told}: no stage is theirs"))
    return rows


def _lost(stage: str, summary: Summary) -> float | None:
    reason = FIRST_LOST.get(stage)
    return None if reason is None else summary.reasons.get(reason, 0.0)


def _less(difference: Ends) -> Ends:
    """A difference to what is as it is, as fewer that leak."""
    value, low, high = difference
    return 0.0 - value, 0.0 - high, 0.0 - low


def lead(rows: Sequence[StageGain]) -> str:
    """What mending buys, and why it is not what the funnels lose."""
    helping = sorted((row for row in rows if row.gain[1] > 0.0), key=lambda row: -row.gain[0])
    told = [f"{row.name} would stop {row.bought} more" for row in helping[:SHOWN]]
    first = "Alone, " + joined(told) if told else "No stage, perfect alone, is seen to stop more leakers"
    return f"{first}. {WHY}{_where_most(rows)}"


WHY = (
    "That is not what the funnels lose at a stage: they count a leaker once, at the stage after the "
    "furthest that a battery reached with it. Mend that stage, and it meets the next, where it may be lost "
    "as well; and whoever is stopped sooner leaves time, channels and rounds for others."
)


def _where_most(rows: Sequence[StageGain]) -> str:
    """The stages at which both differ most, either way."""
    told = [(row, row.lost) for row in rows if row.lost is not None and row.stage]
    over = max(told, key=lambda one: one[1] - one[0].gain[2], default=None)
    under = max(told, key=lambda one: one[0].gain[1] - one[1], default=None)
    said = [
        f"lose {number(lost)} leakers at \u201c{FIRST_LOST[row.stage]}\u201d, where {row.name} would stop "
        f"{row.bought}"
        for row, lost in filter(None, (over, under))
        if not row.gain[1] <= lost <= row.gain[2]
    ]
    return f" Here they {'; and they '.join(dict.fromkeys(said))}." if said else ""


def method(found: Stages, summary: Summary) -> str:
    """How it was played, and what gains are not."""
    count, of_run = found.comparison.replicates, summary.replicates
    which = f"The first {count:,} of {of_run:,}" if count < of_run else f"All {count:,}"
    return (
        f"{which} replicates were played again on the same draws, each time with one stage perfect and all "
        "others as they were; a common failure is weighed in, and intervals are of differences over pairs, "
        "by chance alone. Gains do not add up, for two stages mended together may buy more than both alone, "
        "or less. Nothing that can be built is meant."
    )


def draw(rows: Sequence[StageGain], width: float) -> str:
    """Two bars for each stage: what is lost there first, and what it would stop."""
    narrow = width <= NARROW
    left = 4.0 if narrow else max(width_of(row.name, 13.0) for row in rows) + 18.0
    right = max(width_of(row.bought, 12.0) for row in rows) + 14.0
    ends = [end for row in rows for end in (row.lost or 0.0, *row.gain) if math.isfinite(end)]
    least = min([0.0, *(row.gain[0] for row in rows if row.stage)])
    x = linear(least, max(ends) * ROOM or 1.0, left, width - right)
    pitch = PITCH + (18.0 if narrow else 0.0)
    parts = [line(x(0.0), TOP, x(0.0), TOP + pitch * len(rows), "axis")]
    for i, row in enumerate(rows):
        parts += _row(row, x, TOP + pitch * i, narrow)
    foot = TOP + pitch * len(rows)
    said = "; ".join(f"{row.name} would stop {row.bought}" for row in rows if row.stage)
    return figure(width, foot + 4.0, f"Leakers lost first at each stage, and stopped with it perfect: {said}",
                  *parts, class_="chart stages")  # fmt: skip


def _row(row: StageGain, x: Scale, top: float, narrow: bool) -> Iterator[str]:
    if narrow:
        yield words(0.0, top + 12.0, row.name)
        top += 18.0
    else:
        yield words(x(0.0) - 14.0, top + 0.5 * PITCH + 4.0, row.name, text_anchor="end")
    first, second = top + 0.5 * PITCH - BAR - APART, top + 0.5 * PITCH + APART
    if row.lost:
        said = hint(f"{number(row.lost)} leakers {FIRST_LOST.get(row.stage, row.meaning)}")
        yield bar(x(0.0), first, x(row.lost) - x(0.0), BAR, "lost", said)
        yield words(x(row.lost) + 6.0, first + BAR, number(row.lost), "muted")
    value, low, high = row.gain
    if math.isnan(value):
        return
    said = hint(f"{row.name} would stop {row.bought}")
    yield bar(min(x(0.0), x(value)), second, abs(x(value) - x(0.0)), BAR, "gain", said)
    if math.isfinite(low) and math.isfinite(high):
        low, high = max(low, min(value, 0.0)), max(high, value)
        yield line(x(low), second + 0.5 * BAR, x(high), second + 0.5 * BAR, "spanned")
        value = high
    yield words(x(max(value, 0.0)) + 6.0, second + BAR, row.bought, "muted")
