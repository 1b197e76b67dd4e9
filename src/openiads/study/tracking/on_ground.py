"""Rows as they are on the ground, for those who do not know altitudes.

A radar that measures no elevation is judged by where it puts targets on the map; in space its error would be
that of the altitude which somebody assumed.  Places are moved down to the ellipsoid, and velocities lose what
is up.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openiads.ground.frames import ecef_of_normal, geodetic_of, normal_of
from openiads.study.tracking.kinematics import Kinematics


def on_ground(rows: Kinematics) -> Kinematics:
    """The same rows at altitude 0, with velocities level."""
    latitude, longitude, _ = geodetic_of(rows.place)
    up = normal_of(latitude, longitude)
    rise = np.sum(rows.velocity * up, axis=1, keepdims=True)
    place = ecef_of_normal(up, np.zeros_like(latitude))
    return replace(rows, place=place, velocity=rows.velocity - rise * up)
