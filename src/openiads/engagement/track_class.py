"""What a course tells of a target: whether it falls freely, and if not, whether it is slow.

A battery does not know what a target is; this much it sees.

Our own rules; no source.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.course import Course, speed_of
from openiads.state.constants import SPEED_SURE
from openiads.state.words import TrackClass
from openiads.state.world import World


@part
def is_slow(world: World, course: Course, error: float) -> bool:
    """Whether a target may be slow: one whose speed, read with an `error` [m/s], is not beyond doubt fast.

    Our rule: in doubt a target is slow, for a slow one leaves time to look again.
    """
    return bool(not course.ballistic and speed_of(course) - SPEED_SURE * error < world.engaging.slow)


@part
def class_of(world: World, course: Course) -> int:
    """The class of a target by its course as it is read: TrackClass."""
    if course.ballistic:
        return TrackClass.BALLISTIC.value
    return TrackClass.SLOW.value if is_slow(world, course, 0.0) else TrackClass.FAST.value
