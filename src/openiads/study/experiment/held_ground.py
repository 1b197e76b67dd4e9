"""Ground that a process keeps of points of a box: the next arm at a point mostly stands on the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from threading import Lock

import numpy as np

from openiads.simulation.prepare_ground import Surroundings
from openiads.terrain.rays.masking import N_AZIMUTHS

MOST = 256e6
"""What is kept at most [bytes]; the ground of one point takes some 5 MB."""


class HeldGround:
    """Surroundings by what they are of, those used last; threads may share it."""

    def __init__(self, most: float = MOST) -> None:
        self._most = most
        self._size = 0.0
        self._held: OrderedDict[Hashable, tuple[Surroundings, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Surroundings | None:
        """What is kept, if it is."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def put(self, key: Hashable, ground: Surroundings) -> None:
        """Keep the ground of one point in place of what was kept of it before; the oldest goes for it."""
        light = _light(ground)
        size = _size(light)
        with self._lock:
            self._size -= self._held.pop(key, (light, 0))[1]
            self._held[key] = light, size
            self._size += size
            while self._size > self._most:
                self._size -= self._held.popitem(last=False)[1][1]


def _light(ground: Surroundings) -> Surroundings:
    """Without what is soon made again of the rest: it stands as where nobody looks."""
    nobody = np.zeros((0, N_AZIMUTHS, 1), dtype=np.float32)
    return replace(ground, sampled=[], looks=[], skylines=nobody, known_shares=())


def _size(ground: Surroundings) -> int:
    """What it takes [bytes], without the map, which all share."""
    skylines = sum(seen.angles.nbytes + seen.known_range.nbytes for seen in ground.seen.values())
    routes = sum(route.samples.nbytes for route in ground.routes.values())
    return int(skylines + routes + ground.below.heights.nbytes)
