"""What tracks were declared to be, against what their targets are: how often each was taken for which.

Targets have a side and tracks an identity, of which there are more, so rows and columns have their own names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.study.tracking.kinematics import Integers, Labels


@dataclass(frozen=True, eq=False)
class Confusion:
    """Identity confusion matrix: pairs of a target and its track, over all scans."""

    sides: Labels  # (T,) what targets are, of those that occur, rising
    identities: Labels  # (D,) what tracks are declared, of those that occur, rising
    counts: Integers  # (T, D)


def confusion(true: Labels, declared: Labels) -> Confusion:
    """Count pairs: `true` (P,) is what the target of each is, `declared` (P,) what its track is declared."""
    sides, row = np.unique(true, return_inverse=True)
    identities, column = np.unique(declared, return_inverse=True)
    counts = np.zeros((sides.size, identities.size), dtype=np.int64)
    np.add.at(counts, (row, column), 1)
    return Confusion(sides, identities, counts)
