"""Numbers as JSON has them: it knows neither infinity nor NaN."""

from __future__ import annotations

from collections.abc import Sequence


def finite(value: float) -> float | None:
    """A number; none where it has no end, or is none."""
    return value if abs(value) < float("inf") else None


def ends(told: Sequence[float]) -> dict[str, float | None]:
    """A mean with its interval."""
    return dict(zip(("value", "low", "high"), map(finite, told), strict=True))


def pair(told: Sequence[float] | None) -> list[float | None] | None:
    """Low and high of a range, if there is one."""
    return None if told is None else [finite(end) for end in told]
