"""Figures of the catalogue in words: their names, units and values."""

from __future__ import annotations

from openiads.ground.interval_words import with_minus

UNITS = {
    "_db_per_km": "dB/km", "_mps2": "m/s²", "_m2ps3": "m²/s³", "_musd": "M$", "_deg": "°", "_dps": "°/s",
    "_min": "min", "_mps": "m/s", "_kg": "kg", "_db": "dB", "_km": "km", "_m2": "m²", "_m": "m", "_s": "s",
}  # fmt: skip
"""How a unit is printed, by its suffix."""
SPELT = {"rcs": "RCS", "doppler": "Doppler"}
"""Words of names that people do not write in small letters."""


def number(value: float) -> str:
    """A figure with the digits that it deserves: 1,750 but 0.2 and 1e-6."""
    if value != 0.0 and abs(value) < 1e-3:
        return with_minus(f"{value:.0e}".replace("e-0", "e-"))
    return with_minus(f"{value:,.0f}" if abs(value) >= 1e3 else f"{value:.4g}")


def name_in_words(name: str) -> str:
    """A name inside, as people write it."""
    return " ".join(SPELT.get(word, word) for word in name.split("_"))
