"""Numbers as people read them: as many digits as can be trusted, money in millions, shares in percent."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from openiads.ground.interval_words import with_minus
from openiads.ground.units import MUSD, PERCENT
from openiads.report.ink.bars import TINY
from openiads.report.ink.figure_words import UNITS

NO_BREAK = "\N{NO-BREAK SPACE}"
PRINTED = sorted({*UNITS.values(), "%", "d", "h", "ft", "million"}, key=len, reverse=True)
LARGEST = 1e15
"""From here on more digits than can be trusted would stand before the point."""
BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, PRINTED))})(?!\w))")
"""The blank between a number and its unit."""


def number(value: float) -> str:
    """A mean with as many digits as a reader wants."""
    if value == 0.0:
        return "0"
    size = abs(value)
    if size < 0.01:
        return with_minus(f"{value:.1g}")
    if size >= LARGEST:
        return with_minus(f"{value:.3g}")
    # What is rounded up to ten is written like ten.
    decimals = 2 if round(size, 2) < 10.0 else 1 if round(size, 1) < 1000.0 else 0
    return with_minus(f"{value:,.{decimals}f}")


def signed(value: float) -> str:
    """A difference."""
    return number(value) if value <= 0.0 else f"+{number(value)}"


def whole(value: float) -> str:
    """A mean that may be the same in every replicate, and then is a count: 8, but 78.5."""
    return with_minus(f"{value:,.0f}") if abs(value - round(value)) < TINY else number(value)


def money(value: float) -> str:
    """An amount in words."""
    return f"{number(value / MUSD)} million dollars"


def rounded_up(value: float) -> float:
    """A share no less than `value` that `share` shows as it is, for what is said to lie within."""
    step = PERCENT if value >= PERCENT else 0.1 * PERCENT
    return step * math.ceil(value / step - 1e-9)


def share(value: float) -> str:
    """A share in percent; what is neither none nor all does not look like it."""
    if not (0.0 < value < 0.01 or 0.99 < value < 1.0):
        return f"{100.0 * value:.0f} %"
    told = f"{100.0 * value:.1f} %"
    return {"0.0 %": "below 0.1 %", "100.0 %": "above 99.9 %"}.get(told, told)


def kept_together(text: str) -> str:
    """A text in which no line may end between a number and its unit, or its error."""
    return BEFORE_UNIT.sub(NO_BREAK, text).replace(" ± ", f"{NO_BREAK}±{NO_BREAK}")


def in_percent(shares: Mapping[str, float]) -> dict[str, str]:
    """Shares of a whole in percent that add up to it: the largest remainders are rounded up."""
    exact = {name: portion / PERCENT for name, portion in shares.items()}
    whole = {name: math.floor(portion) for name, portion in exact.items()}
    left = round(sum(exact.values())) - sum(whole.values())
    for name in sorted(exact, key=lambda name: whole[name] - exact[name])[:left]:
        whole[name] += 1
    return {name: f"{whole[name]} %" if whole[name] else "below 1 %" for name in shares}
