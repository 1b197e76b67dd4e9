"""Stone Soup on the plots of a scene, with the settings of ours as far as it has them.

Constant velocity with the same noise along each axis, an extended Kalman filter in elevation, bearing and
range, one start from one plot with the same error of speed, the same gate, confirmation by the number of
plots, the end after as many misses in a row.  What it does otherwise is told in `docs/tracking_measured.md`.
"""

from __future__ import annotations

import time
from typing import Any, Literal, NamedTuple

import numpy as np
from stonesoup.base import Property
from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
from stonesoup.dataassociator.probability import JPDAwithLBP
from stonesoup.dataassociator.tree import DetectionKDTreeGNN2D
from stonesoup.deleter.base import Deleter
from stonesoup.deleter.time import UpdateTimeStepsDeleter
from stonesoup.hypothesiser.distance import DistanceHypothesiser
from stonesoup.hypothesiser.probability import PDAHypothesiser
from stonesoup.initiator.simple import MultiMeasurementInitiator
from stonesoup.measures import Mahalanobis
from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, ConstantVelocity
from stonesoup.predictor.kalman import KalmanPredictor
from stonesoup.tracker.simple import MultiTargetMixtureTracker, MultiTargetTracker
from stonesoup.types.state import GaussianState
from stonesoup.updater.kalman import ExtendedKalmanUpdater

from benchmarks.tracking.judged import Played, Setting
from benchmarks.tracking.radars import HIGHEST, ORIGIN, TURN
from benchmarks.tracking.scenes import Scene
from openiads.export.stone_soup import BEGIN, stone_soup_scans
from openiads.state.constants import GATE
from openiads.study.tracking.kinematics import Kinematics

TENTATIVE_MISSES = 2
"""Misses in a row after which it gives up a track that was never confirmed."""
PLACE, VELOCITY = [0, 2, 4], [1, 3, 5]
FAR = 60e3
"""Its tree is asked for plots within this [m]: more than any gate in range; radians are as nothing in it."""

Kind = Literal["kd-tree", "gnn", "jpda"]


class Rule(NamedTuple):
    """How it associates, and when it gives up what was never confirmed."""

    kind: Kind = "kd-tree"
    window: bool = False  # by our window of looks, instead of by misses in a row


class WindowDeleter(Deleter):  # type: ignore[misc]
    """Ours: given up when the window of looks is over; who has plots enough is confirmed before."""

    looks: int = Property(doc="In the window")

    def check_for_deletion(self, track: Any, **kwargs: Any) -> bool:
        """Whether a track that is held has had all its looks."""
        return len(track) >= self.looks


def peer(scene: Scene, setting: Setting, rule: Rule, most_scans: int | None = None) -> Played:
    """What it makes of a scene of one radar whose plots share the times of their scans."""
    scans = stone_soup_scans(scene.plots, scene.sensors)[:most_scans]
    tracker = made(scene, setting, rule)
    rows: list[tuple[float, str, Any]] = []
    spent, times = [], []
    for moment, detections in scans:
        begin = time.process_time()
        _, tracks = tracker.update_tracker(moment, detections)
        spent.append(time.process_time() - begin)
        times.append((moment - BEGIN).total_seconds())
        rows += [(times[-1], track.id, np.asarray(track.state_vector, dtype=float)[:, 0]) for track in tracks]
    states = np.array([state for _, _, state in rows]).reshape(-1, 6)
    told = Kinematics(
        np.array([row[0] for row in rows], dtype=np.float64),
        np.array([row[1] for row in rows]),
        ORIGIN.ecef(states[:, PLACE]),
        states[:, VELOCITY] @ ORIGIN.axes,
    )
    return Played(told, np.array(times), np.array(spent), sum(spent))


def made(scene: Scene, setting: Setting, rule: Rule) -> Any:
    """A tracker of its own parts."""
    tracking = setting.tracking
    predictor = KalmanPredictor(
        CombinedLinearGaussianTransitionModel([ConstantVelocity(tracking.process_noise)] * 3)
    )
    updater = ExtendedKalmanUpdater(None)
    associator = associator_of(scene, setting, rule, predictor, updater)
    speed = tracking.start_speed_sd**2
    prior = GaussianState(np.zeros((6, 1)), np.diag([0.0, speed] * 3))
    held = WindowDeleter(tracking.confirm_looks) if rule.window else UpdateTimeStepsDeleter(TENTATIVE_MISSES)
    single = associator
    if rule.kind == "jpda":  # tracks that are held are given one plot each
        single = associator_of(scene, setting, rule._replace(kind="kd-tree"), predictor, updater)
    initiator = MultiMeasurementInitiator(
        prior_state=prior,
        deleter=held,
        data_associator=single,
        updater=updater,
        min_points=tracking.confirm_plots,
    )
    kind = MultiTargetMixtureTracker if rule.kind == "jpda" else MultiTargetTracker
    return kind(
        initiator=initiator, deleter=UpdateTimeStepsDeleter(tracking.drop_looks), detector=None,
        data_associator=associator, updater=updater,
    )  # fmt: skip


def associator_of(scene: Scene, setting: Setting, rule: Rule, predictor: Any, updater: Any) -> Any:
    """How plots are given to tracks: one to each by distance, or all by their likelihoods."""
    gate = float(np.sqrt(GATE))
    by_distance = DistanceHypothesiser(predictor, updater, Mahalanobis(), missed_distance=gate)
    if rule.kind == "kd-tree":
        return DetectionKDTreeGNN2D(by_distance, predictor, updater, max_distance=FAR)
    if rule.kind == "gnn":
        return GNNWith2DAssignment(by_distance)
    site = scene.sites[0]
    by_likelihood = PDAHypothesiser(
        predictor, updater,
        clutter_spatial_density=site.false_plots / (site.false_reach * TURN * HIGHEST),
        prob_detect=setting.detection or site.detection, prob_gate=0.9997,
    )  # fmt: skip
    return JPDAwithLBP(by_likelihood)
