"""Zero-lift drag of a slender body by Mach number and height: the sum of skin friction, nose wave and base.

The reference area is the body's cross section.  Below the speed of sound a nose makes no wave; the drag rise
goes linearly over DRAG_RISE, as conceptual design has it.

References
----------
.. [1] E. L. Fleeman, Tactical Missile Design, 2nd ed., AIAA 2006, chapter 2: body friction after Jerger,
   0.053 (l/d) (M / q l)**0.2 in pounds and feet; wave after Bonney,
   (1.59 + 1.83 / M**2) atan(0.5 d / l_nose)**1.69; base, coasting, 0.25 / M above and
   0.12 + 0.13 M**2 below the speed of sound.
.. [2] E. L. Fleeman, op. cit., chapter 2, after Jorgensen: normal force of a body,
   sin(2 a) cos(a / 2) + 2 (l/d) sin(a)**2.
.. [3] U.S. Standard Atmosphere, 1976, NOAA-S/T 76-1562: speed of sound.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from openiads.ground.atmosphere import SPECIFIC_GAS_CONSTANT, density, pressure, temperature
from openiads.ground.units import FT, PSF

Floats = npt.NDArray[np.float64]

HEAT_RATIO = 1.4
"""Ratio of the specific heats of air."""
FRICTION = 0.053 * (PSF * FT) ** 0.2
"""Jerger's factor with pressure in pascals and length in metres."""
DRAG_RISE = (0.85, 1.05)
"""Mach numbers between which the wave drag of the nose grows to its supersonic value."""
AIR_STEP, AIR_TOP = 100.0, 80_000.0
MACH_STEP, MACH_TOP = 0.01, 12.0


def friction(mach: npt.ArrayLike, pressure: npt.ArrayLike, length: float, fineness: float) -> Floats:
    """Skin friction coefficient of a body by length [m], length over diameter and air pressure [Pa].

    Source: [1]_, with q written as 0.7 p M**2.
    """
    flow = 0.5 * HEAT_RATIO * np.asarray(pressure) * np.maximum(mach, MACH_STEP)
    return np.asarray(FRICTION * fineness * (flow * length) ** -0.2)


def wave(mach: npt.ArrayLike, nose_fineness: float) -> Floats:
    """Wave drag coefficient [1] of a nose of some length over diameter, by Mach number [1].

    Source: [1]_; the linear rise through the speed of sound is our rule.
    """
    m = np.asarray(mach, dtype=np.float64)
    low, high = DRAG_RISE
    rise = np.clip((m - low) / (high - low), 0.0, 1.0)
    full = 1.59 + 1.83 / np.maximum(m, high) ** 2
    return np.asarray(rise * full * math.atan(0.5 / nose_fineness) ** 1.69)


def base(mach: npt.ArrayLike) -> Floats:
    """Base drag coefficient [1] of a coasting body, by Mach number [1].

    Source: [1]_.
    """
    m = np.asarray(mach, dtype=np.float64)
    return np.where(m > 1.0, 0.25 / np.maximum(m, 1.0), 0.12 + 0.13 * m * m)


def normal_force(angle: float, fineness: float) -> float:
    """Normal force coefficient of a body at an angle of attack [rad].

    Source: [2]_, for a round cross section.
    """
    return math.sin(2.0 * angle) * math.cos(angle / 2.0) + 2.0 * fineness * math.sin(angle) ** 2


@lru_cache(maxsize=1)
def air() -> tuple[Floats, Floats, Floats]:
    """By height in steps of AIR_STEP: density [kg/m3], MACH_STEPs per speed [s/m], pressure ** -0.2.

    Source: [3]_.
    """
    heights = np.arange(0.0, AIR_TOP + AIR_STEP, AIR_STEP)
    sound = np.sqrt(HEAT_RATIO * SPECIFIC_GAS_CONSTANT * temperature(heights))
    return density(heights), 1.0 / (sound * MACH_STEP), pressure(heights) ** -0.2


@lru_cache(maxsize=64)
def by_mach(length: float, fineness: float, nose_fineness: float) -> tuple[Floats, Floats]:
    """Drag coefficients [1] by Mach number in steps of MACH_STEP: nose and base, friction at 1 [Pa]."""
    mach = np.arange(0.0, MACH_TOP + MACH_STEP, MACH_STEP)
    return wave(mach, nose_fineness) + base(mach), friction(mach, 1.0, length, fineness)
