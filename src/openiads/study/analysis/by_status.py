"""What share of a result's ignorance figures of each status carry: seen, derived, assumption, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from openiads.study.analysis.indices import Influences, ends_of, group_total, shares
from openiads.study.strata_weights import Ends


class StatusShare(NamedTuple):
    """What one status carries."""

    status: str
    share: Ends  # of the ignorance; the shares of all statuses add up to 1
    total: float  # what would go if all figures of the status were known; these may add up to more


def status_shares(found: Influences, statuses: Sequence[str]) -> list[StatusShare] | None:
    """Shares by status of each coordinate (K), the largest first; None where no index is told."""
    if not found.told:
        return None
    names = sorted(set(statuses))
    group = np.array([names.index(status) for status in statuses], dtype=np.int64)
    value = shares(found.surrogate, group, len(names))
    again = np.stack([shares(chaos, group, len(names)) for chaos in found.refitted])
    ends = zip(*(end.tolist() for end in ends_of(value, again)), strict=True)
    rows = [
        StatusShare(name, told, group_total(found.surrogate, group == n))
        for n, (name, told) in enumerate(zip(names, ends, strict=True))
    ]
    return sorted(rows, key=lambda row: -row.share[0])
