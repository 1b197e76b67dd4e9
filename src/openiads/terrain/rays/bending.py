"""Rays through an exponential atmosphere, for what the effective earth no longer says well.

Refractivity falls with altitude as N(z) = N0 exp(-z / scale), n = 1 + N / 10**6.  In spherical layers
Snell's law is Bouguer's, n r cos(theta) = constant, with r from the Earth's centre and theta the elevation.
By ground angle phi rather than by r it has no pole where the ray is level:

    dr / dphi = r tan(theta)        dtheta / dphi = 1 + (r / n) dn/dr

Runge and Kutta's fourth-order steps of a kilometre follow it to a centimetre.

Up to some 200 km and 5 km of altitude the 4/3 earth says the same within a few ten metres; at 400 km it is
hundreds of metres low.  What is tabulated is the difference of the two, because it is small and smooth.

References
----------
.. [1] B. R. Bean, E. J. Dutton, Radio Meteorology, NBS Monograph 92 (1966), chapter 3: Snell's law in
   spherical layers, and the exponential atmospheres of the CRPL.
.. [2] Recommendation ITU-R P.453-8 (2001), The radio refractive index, annex 1, equation 1: index by
   refractivity.
.. [3] Recommendation ITU-R P.834-4 (2003), Effects of tropospheric refraction on radiowave propagation,
   annex 1, equation 1: the same curvature of a ray.
.. [4] M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, formula 25.2.66: bilinear;
   section 25.5: Runge and Kutta.

The form by ground angle, and the triangles over the effective earth, are our own derivation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS
from openiads.terrain.rays.ray import STANDARD_REFRACTION

Floats = npt.NDArray[np.float64]

STEP = 1_000.0
"""Along the ground [m]."""
ELEVATIONS: Floats = np.radians(
    np.concatenate([np.arange(-6.0, 6.0, 0.02), np.arange(6.0, 20.0, 0.5), np.arange(20.0, 71.0, 2.0)])
)
"""Of the table; steeper rays keep the effective earth, which they do not leave."""


LOWEST = -500.0
"""Lowest land [m]: rays of the table run on below it, where nobody asks for them."""


@dataclass(frozen=True, slots=True)
class Atmosphere:
    """An exponential atmosphere; the defaults are those of the CRPL, N0 = 313 and 0.1439 per km."""

    refractivity: float = 313.0  # at sea level, parts per million
    scale: float = 1_000.0 / 0.1439  # [m]

    def index_and_slope(self, altitude: Floats) -> tuple[Floats, Floats]:
        """Refractive index [1] and its change with altitude [1/m]; deep under ground those of the shore.

        Source: [1]_ for the exponential, [2]_ for the index.
        """
        excess = 1e-6 * self.refractivity * np.exp(-np.maximum(altitude, LOWEST) / self.scale)
        return 1.0 + excess, -excess / self.scale


CRPL = Atmosphere()


def follow(
    antenna: float, elevations: Floats, reach: float, atmosphere: Atmosphere = CRPL, step: float = STEP
) -> tuple[Floats, Floats]:
    """Altitude [m] and elevation [rad] of rays every `step` along the ground.

    Source: [1]_, by the steps of [4]_.

    Parameters
    ----------
    antenna : altitude above mean sea level [m]
    elevations : (rays,) at the antenna [rad]
    reach : distance along the ground [m]

    Returns
    -------
    altitudes, elevations : (distances, rays), from distance 0 to `reach` or just beyond it
    """
    turn = step / MEAN_RADIUS
    steps = math.ceil(reach / step)
    altitudes = np.empty((steps + 1, len(elevations)))
    thetas = np.empty_like(altitudes)
    z, theta = np.full(len(elevations), float(antenna)), np.asarray(elevations, dtype=np.float64)
    for i in range(steps + 1):
        altitudes[i], thetas[i] = z, theta
        a, b = _slopes(z, theta, atmosphere)
        c, d = _slopes(z + 0.5 * turn * a, theta + 0.5 * turn * b, atmosphere)
        e, f = _slopes(z + 0.5 * turn * c, theta + 0.5 * turn * d, atmosphere)
        g, h = _slopes(z + turn * e, theta + turn * f, atmosphere)
        z = z + turn / 6.0 * (a + 2.0 * (c + e) + g)
        theta = theta + turn / 6.0 * (b + 2.0 * (d + f) + h)
    return altitudes, thetas


def _slopes(altitude: Floats, theta: Floats, atmosphere: Atmosphere) -> tuple[Floats, Floats]:
    """Change of altitude and elevation with the ground angle.

    Source: [1]_, by ground angle; its dtheta / dphi - 1 is the curvature of [3]_.
    """
    radius = MEAN_RADIUS + altitude
    index, slope = atmosphere.index_and_slope(altitude)
    return radius * np.tan(theta), 1.0 + radius / index * slope


@dataclass(frozen=True, eq=False)
class Bending:
    """How rays run against those over a 4/3 earth, from one antenna; by elevation and distance."""

    antenna: float  # [m]
    drop: Floats  # (distances, elevations) altitude over the 4/3 earth less the true one [m]

    def altitude(self, elevation: Floats, distance: Floats) -> Floats:
        """Altitude [m] of rays by elevation [rad] and distance along the ground [m]; shapes broadcast."""
        return effective_altitude(self.antenna, elevation, distance) - self.drop_at(elevation, distance)

    def drop_at(self, elevation: Floats, distance: Floats) -> Floats:
        """What the 4/3 earth says too much [m], bilinear [4]_ in the table; 0 beyond its elevations."""
        within = (elevation >= ELEVATIONS[0]) & (elevation <= ELEVATIONS[-1])
        x = np.interp(elevation, ELEVATIONS, np.arange(float(len(ELEVATIONS))))
        y = np.clip(np.divide(distance, STEP), 0.0, len(self.drop) - 1.0)
        i, j = np.minimum(y.astype(int), len(self.drop) - 2), np.minimum(x.astype(int), len(ELEVATIONS) - 2)
        v, u = y - i, x - j
        upper = (1.0 - u) * self.drop[i, j] + u * self.drop[i, j + 1]
        lower = (1.0 - u) * self.drop[i + 1, j] + u * self.drop[i + 1, j + 1]
        return np.where(within, (1.0 - v) * upper + v * lower, 0.0)


def bending(antenna: float, reach: float, atmosphere: Atmosphere = CRPL) -> Bending:
    """Table for one antenna [m above mean sea level], out to a distance along the ground [m]."""
    altitudes, _ = follow(antenna, ELEVATIONS, max(reach, STEP), atmosphere)
    distances: Floats = STEP * np.arange(len(altitudes), dtype=np.float64)[:, None]
    return Bending(antenna, effective_altitude(antenna, ELEVATIONS, distances) - altitudes)


def effective_altitude(
    antenna: float, elevation: Floats, distance: Floats, refraction: float = STANDARD_REFRACTION
) -> Floats:
    """Altitude [m] of rays over an effective earth; infinite where they never come so far.

    Our own: the law of sines in the triangle of antenna, place and centre.
    """
    radius = refraction * MEAN_RADIUS
    turned = np.add(elevation, np.divide(distance, radius))
    there = turned < 0.5 * math.pi
    across = np.cos(np.where(there, turned, 0.0))
    return np.where(there, (radius + antenna) * np.cos(elevation) / across - radius, np.inf)


def effective_elevation(
    antenna: float, altitude: Floats, distance: Floats, refraction: float = STANDARD_REFRACTION
) -> Floats:
    """Elevation [rad] of rays over an effective earth that are at `altitude` [m] there; undoes the former.

    Our own: the same triangle, by its legs.
    """
    radius = refraction * MEAN_RADIUS
    arc = np.divide(distance, radius)
    # Written so that kilometres are subtracted, not radii.
    rise = (altitude - antenna) * np.cos(arc) - 2.0 * (radius + antenna) * np.sin(0.5 * arc) ** 2
    return np.arctan2(rise, (radius + altitude) * np.sin(arc))
