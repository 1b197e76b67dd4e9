"""Numbers as JSON has them: it knows neither infinity nor NaN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openiads.study.analysis.box_range import Range


def finite(value: float) -> float | None:
    """A number; none where it has no end, or is none."""
    return value if abs(value) < float("inf") else None


def ends(told: Sequence[float]) -> dict[str, float | None]:
    """A mean with its interval."""
    return dict(zip(("value", "low", "high"), map(finite, told), strict=True))


def moved(told: Range | None) -> dict[str, Any]:
    """Low and high of a range over a box, if one was played, and whether chance hides it."""
    hidden = told is not None and told.hidden
    ends = None if told is None or hidden else [finite(end) for end in told]
    return {"range": ends, "range_hidden": hidden}
