"""Names of countries and seas to write on a map, so that a reader knows where it is.

Places are of the drawing only: a few points well inside each, so that one of them is on most sections.
"""

from __future__ import annotations

LANDS: dict[str, tuple[tuple[float, float], ...]] = {
    "Turkey": (
        (39.2, 33.5),
        (38.4, 36.3),
        (37.5, 33.2),
        (37.9, 38.6),
        (38.6, 30.0),
        (37.55, 38.4),
        (39.5, 41.0),
    ),
    "Syria": ((34.9, 38.6), (35.6, 38.2), (35.6, 39.6), (36.3, 38.9), (33.6, 37.3), (35.1, 37.3)),
    "Iraq": ((33.0, 42.5), (34.9, 42.4), (33.2, 41.2), (36.0, 42.6), (31.2, 45.0)),
    "Iran": ((34.0, 48.5), (36.5, 47.5), (33.0, 50.0), (37.8, 46.0)),
    "Lebanon": ((33.9, 35.85),),
    "Israel": ((31.0, 34.8),),
    "Jordan": ((31.0, 36.5), (31.9, 37.6)),
    "Egypt": ((30.4, 31.0), (30.3, 33.4)),
    "Saudi Arabia": ((30.6, 40.5), (31.2, 39.2)),
    "Cyprus": ((34.95, 33.0),),
    "Greece": ((39.4, 22.2), (38.0, 22.2), (40.9, 23.0)),
    "Bulgaria": ((42.6, 25.2),),
    "Romania": ((45.6, 25.0), (44.4, 26.4)),
    "Ukraine": ((47.2, 33.5), (46.9, 31.0)),
    "Russia": ((45.4, 40.5), (44.0, 44.5)),
    "Georgia": ((42.1, 43.4),),
    "Armenia": ((40.3, 44.7),),
    "Azerbaijan": ((40.4, 47.6),),
}
"""Latitudes and longitudes [deg], the best first."""
SEAS: dict[str, tuple[tuple[float, float], ...]] = {
    "Mediterranean Sea": ((33.7, 31.0), (33.6, 33.5), (35.6, 34.3), (34.4, 34.7), (35.7, 30.5), (34.5, 27.0)),
    "Black Sea": ((43.2, 34.5), (42.6, 36.5), (42.6, 30.5)),
    "Aegean Sea": ((38.8, 25.0), (37.6, 25.8)),
    "Caspian Sea": ((41.0, 50.6), (38.6, 50.9)),
}
