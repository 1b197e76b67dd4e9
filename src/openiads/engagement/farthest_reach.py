"""How far a round gets at a height: what is published, and what its fly-out leaves of that."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.engagement.flyout import LOFTS, FlyoutFigures, arrival, fitted

Floats = npt.NDArray[np.float64]

STEPS = 16
"""So many slant ranges are looked at, and as many again between the last that is reached and the next."""
TURNS = 2
"""How often: to a 256th of the published range."""


def farthest_slants(
    figures: FlyoutFigures, altitudes: Floats, turns: int = TURNS, lofts: Floats = LOFTS
) -> Floats:
    """Greatest slant range [m] (n,) at which a round arrives with its end speed, by altitude (n,) [m].

    No farther than the published range; 0 above the ceiling, and where it arrives nowhere.  Each turn looks
    sixteen times as close.
    """
    reached = np.zeros_like(altitudes)
    for turn in range(1, turns + 1):
        reached = _reached(figures, altitudes, reached, figures.reach / STEPS**turn, lofts)
    return np.where(altitudes <= figures.ceiling, np.minimum(reached, figures.reach), 0.0)


def _reached(figures: FlyoutFigures, altitudes: Floats, begin: Floats, step: float, lofts: Floats) -> Floats:
    """The farthest of slant ranges (n,) [m] a step apart that is reached; where none is, the first of all."""
    slants = begin + step * np.arange(1.0, STEPS + 1.0)[:, None]
    where = np.broadcast_to(altitudes, slants.shape)
    points = np.maximum(slants, where).ravel(), where.ravel()
    enough = arrival(fitted(figures), *points, lofts)[2].reshape(slants.shape)
    reached: Floats = np.where(enough & (slants >= where), slants, begin).max(axis=0)
    return reached
