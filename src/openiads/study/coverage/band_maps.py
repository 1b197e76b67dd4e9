"""Altitude bands of detection over a whole map, made when they are asked for: they are large."""

from __future__ import annotations

import numpy as np

from openiads.study.coverage.answer import Answer
from openiads.study.coverage.bands import Bands, add_radar, levels_of, no_bands
from openiads.study.coverage.defence import world_of
from openiads.study.coverage.ground import standing
from openiads.study.coverage.maps import lowest_of
from openiads.study.coverage.question import CHANCES


def band_maps(answer: Answer, surface: str, workers: int = 2) -> Bands:
    """Heights above the ground of one surface [m], (levels, rows, columns), sites on their points.

    Lowest is infinite and highest NaN where no radar detects so surely; both are NaN off the map.
    """
    window = answer.window
    plan = standing(answer.plan, window.grid)
    ground = answer.grounds[surface]
    world = world_of(plan, ground)
    levels = levels_of(CHANCES, answer.question.scans)
    found = no_bands(levels, window.known.size)
    for s, site in enumerate(plan.radars):
        if not (site.emitting and site.entry.searches):
            continue
        lowest = lowest_of(plan, world, s, ground, answer.facts.refraction, workers)
        seen_from = (lowest + ground.heights).ravel()
        add_radar(found, plan, world, s, answer.question.rcs, window.normals, seen_from)
    never = np.isinf(found.lowest)
    found.highest[never] = np.nan
    for ends in (found.lowest, found.highest):
        ends -= ground.heights.ravel()  # NaN off the map
    shape = len(levels), *window.shape
    return Bands(levels, found.lowest.reshape(shape), found.highest.reshape(shape))
