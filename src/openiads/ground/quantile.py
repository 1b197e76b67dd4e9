"""Normal quantile and distribution function, with our own arithmetic as in `scalar`.

The quantile is within 1.2e-15 relative of scipy's ``ndtri``, measured on 100 000 arguments; the distribution
function within 1e-14 of ``ndtr`` down to -7, within 1e-8 below.

References
----------
.. [1] M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied Statistics
   37 (1988), 477-484, routine PPND16.
.. [2] G. West, Better approximations to cumulative normal functions, Wilmott Magazine, May 2005, 70-76, after
   J. F. Hart, Computer Approximations, 1968, algorithm 5666.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.scalar import exp, log

# The paper's coefficients, constant first: numerator and denominator about the centre (A, B), on the
# shoulder (C, D) and in the tail (E, G).
A = (
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
)
B = (
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
)
C = (
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
)
D = (
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)
E = (
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)
G = (
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)
# Those of the distribution function, constant first: numerator and denominator of Mills' ratio.
ABOVE = (
    220.206867912376,
    221.213596169931,
    112.079291497871,
    33.912866078383,
    6.37396220353165,
    0.700383064443688,
    3.52624965998911e-02,
    0.0,
)
BELOW = (
    440.413735824752,
    793.826512519948,
    637.333633378831,
    296.564248779674,
    86.7807322029461,
    16.064177579207,
    1.75566716318264,
    8.83883476483184e-02,
)
FAR = 7.07106781186547
"""From here on the ratio is a continued fraction."""
CERTAIN = 8.3
"""From here on one less the rest is one, to the last bit."""
FARTHEST = 37.0
"""From here on nothing is left [1]."""


@kernel
def normal_chance(deviation: float) -> float:
    """Chance [1] that a standard normal number is at most `deviation` [1].

    Source: [2]_.
    """
    if deviation > CERTAIN:
        return 1.0
    far = abs(deviation)
    if far > FARTHEST:
        return 0.0
    tail = exp(-0.5 * far * far)
    if far < FAR:
        tail *= _septic(far, ABOVE) / _septic(far, BELOW)
    else:
        tail /= 2.506628274631 * (far + 1.0 / (far + 2.0 / (far + 3.0 / (far + 4.0 / (far + 0.65)))))
    return 1.0 - tail if deviation > 0.0 else tail


@kernel
def inverse_normal(chance: float) -> float:
    """Standard normal quantile; minus and plus infinity at 0 and 1, NaN outside.

    Source: [1]_.
    """
    if not 0.0 < chance < 1.0:
        return _quantile_outside(chance)
    q = chance - 0.5
    if abs(q) <= 0.425:
        return q * _quantile_centre(0.180625 - q * q)
    r = math.sqrt(-log(chance if q < 0.0 else 1.0 - chance))
    z = _quantile_shoulder(r - 1.6) if r <= 5.0 else _quantile_tail(r - 5.0)
    return -z if q < 0.0 else z


@kernel
def _quantile_outside(chance: float) -> float:
    if chance == 0.0:
        return -math.inf
    return math.inf if chance == 1.0 else math.nan


@kernel
def _septic(offset: float, coefficients: tuple[float, ...]) -> float:
    """Polynomial of degree 7 by its coefficients, constant first."""
    c0, c1, c2, c3, c4, c5, c6, c7 = coefficients
    high = ((c7 * offset + c6) * offset + c5) * offset + c4
    return (((high * offset + c3) * offset + c2) * offset + c1) * offset + c0


@kernel
def _quantile_centre(offset: float) -> float:
    return _septic(offset, A) / _septic(offset, B)


@kernel
def _quantile_shoulder(offset: float) -> float:
    return _septic(offset, C) / _septic(offset, D)


@kernel
def _quantile_tail(offset: float) -> float:
    return _septic(offset, E) / _septic(offset, G)
