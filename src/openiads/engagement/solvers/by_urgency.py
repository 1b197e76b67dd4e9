"""Greedy by urgency: first what will first reach what it threatens, sooner where that is worth more.

Our rule, as is the order of threats that it goes by.
"""

from __future__ import annotations

from openiads.engagement.threat import time_to_asset
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.state import State
from openiads.state.world import World


@part
def rank(state: State, world: World, course: Course) -> tuple[float, float]:
    """What a track is served by, least first, and what decides between equals: time left [s], nothing."""
    return time_to_asset(state, world, course), 0.0
