"""Factors from the units of people to SI; the only file that has them.

Multiply on the way in, divide on the way out: ``range_km * KM``, ``altitude / FT``.

References
----------
.. [1] BIPM, The International System of Units, 9th edition, tables 2, 4 and 8.
.. [2] NIST Special Publication 811 (2008), appendix B.8, for the foot, the knot, the nautical mile and
   the pound-force per square foot.
"""

from __future__ import annotations

import math

M = 1.0
KM = 1_000.0
FT = 0.3048
NMI = 1_852.0
MILE = 1_609.344

M2 = 1.0
KM2 = KM * KM

S = 1.0
MS = 1e-3
MINUTE = 60.0
HOUR = 3_600.0
DAY = 86_400.0

MPS = 1.0
KN = NMI / HOUR
KMH = KM / HOUR

DEG = math.pi / 180.0
MRAD = 1e-3

KG = 1.0
PSF = 47.880_26
KW = 1e3
MW = 1e6
KHZ = 1e3
MHZ = 1e6
GHZ = 1e9

USD = 1.0
MUSD = 1e6
PERCENT = 0.01

# Figures in decibels have three or four digits.  Twelve hide the last bit of the system's power and
# logarithm, which differs between machines.
DECIBEL_DIGITS = 12


def from_db(decibels: float) -> float:
    """Power ratio [1] of a level in decibels, to twelve digits; dBsm gives m2.

    Source: [1]_, table 8; the twelve digits are our rule.

    >>> from_db(-10.0)
    0.1
    """
    return _rounded(10.0 ** (decibels / 10.0))


def to_db(ratio: float) -> float:
    """Level in decibels of a power ratio [1], to twelve digits; minus infinity for none.

    Source: [1]_, table 8; the twelve digits are our rule.

    >>> to_db(100.0)
    20.0
    """
    return _rounded(10.0 * math.log10(ratio)) if ratio > 0.0 else -math.inf


def _rounded(value: float) -> float:
    return float(f"{value:.{DECIBEL_DIGITS - 1}e}")
