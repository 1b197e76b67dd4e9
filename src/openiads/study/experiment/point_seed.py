"""The seed of a point of a box: all arms have the same draws there, and no two points do.

Chance at one point then says nothing of chance at another, so it averages out over the box, and what is known
of the box as a whole is known far better than any point of it.
"""

from __future__ import annotations

from openiads.ground.draws import identity_of


def seed_at(seed: int, point: int) -> int:
    """Seed of a point, from that of the study, which is the seed of the nominal point.

    >>> seed_at(7, 0), seed_at(7, 1) == seed_at(7, 2)
    (7, False)
    """
    return seed if point == 0 else identity_of(f"{seed}/{point}")
