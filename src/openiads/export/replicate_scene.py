"""One replicate of a run as other programs want it: things that move, things that stand, areas, events.

Angles are in radians, latitude and longitude geodetic on WGS-84; altitudes are above mean sea level [m],
which is taken for the ellipsoid; times are seconds since the run began.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TARGET, ROUND, TRACK = "target", "round", "track"
BATTERY, RADAR, ASSET = "battery", "radar", "asset"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When a run begins, for formats that want a date: no scenario has one."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A target, a round or a track: where it was at which times."""

    kind: str
    number: int
    """Index of the target, serial number of the round or the track."""
    name: str
    what: str
    """Class of the target, type of the round, what the track was last held for."""
    side: str
    times: Floats  # (K,) rising [s]
    latitudes: Floats  # (K,) [rad]
    longitudes: Floats  # (K,) running on across the antimeridian [rad]
    altitudes: Floats  # (K,) [m]
    more: dict[str, str] = field(default_factory=dict)
    """Further facts, as words: fate, reason, story, network."""

    @property
    def key(self) -> str:
        """A name that no other thing of the scene has."""
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True, slots=True)
class Site:
    """A battery, a radar or an asset: where it stands."""

    kind: str
    number: int
    name: str
    what: str
    latitude: float  # [rad]
    longitude: float  # [rad]
    altitude: float  # of the ground there [m]

    @property
    def key(self) -> str:
        """A name that no other thing of the scene has."""
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True, slots=True)
class DrawnZone:
    """A zone on the ground."""

    name: str
    what: str
    latitude: float  # [rad]
    longitude: float  # [rad]
    radius: float  # [m]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event that has a place."""

    time: float  # [s]
    what: str
    subject: str
    """Name of the target that it befell."""
    key: str
    """Of that target."""
    latitude: float  # [rad]
    longitude: float  # [rad]
    altitude: float  # [m]


@dataclass(frozen=True, slots=True)
class Scene:
    """A replicate."""

    title: str
    scenario: str
    replicate: int
    credit: str
    """Version, seed and hash of the scenario."""
    end: float  # [s]
    movers: list[Mover]
    sites: list[Site]
    zones: list[DrawnZone]
    moments: list[Moment]


def date_of(time: float) -> str:
    """The date of a time [s] since the run began, by ISO 8601, to the millisecond."""
    moment = EPOCH + timedelta(milliseconds=round(time * 1000.0))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
