"""What must be true: the value of one figure, or of two, at which a measure crosses a threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.threshold_result import ThresholdResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.study.design.arms import Arm
from openiads.study.threshold.movable import Span
from openiads.study.threshold.moving import Moving
from openiads.study.threshold.searching import Progress, required
from openiads.study.threshold.what_is_asked import Wish, asked, wish_of

MOST_VALUES = 1000
Told = str | Mapping[str, float]
"""A measure and its threshold, `leakers=0.1` or `{"leakers": 0.1}`."""
Spans = str | Sequence[float] | Sequence[str] | Mapping[str, Sequence[float]]
"""Lows and highs: of one figure, or by path."""


def threshold(
    scenario: Source,
    figure: str | Sequence[str],
    *,
    below: Told | None = None,
    above: Told | None = None,
    between: Spans = (),
    values: SupportsIndex = 7,
    replicates: SupportsIndex = 200,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> ThresholdResult:
    """How good a figure must be for a measure to be below a threshold, or at it and above.

    Every value is played on the same draws, and the crossing has an interval of its own.  Of two figures the
    first is searched at each of some values of the second.

    Parameters
    ----------
    scenario : as `run` takes it
    figure : path of a figure that the scenario uses, `catalogue.rounds.48n6e3.kill_probability`, or of one
        of its own fields with a number, `network.delay_s`; or two of them
    below, above : one of them: a measure that `compare` has, and its threshold
    between : low and high where a figure has no box or another is wanted, `(0.2, 0.9)`, or by path where
        there are two
    values : of the second figure, from its low to its high
    replicates : at each setting
    workers : threads; all processors if not said; results do not depend on them
    progress : called with the number of settings that were played so far

    Raises
    ------
    UnknownName
        if there is no such figure or measure
    OutOfRange
        if a figure may not lie there, or has no box and is given none
    """
    kinds.function("progress", progress)
    paths = kinds.one_or_texts("figure", figure, "figure=['a', 'b']")
    wish = _wish(below, above)
    count = whole("values", values, 2, MOST_VALUES, "values=7")
    played = whole("replicates", replicates, 1, 2**32, "replicates=200")
    of = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    threads = None if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    figures = catalogue_at(catalogue)
    listed = kinds.one_or_texts("changes", changes, "changes=['a.b=1']")
    loaded = load(scenario, listed, figures)
    arm = Arm(loaded.name, loaded, "", figures)
    question = asked(arm, paths, spans_of(between, paths), wish, figures)
    moving = Moving(question.figures, of, played, threads)
    return ThresholdResult(required(question, moving, count, progress))


def _wish(below: Told | None, above: Told | None) -> Wish:
    if (below is None) == (above is None):
        said = "neither below nor above is" if below is None else "below and above are both"
        raise OutOfRange(f"{said} given; one of them is allowed; write it like below leakers=0.1")
    told, where = (above, "above") if below is None else (below, "below")
    return wish_of(_text(told, where), above=below is None, where=where)


def _text(told: Told | None, where: str) -> str:
    if isinstance(told, Mapping) and len(told) == 1:
        ((key, value),) = told.items()
        return f"{key}={kinds.number(f'{where}[{key!r}]', value, f'{where}={{{key!r}: 0.1}}')!r}"
    if not isinstance(told, str):
        kinds.refuse(where, told, "a measure with its threshold is allowed", f"{where}='leakers=0.1'")
    return told


def spans_of(between: Spans, paths: Sequence[str]) -> dict[str, Span]:
    """Low and high by path; one without a path is that of the only figure."""
    if isinstance(between, Mapping):
        return {path: _span(path, ends) for path, ends in between.items()}
    if isinstance(between, str):
        between = [between]
    if not isinstance(between, Sequence):
        kinds.refuse(
            "between", between, "a low and a high, or these by path, are allowed", "between=(0.2, 0.9)"
        )
    listed = list(between)
    if listed and all(isinstance(one, str) for one in listed):
        return dict(_read(str(one), paths) for one in listed)
    return {_only(paths, listed): _span("between", listed)} if listed else {}


def _read(told: str, paths: Sequence[str]) -> tuple[str, Span]:
    """Read `LOW,HIGH` or `PATH=LOW,HIGH`."""
    path, equals, text = told.rpartition("=")
    ends = [_number(word) for word in text.split(",")]
    if len(ends) != 2 or None in ends:
        kinds.refuse("between", told, "a low and a high are allowed", "between 0.2,0.9")
    low, high = (float(end) for end in ends if end is not None)
    return (path.strip() if equals else _only(paths, told)), (low, high)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _only(paths: Sequence[str], told: object) -> str:
    """The figure that a span without a path is of."""
    if len(paths) != 1:
        kinds.refuse("between", told, "with two figures each needs its path", f"between {paths[-1]}=LOW,HIGH")
    return paths[0]


def _span(name: str, ends: object) -> Span:
    low, high = kinds.numbers(name, ends, f"{name}=(0.2, 0.9)", 2)
    return low, high
