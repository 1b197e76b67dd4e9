"""Free fall around the Earth's centre: the ellipse, and when it comes down to a distance from there.

The Earth does not turn beneath it and the air does not brake it.

References
----------
.. [1] R. H. Battin, An Introduction to the Mathematics and Methods of Astrodynamics, revised edition, 1999,
   sections 4.3 and 4.5: place and velocity by the difference of eccentric anomalies, and the time along it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU
from openiads.ground.matrices import Vector, dot
from openiads.ground.scalar import PI, atan2, sincos


class Ellipse(NamedTuple):
    """The ellipse on which it falls, from where it is."""

    radius: float  # from the centre of the Earth [m]
    semi_major: float  # [m]
    rise: float  # sine of its eccentric anomaly, times the eccentricity [1]
    run: float  # cosine, the same [1]


class Fallen(NamedTuple):
    """Where it is some way along the ellipse."""

    after: float  # [s]
    place: Vector  # [m]
    here: float  # share of its first place in this one [1]
    there: float  # share of its first velocity [s]


@kernel
def ellipse_of(place: Vector, velocity: Vector) -> Ellipse:
    """The ellipse of a place [m] and velocity [m/s]; its semi-major axis is below 0 where there is none.

    Source: [1]_.
    """
    radius = math.sqrt(dot(place, place))
    semi_major = 1.0 / (2.0 / radius - dot(velocity, velocity) / MU)
    rise = dot(place, velocity) / math.sqrt(MU * abs(semi_major))
    return Ellipse(radius, semi_major, rise, 1.0 - radius / semi_major)


@kernel
def along(ellipse: Ellipse, place: Vector, velocity: Vector, angle: float) -> Fallen:
    """Where it is once its eccentric anomaly has grown by an angle [rad].

    Source: [1]_, the functions F and G, and Kepler's equation of a difference.
    """
    a = ellipse.semi_major
    sine, cosine = sincos(angle)
    pace = a * math.sqrt(a / MU)
    after = pace * (angle + ellipse.rise * (1.0 - cosine) - ellipse.run * sine)
    here = 1.0 - a / ellipse.radius * (1.0 - cosine)
    there = after - pace * (angle - sine)
    x = here * place[0] + there * velocity[0]
    y = here * place[1] + there * velocity[1]
    z = here * place[2] + there * velocity[2]
    return Fallen(after, (x, y, z), here, there)


@kernel
def fall_to_radius(place: Vector, velocity: Vector, radius: float) -> Fallen:
    """Where it is once it has sunk to a distance [m] from the centre, its place [m] and velocity [m/s] given.

    What is below it all the time is down at once, and what never sinks so low is so after infinite time.

    Source: [1]_; the distance on an ellipse by the eccentric anomaly, which is past its top.
    """
    ellipse = ellipse_of(place, velocity)
    eccentricity = math.sqrt(ellipse.rise * ellipse.rise + ellipse.run * ellipse.run)
    if not ellipse.semi_major > 0.0 or eccentricity <= 0.0:
        return Fallen(math.inf, place, 1.0, 0.0)
    cosine = (1.0 - radius / ellipse.semi_major) / eccentricity
    if cosine >= 1.0:
        return Fallen(math.inf, place, 1.0, 0.0)
    if cosine <= -1.0:
        return Fallen(0.0, place, 1.0, 0.0)
    anomaly = atan2(ellipse.rise, ellipse.run)
    angle = -atan2(math.sqrt(1.0 - cosine * cosine), cosine) - anomaly
    if anomaly > 0.0:
        angle += 2.0 * PI
    return along(ellipse, place, velocity, max(angle, 0.0))
