"""The fans of a timeline as a Matplotlib figure, for notebooks and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openiads.report.ink.page import DOUBLE_MM, MM_PER_INCH, house_style
from openiads.report.studies import timeline_words
from openiads.study.timeline.timeline_answer import TimelineAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANEL_MM = 45.0
BANDS = ((0, -1, 0.15), (1, -2, 0.25))
"""Outer and inner lines of a fan, and how dark what lies between them is."""


def draw(name: str, found: TimelineAnswer) -> Figure:
    """A panel for each fan: batteries ready, what is protected, rounds left."""
    from matplotlib.figure import Figure

    fans = {"batteries ready": found.ready, **found.protected}
    fans |= {f"{slug} left, assumed": one for slug, one in found.rounds.items()}
    dates = [found.plan.date(time) for time in (*found.days, found.plan.duration)]
    with house_style():
        size = DOUBLE_MM / MM_PER_INCH, (12.0 + PANEL_MM * len(fans)) / MM_PER_INCH
        made = Figure(figsize=size, layout="constrained")
        made.suptitle(timeline_words.title(name, found))
        for axes, (title, one) in zip(
            made.subplots(len(fans), 1, sharex=True, squeeze=False)[:, 0], fans.items(), strict=True
        ):
            for low, high, alpha in BANDS:
                below, above = ([*one.levels[k], one.levels[k][-1]] for k in (low, high))
                axes.fill_between(dates, below, above, step="post", alpha=alpha, linewidth=0.0, color="C0")
            axes.step(dates, [*one.mean, one.mean[-1]], where="post", color="C0")
            axes.set_ylabel(title)
            axes.set_ylim(bottom=0.0)
    return made
