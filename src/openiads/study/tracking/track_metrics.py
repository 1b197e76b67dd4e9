"""Tracks against the truth by every measure at once: how far, how complete, how steady, taken for what.

Scan by scan, and in the mean over scans.  A radar that turns reports its plots one after the other, but
tracks are compared at one time for all: whoever has times of plots brings tracks to times of scans first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.whole import whole
from openiads.study.tracking.at_scans import Scanned, tracks_at, truth_at
from openiads.study.tracking.confusion import Confusion, confusion
from openiads.study.tracking.identity_switches import StickyMatching, Switches
from openiads.study.tracking.kinematics import Floats, Kinematics, checked_kinematics
from openiads.study.tracking.near_pairs import near_pairs
from openiads.study.tracking.point_set_distance import CUTOFF, ORDER, PointSetDistance, SetMatching
from openiads.study.tracking.siap import Siap, siap
from openiads.study.tracking.track_to_truth import CONFIRM, MISSES, associated_targets, nearest_targets

NEAREST, FARTHEST = 1e-3, 1e7
"""Distances that may count as near [m]: a millimetre, a quarter round the Earth; powers must stay numbers."""
MOST_ORDER, MOST_ROWS = 16.0, 1_000_000
"""Power of distances, and rows in a row, beyond which nothing is meant; our own."""


class MetricRules(NamedTuple):
    """What counts as near, and for how long."""

    cutoff: float = CUTOFF  # [m] of GOSPA and OSPA
    order: float = ORDER  # p of both
    threshold: float = CUTOFF  # [m] within which a track may be of a target: attributes and switches
    confirm: int = CONFIRM  # rows in a row by which an association begins
    misses: int = MISSES  # rows in a row by which it ends


USUAL = MetricRules()


@dataclass(frozen=True, eq=False)
class TrackMetrics:
    """All measures, with S scans."""

    scans: Floats  # (S,) [s]
    truth: Scanned  # targets at these times
    tracks: Scanned
    distance: PointSetDistance
    siap: Siap
    switches: Switches
    confusion: Confusion | None  # where sides and identities are told
    rules: MetricRules

    @property
    def means(self) -> dict[str, float]:
        """Means over scans, not a number where there is nothing to take one of.

        GOSPA [m], that per target [m], its cost of localisation [m^p] and counts of missed and false,
        OSPA [m]; attributes of the picture over all scans as one; switches and fragmentations per target.
        """
        distance, over_all = self.distance, self.siap.over_all()
        found = {
            name: _mean(getattr(distance, name))
            for name in ("gospa", "gospa_per_target", "localisation", "missed", "false", "ospa")
        }
        found |= {
            name: float(getattr(over_all, name)[0])
            for name in ("completeness", "ambiguity", "spuriousness", "place_accuracy", "velocity_accuracy")
        }
        targets = np.unique(self.truth.who).size
        for name in ("switches", "fragmentations"):
            total = int(getattr(self.switches, name).sum())
            found[f"{name}_per_target"] = total / targets if targets else float("nan")
        return found


def track_metrics(
    truth: Kinematics, tracks: Kinematics, scans: Floats | None = None, rules: MetricRules = USUAL
) -> TrackMetrics:
    """Measure tracks against the truth at the times of scans.

    Parameters
    ----------
    truth : samples of targets, interpolated to the scans, never beyond the first and last of each
    tracks : estimates; those at other times than scans are left out
    scans : (S,) [s], rising.  If not given the times that tracks have; then a scan at which nobody has a
        track does not count, though all are missed.
    rules : cut-off, power, threshold, and rows in a row of an association

    Raises
    ------
    OutOfRange
        where rows, scans or rules cannot be
    """
    truth, tracks = checked_kinematics("truth", truth), checked_kinematics("tracks", tracks)
    check_rules(rules)
    times = _checked_scans(scans, tracks)
    targets, found = truth_at(truth, times), tracks_at(tracks, times)
    best = SetMatching(targets, found, times.size, rules.cutoff, rules.order)
    sticky = StickyMatching(targets, found, rules.threshold)
    nearest = np.full(found.who.size, -1, dtype=np.int64)
    for pairs in near_pairs(targets, found, times.size, max(rules.cutoff, rules.threshold)):
        close = pairs.within(rules.threshold)
        best.match(pairs.within(rules.cutoff))
        sticky.match(close)
        nearest_targets(targets, close, nearest)
    target = associated_targets(found, nearest, rules.confirm, rules.misses)
    switches = sticky.switches(times.size)
    sides, identities = targets.identity, found.identity
    return TrackMetrics(
        times,
        targets,
        found,
        best.distance(),
        siap(targets, found, times.size, target),
        switches,
        None
        if sides is None or identities is None
        else confusion(sides[switches.target], identities[switches.track]),
        rules,
    )


def _checked_scans(scans: Floats | None, tracks: Kinematics) -> Floats:
    if scans is None:
        if not np.size(tracks.time):
            why = "is None where there is no track; times in seconds are allowed; give those of the radar"
            raise OutOfRange.of("scans", why)
        return np.unique(tracks.time)
    times = np.asarray(scans, dtype=np.float64)
    if times.ndim != 1 or not np.isfinite(times).all() or not (np.diff(times) > 0.0).all():
        kinds.refuse("scans", scans, "finite times in seconds that rise are allowed", "scans=[0.0, 5.0]")
    return times


def check_rules(rules: MetricRules) -> None:
    """Refuse rules by which nothing can be measured."""
    for name in ("cutoff", "threshold"):
        distance_told(f"rules.{name}", getattr(rules, name), f"{name}=3000.0")
    order_told("rules.order", rules.order, "order=2.0")
    whole("rules.confirm", rules.confirm, 1, MOST_ROWS, "confirm=3")
    whole("rules.misses", rules.misses, 1, MOST_ROWS, "misses=2")


def distance_told(name: str, told: object, example: str) -> float:
    """A distance that may count as near [m]."""
    value = kinds.number(name, told, example)
    if not NEAREST <= value <= FARTHEST:
        allowed = f"a number of metres from {NEAREST:g} to {FARTHEST:,.0f} is allowed"
        kinds.refuse(name, told, allowed, example)
    return value


def order_told(name: str, told: object, example: str) -> float:
    """A power of distances [1]."""
    value = kinds.number(name, told, example)
    if not 1.0 <= value <= MOST_ORDER:
        kinds.refuse(name, told, f"a number from 1 to {MOST_ORDER:g} is allowed", example)
    return value


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
