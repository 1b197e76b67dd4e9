"""The parts of the radar equation that sensing and belief share.

References
----------
.. [1] Recommendation ITU-R P.676-10 (2013), Attenuation by atmospheric gases, annex 2, section 2.2: slant
   paths by equivalent heights.
.. [2] B. R. Mahafza, A. Z. Elsherbeni, MATLAB Simulations for Radar Systems Design, 2004, eq. (2.75).
"""

from __future__ import annotations

from openiads.ground.compiled import kernel
from openiads.ground.scalar import exp

GAS_SCALE_HEIGHT = 4_000.0
"""Height over which the absorbing air thins out by a factor e [m]: between the equivalent heights of
water vapour, about 2 km, and dry air, about 5 to 6 km [1]_."""


@kernel
def gas_share(two_way_loss: float, reach: float, height: float) -> float:
    """Two-way power share [1] left by the air over `reach` [m] to a target `height` [m] above the radar.

    `two_way_loss` is the natural-log power loss per metre, there and back, at sea level [1/m].

    Source: [1]_ for the equivalent heights.  One height for both gases, and the integral over a straight path
    through air that thins out exponentially from the radar up, are our own.
    """
    top = abs(height) / GAS_SCALE_HEIGHT
    thinning = (1.0 - exp(-top)) / top if top > 1e-3 else 1.0
    return exp(-two_way_loss * reach * thinning)


@kernel
def detection_probability(log_false_alarm: float, snr: float) -> float:
    """Swerling 1, one look: Pd = Pfa ** (1 / (1 + snr)), `snr` a power ratio [1].

    Source: [2]_, whose threshold is minus the logarithm of Pfa.
    """
    return exp(log_false_alarm / (1.0 + snr))
