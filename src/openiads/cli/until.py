"""Reader of `--until half-width=0.5`."""

from __future__ import annotations

import math

from openiads.cli.read import number_in
from openiads.ground.errors import OutOfRange

NAME = "half-width"


def half_width(told: str | float) -> float:
    """Half of the width of the interval that is asked for."""
    if not isinstance(told, str):
        return told
    name, equals, text = told.partition("=")
    try:
        value = number_in(text) if name.strip() == NAME and equals else math.nan
    except ValueError:
        value = math.nan
    if not 0.0 < value < math.inf:
        from openiads.ground.kinds import shown

        raise OutOfRange(
            f"--until is {shown(told)}; {NAME}= and a number above 0 are allowed; write it like {NAME}=0.5"
        )
    return value
