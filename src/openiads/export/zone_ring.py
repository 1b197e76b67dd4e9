"""A zone on the ground as a ring of points.

References
----------
.. [1] Great zones from a place, by azimuth and distance: any textbook of navigation, such as E. W. Maloney,
   Dutton's Navigation and Piloting; on the sphere of the mean radius.
"""

from __future__ import annotations

import math

import numpy as np

from openiads.export.replicate_scene import DrawnZone, Floats
from openiads.ground.frames import MEAN_RADIUS

CORNERS = 72
"""Points of a ring: the chord is a thousandth of the radius inside the zone."""


def ring_of(zone: DrawnZone) -> Floats:
    """Longitudes and latitudes (CORNERS, 2) [rad], anticlockwise, open, longitudes without a jump.

    Source: [1]_.
    """
    azimuths = -np.linspace(0.0, 2.0 * math.pi, CORNERS, endpoint=False)
    angle = zone.radius / MEAN_RADIUS
    sine, cosine = math.sin(zone.latitude), math.cos(zone.latitude)
    latitudes = np.arcsin(sine * math.cos(angle) + cosine * math.sin(angle) * np.cos(azimuths))
    across = np.arctan2(
        np.sin(azimuths) * math.sin(angle) * cosine, math.cos(angle) - sine * np.sin(latitudes)
    )
    return np.stack([zone.longitude + across, latitudes], axis=1)
