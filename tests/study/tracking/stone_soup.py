"""What Stone Soup makes of the same truth and tracks; only where it is installed.

Truth and tracks have rows at times of scans alone, so that nothing is interpolated.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from stonesoup.dataassociator.tracktotrack import TrackToTruth
from stonesoup.measures import Euclidean
from stonesoup.metricgenerator.manager import MultiManager
from stonesoup.metricgenerator.ospametric import GOSPAMetric, OSPAMetric
from stonesoup.metricgenerator.tracktotruthmetrics import SIAPMetrics
from stonesoup.types.association import AssociationSet, TimeRangeAssociation
from stonesoup.types.groundtruth import GroundTruthPath, GroundTruthState
from stonesoup.types.state import State
from stonesoup.types.time import TimeRange
from stonesoup.types.track import Track

from openiads.study.tracking.kinematics import Kinematics

BEGIN = datetime.datetime(2020, 1, 1)
PLACE, VELOCITY = (0, 2, 4), (1, 3, 5)


def moment(time: float) -> datetime.datetime:
    """A time [s] as Stone Soup has it."""
    return BEGIN + datetime.timedelta(seconds=time)


def paths(told: Kinematics, path: type, state: type) -> dict[int, object]:
    """A path of theirs for each number."""
    found = {}
    for number in np.unique(told.number).tolist():
        rows = np.flatnonzero(told.number == number)
        vectors = np.stack([told.place[rows], told.velocity[rows]], axis=2).reshape(-1, 6)
        states = [
            state(vector[:, None], timestamp=moment(time))
            for vector, time in zip(vectors, told.time[rows].tolist(), strict=True)
        ]
        found[number] = path(states)
    return found


@dataclass
class StoneSoup:
    """Truth and tracks in its own objects."""

    truth: dict[int, GroundTruthPath]
    tracks: dict[int, Track]

    @classmethod
    def of(cls, truth: Kinematics, tracks: Kinematics) -> StoneSoup:
        """The same rows."""
        return cls(paths(truth, GroundTruthPath, GroundTruthState), paths(tracks, Track, State))

    def metrics(self, generator, associator=None):
        """What one of its generators finds."""
        manager = MultiManager([generator], associator=associator)
        manager.add_data({"groundtruth_paths": self.truth.values(), "tracks": self.tracks.values()})
        (found,) = manager.generate_metrics().values()
        return found

    def gospa(self, cutoff: float) -> dict[str, np.ndarray]:
        """GOSPA and its parts by scan, p = 2."""
        generator = GOSPAMetric(p=2, c=cutoff, measure=Euclidean(mapping=PLACE))
        (found,) = self.metrics(generator).values()
        names = "distance", "localisation", "missed", "false"
        return {name: np.array([each.value[name] for each in found.value], dtype=float) for name in names}

    def ospa(self, cutoff: float, order: float) -> np.ndarray:
        """OSPA by scan."""
        generator = OSPAMetric(p=order, c=cutoff, measure=Euclidean(mapping=PLACE))
        (found,) = self.metrics(generator).values()
        return np.array([each.value for each in found.value])

    def associations(self, threshold: float) -> set[tuple[int, int, float, float]]:
        """Track, target, begin and end [s] of each association that its TrackToTruth finds."""
        associator = TrackToTruth(association_threshold=threshold, measure=Euclidean(mapping=PLACE))
        found = associator.associate_tracks(set(self.tracks.values()), set(self.truth.values()))
        track = {each: number for number, each in self.tracks.items()}
        target = {each: number for number, each in self.truth.items()}
        told = set()
        for each in found.associations:
            a, b = each.objects
            a, b = (a, b) if a in track else (b, a)
            times = [(time - BEGIN).total_seconds() for time in each.time_range.key_times]
            told |= {(track[a], target[b], *ends) for ends in zip(times[::2], times[1::2], strict=True)}
        return told

    def siap(self, associations: set[tuple[int, int, float, float]]) -> dict[str, np.ndarray]:
        """Attributes by scan and over all scans, for associations that are given."""
        given = AssociationSet(
            {
                TimeRangeAssociation(
                    {self.tracks[track], self.truth[target]}, TimeRange(moment(begin), moment(end))
                )
                for track, target, begin, end in associations
            }
        )

        class Given:
            def associate_tracks(self, tracks, truths):
                return given

        measures = Euclidean(mapping=PLACE), Euclidean(mapping=VELOCITY)
        found = self.metrics(SIAPMetrics(*measures), Given())
        names = {
            "completeness": "Completeness",
            "ambiguity": "Ambiguity",
            "spuriousness": "Spuriousness",
            "place_accuracy": "Position Accuracy",
            "velocity_accuracy": "Velocity Accuracy",
        }
        told = {}
        for ours, theirs in names.items():
            told[ours] = np.array(
                [each.value for each in found[f"SIAP {theirs} at times"].value], dtype=float
            )
            told[f"{ours}_over_all"] = np.array(found[f"SIAP {theirs}"].value, dtype=float)
        return told
