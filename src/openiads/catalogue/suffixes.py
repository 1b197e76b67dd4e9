"""From the unit suffix of a field's name to SI, and the name without it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from openiads.ground.units import DEG, KM, MINUTE, MUSD, from_db

Conversion = Callable[[float], float]

# Attenuation of one dB per km, as the exponent of power per metre.
DB_PER_KM = math.log(from_db(1.0)) / KM


def _times(factor: float) -> Conversion:
    return lambda value: value * factor


# Longest first: `_db_per_km` must not be read as `_km`.
CONVERSIONS: dict[str, Conversion] = {
    "_db_per_km": _times(DB_PER_KM),
    "_m2ps3": _times(1.0),
    "_mps2": _times(1.0),
    "_musd": _times(MUSD),
    "_deg": _times(DEG),
    "_dps": _times(DEG),
    "_min": _times(MINUTE),
    "_mps": _times(1.0),
    "_db": from_db,
    "_km": _times(KM),
    "_m2": _times(1.0),
    "_kg": _times(1.0),
    "_m": _times(1.0),
    "_s": _times(1.0),
}


@cache
def without_unit(name: str) -> tuple[str, Conversion]:
    """Split a border name into the name inside and the conversion of its value to SI."""
    for suffix, conversion in CONVERSIONS.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), conversion
    return name, _times(1)
