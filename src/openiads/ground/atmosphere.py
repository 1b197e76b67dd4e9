"""Temperature, pressure and density of the standard atmosphere.

References
----------
.. [1] U.S. Standard Atmosphere, 1976, NOAA-S/T 76-1562: equations 18, 23, 33a, 33b and 42 with table 4 for
   the layers; table I for the pressures at their feet and for the values at 100 km.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.frames import GRAVITY
from openiads.ground.scalar import exp, log, power

Floats = npt.NDArray[np.float64]

GAS_CONSTANT = 8_314.32
MOLAR_MASS = 28.9644
SPECIFIC_GAS_CONSTANT = GAS_CONSTANT / MOLAR_MASS
HYDROSTATIC = GRAVITY / SPECIFIC_GAS_CONSTANT
EARTH_RADIUS = 6_356_766.0

# One column per layer: geopotential altitude [m], temperature [K] and pressure [Pa] at its foot, and the
# gradient of temperature within it [K/m].
FEET = np.array([0.0, 11_000.0, 20_000.0, 32_000.0, 47_000.0, 51_000.0, 71_000.0])
TEMPERATURES = np.array([288.15, 216.65, 216.65, 228.65, 270.65, 270.65, 214.65])
PRESSURES = np.array([101_325.0, 22_632.06, 5_474.889, 868.0187, 110.9063, 66.93887, 3.956420])
GRADIENTS = np.array([-0.0065, 0.0, 0.001, 0.0028, 0.0, -0.0028, -0.002])

TOP = 86_000.0
TAIL_END = 100_000.0
PRESSURE_AT_TAIL_END = 3.2011e-2
DENSITY_AT_TAIL_END = 5.604e-7


@kernel
def _layer_of(geopotential: float) -> int:
    layer = FEET.size - 1
    while layer > 0 and geopotential < FEET[layer]:
        layer -= 1
    return layer


@kernel
def temperature_at(altitude: float) -> float:
    """Molecular-scale temperature [K] at one geometric altitude [m]; from 86 km up that of 86 km.

    The kinetic temperature is at most 0.05 % lower, between 80 and 86 km.

    Source: [1]_, equations 18 and 23 with table 4.
    """
    altitude = min(altitude, TOP)
    geopotential = EARTH_RADIUS * altitude / (EARTH_RADIUS + altitude)
    layer = _layer_of(geopotential)
    return TEMPERATURES[layer] + GRADIENTS[layer] * (geopotential - FEET[layer])  # type: ignore[no-any-return]


@kernel
def pressure_at(altitude: float) -> float:
    """Pressure [Pa] at one geometric altitude [m]; an exponential tail from 86 km up.

    Source: [1]_, equations 33a and 33b; the tail, through table I at 86 and 100 km, is our rule.
    """
    if altitude > TOP:
        top = pressure_at(TOP)
        return top * exp(log(PRESSURE_AT_TAIL_END / top) * (altitude - TOP) / (TAIL_END - TOP))
    geopotential = EARTH_RADIUS * altitude / (EARTH_RADIUS + altitude)
    layer = _layer_of(geopotential)
    rise = geopotential - FEET[layer]
    foot = TEMPERATURES[layer]
    gradient = GRADIENTS[layer]
    if gradient == 0.0:
        ratio = exp(-HYDROSTATIC * rise / foot)
    else:
        ratio = power(foot / (foot + gradient * rise), HYDROSTATIC / gradient)
    return PRESSURES[layer] * ratio  # type: ignore[no-any-return]


@kernel
def density_at(altitude: float) -> float:
    """Density [kg/m3] at one geometric altitude [m]; an exponential tail from 86 km up.

    Source: [1]_, equation 42; the tail, through table I at 86 and 100 km, is our rule.
    """
    if altitude > TOP:
        top = density_at(TOP)
        return top * exp(log(DENSITY_AT_TAIL_END / top) * (altitude - TOP) / (TAIL_END - TOP))
    return pressure_at(altitude) / (SPECIFIC_GAS_CONSTANT * temperature_at(altitude))


def temperature(altitude: npt.ArrayLike) -> Floats:
    """Temperature [K] at geometric altitudes [m] of any shape; see `temperature_at`."""
    return _mapped(temperature_at, altitude)


def pressure(altitude: npt.ArrayLike) -> Floats:
    """Pressure [Pa] at geometric altitudes [m] of any shape.

    Valid for -5 to 100 km.  The tail passes through table I at 86 and 100 km and falls below it higher up:
    at 120 km pressure by three fifths, density by a third.
    """
    return _mapped(pressure_at, altitude)


def density(altitude: npt.ArrayLike) -> Floats:
    """Density [kg/m3] at geometric altitudes [m] of any shape; valid as `pressure` is.

    >>> f"{float(density(20_000.0)):.4f}"
    '0.0889'
    """
    return _mapped(density_at, altitude)


def _mapped(law: Callable[[float], float], altitude: npt.ArrayLike) -> Floats:
    altitudes = np.asarray(altitude, dtype=np.float64)
    values = np.array([law(float(each)) for each in altitudes.ravel()], dtype=np.float64)
    return values.reshape(altitudes.shape)
