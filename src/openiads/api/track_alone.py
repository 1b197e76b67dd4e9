"""The tracker alone, on anybody's plots."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, SupportsFloat

from openiads.api.track_result import TrackResult
from openiads.ground import kinds
from openiads.ground.errors import Notice, OutOfRange
from openiads.study.tracking.point_set_distance import CUTOFF, ORDER
from openiads.study.tracking.told_progress import Progress
from openiads.study.tracking.track_metrics import MetricRules, distance_told, order_told
from openiads.study.tracking.tracked import track_told
from openiads.tracking.trackers import names_without_truth

DEFAULT_TRACKER = "imm-jpda"


def track(
    plots: Any,
    sensors: Any,
    truth: Any = None,
    *,
    tracker: str = DEFAULT_TRACKER,
    cutoff_m: SupportsFloat | None = None,
    power: SupportsFloat | None = None,
    threshold_m: SupportsFloat | None = None,
    bias: bool = False,
    changes: Sequence[str] | str = (),
    progress: Progress | None = None,
) -> TrackResult:
    """Tracks of plots, and what they are worth where the truth is known.

    Each table is a file, CSV or Parquet, an Arrow table, a pandas frame, a dict of arrays or a list of rows;
    of sensors a TOML file with `[[sensor]]` tables, too; or the plots and sensors of `from_stone_soup` and
    `plots_from_asterix`, as they are.  `docs/tracking.md` tells all columns, what is
    estimated where it is not told, and the measures.

    >>> found = oi.track("plots.csv", "sensors.toml", "truth.csv")  # doctest: +SKIP
    >>> found.measures["gospa_m"], found.to_pandas()  # doctest: +SKIP

    Parameters
    ----------
    plots : `time_s`, `sensor`, `range_m`, `azimuth_deg` clockwise from true north, and, where known,
        `elevation_deg` above the horizontal, `range_sd_m`, `azimuth_sd_deg`, `elevation_sd_deg`,
        `doppler_mps`, positive where range grows
    sensors : `sensor`, `lat`, `lon`, `altitude_m` above the ellipsoid, and, where known, `scan_period_s`,
        `detection_probability`, `false_plots_per_scan`, standard deviations for plots without their own
        under the same names, `doppler_sd_mps`
    truth : `time_s`, `target`, and `latitude_deg`, `longitude_deg`, `altitude_m` or `x_m`, `y_m`, `z_m` east,
        north and up of the first sensor; where known `vx_mps`, `vy_mps`, `vz_mps` and `identity`
    tracker : "score", "imm", "jpda", "imm-jpda", "m-of-n", "ekf", "confirmed-first", or one that another
        package brings
    cutoff_m : c of GOSPA and OSPA: distance from which a target is missed and a track false; 3,000 if not
        given, and like the next two refused without truth, where it would do nothing
    power : p of both, 2 if not given; alpha of GOSPA is 2
    threshold_m : distance within which a track may be of a target, of attributes and switches; 3,000 if not
        given
    bias : look for constant errors of sensors in range, azimuth and elevation by the targets that they
        share, and take off those beyond three standard errors; `TrackResult.biases` tells them
    changes : constants of the tracker in place of the catalogue's, as `--set` takes them, such as
        "catalogue.tracking.confirm_score=7"; of `tracking`, `initiation`, `interacting` and `registration`

    progress : called with the number of plots that were followed so far, and of all that are to be; those of
        which a first pass or biases are needed count again

    Raises
    ------
    OutOfRange
        if a table says what cannot be, or lacks what is needed
    UnknownName
        if there is no such tracker
    ScenarioError
        with all faults of changes
    """
    bias = kinds.truth("bias", bias)
    kinds.function("progress", progress)
    kinds.one_of("tracker", tracker, names_without_truth())
    rules = _rules(cutoff_m, power, threshold_m, truth is not None)
    listed = kinds.one_or_texts("changes", changes, "changes=['catalogue.tracking.confirm_score=7']")
    found = track_told(plots, sensors, truth, tracker, rules, bias=bias, progress=progress, changes=listed)
    for line in found.notices:
        warnings.warn(Notice(line), stacklevel=2)
    return TrackResult(found)


def _rules(cutoff: object, power: object, threshold: object, measured: bool) -> MetricRules:
    """What was told of measures, and what is usual of the rest."""
    for name, told in (("cutoff_m", cutoff), ("power", power), ("threshold_m", threshold)):
        if told is not None and not measured:
            why = f"is {kinds.shown(told)} without truth; truth and measures of it, or neither, are allowed"
            raise OutOfRange.of(name, f"{why}; give truth, or leave {name} out")
    return MetricRules(
        cutoff=_metres("cutoff_m", cutoff),
        order=ORDER if power is None else order_told("power", power, "power=2.0"),
        threshold=_metres("threshold_m", threshold),
    )


def _metres(name: str, told: object) -> float:
    return CUTOFF if told is None else distance_told(name, told, f"{name}=3000.0")
