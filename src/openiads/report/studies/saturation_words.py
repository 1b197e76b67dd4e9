"""How leakers grow with the size of a raid, in words: the answer, and the cells of its tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import attrgetter

from openiads.ground.interval_words import NONE, between, with_interval
from openiads.report.ink.number_words import number, share
from openiads.report.ink.svg import joined
from openiads.report.studies.comparison_words import times
from openiads.study.analysis.knee import RESAMPLES, Knee
from openiads.study.saturation.asked_raids import spread_told
from openiads.study.saturation.saturation_curve import Saturation, SaturationCurve

KNEE_HEADINGS = ("the raid arrives", "knee, raiders", "leakers there", "what that means")


def title(name: str) -> str:
    """The question in a line."""
    return f"{name}: leakers by size of the raid"


def spread(found: Saturation, curve: SaturationCurve) -> str:
    """Over what time a raid arrives."""
    return spread_told(curve.spread, found.asked.raid.spread)


def lead(found: Saturation) -> str:
    """The answer in a few sentences: what curves have in common is told once."""
    raid, loaded = found.asked.raid, found.largest.loaded
    aimed = raid.aimed(raid.size)
    carried = "" if aimed == raid.size else f", {aimed} raiders and weapons aimed at assets"
    said = f"The scenario sends {_raiders(raid.size)}{carried}, against {loaded:,} rounds."
    for kind, told in ((_THERE, _there), (_still, _never), (_hollow, _none_yet), (_NOTHING, _nothing)):
        alike = [curve for curve in found.curves if kind(curve)]
        said += f" {told(found, alike)}" if alike else ""
    return said


_THERE, _NOTHING = attrgetter("knee.there"), attrgetter("knee.nothing_stopped")


def _hollow(curve: SaturationCurve) -> bool:
    """Whether no knee was found because nothing of the smallest raid was stopped: any share is half of 0."""
    first = next((met for met in curve.met if met.aimed), curve.met[0])
    return curve.knee.never_reached and first.leaker_share[0] >= 1.0


def _still(curve: SaturationCurve) -> bool:
    return curve.knee.never_reached and not _hollow(curve)


def _none_yet(found: Saturation, curves: Sequence[SaturationCurve]) -> str:
    least, most = curves[0].met[0].size, curves[0].met[-1].size
    told = (
        f"of {_raiders(least)}, the smallest raid, nothing is stopped, so there is nothing that larger ones "
        f"could be held to and no knee; of {_raiders(most)} {_shares(curves, -1)} get through."
    )
    return _begun(found, curves, told)


def _raiders(count: int) -> str:
    return f"{count:,} raider{'' if count == 1 else 's'}"


def _there(found: Saturation, curves: Sequence[SaturationCurve]) -> str:
    each = joined([f"{raiders(curve.knee)} raiders ({spread(found, curve)})" for curve in curves])
    return (
        f"The knee lies at {each}: from there on the defence stops of those added less than half as many as "
        f"of the smallest raid, of which {_shares(curves, 0)} get through."
    )


def _never(found: Saturation, curves: Sequence[SaturationCurve]) -> str:
    least, most = curves[0].met[0].size, curves[0].met[-1].size
    told = (
        f"no knee is found up to {most:,} raiders: of those added the defence still stops at least half as "
        f"many as of the smallest raid. {_shares(curves, 0)} get through of {_raiders(least)}, "
        f"{_shares(curves, -1)} of {most:,}."
    )
    return _begun(found, curves, told)


def _nothing(found: Saturation, curves: Sequence[SaturationCurve]) -> str:
    return _begun(found, curves, "there is no knee, for nothing is stopped of a raid of any size.")


def _begun(found: Saturation, curves: Sequence[SaturationCurve], told: str) -> str:
    """A sentence, with the spreads that it holds of where it does not of all."""
    if len(curves) == len(found.curves):
        return f"{told[0].upper()}{told[1:]}"
    return f"If they arrive {joined([spread(found, curve) for curve in curves])}, {told}"


def _shares(curves: Sequence[SaturationCurve], place: int) -> str:
    """Shares that get through of the smallest or the largest raid."""
    told = [curve.met[place].leaker_share[0] for curve in curves]
    return between(min(told), max(told), share).replace(" % to", " to")


def raiders(knee: Knee) -> str:
    """A knee with its interval."""
    if not knee.there:
        return NONE
    if math.isnan(knee.low):
        return _whole(knee.value)
    high = f"over {_whole(knee.last)}" if knee.open_high else _whole(knee.high)
    if knee.value < knee.second:  # found, but not between sizes of which both were played
        value = f"under {_whole(knee.second)}"
        return value if knee.high < knee.second else f"{value} [to {high}]"
    low = f"under {_whole(knee.second)}" if knee.open_low else _whole(knee.low)
    value = _whole(knee.value)
    return value if low == value == high else f"{value} [{low} to {high}]"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


MORE_THAN_ALL = (
    "Of those added more than 100 % get through where they take rounds and channels from others, too: then "
    "some leak who would have been stopped of the smaller raid."
)
SPENT = {"type_spent": "type used up", "all_spent": "no round left"}


def spent(found: Saturation) -> list[str]:
    """What of rounds running out was seen at all."""
    met = [met for curve in found.curves for met in curve.met]
    return [name for name in SPENT if any(getattr(one, name)[0] for one in met)]


def has_weapons(found: Saturation) -> bool:
    """Whether what is aimed at assets is another number than what is sent."""
    return any(met.aimed != met.size for curve in found.curves for met in curve.met)


def headings(found: Saturation) -> tuple[str, ...]:
    """Of the table of what was played."""
    aimed = ("aimed",) if has_weapons(found) else ()
    return (
        "raiders",
        *aimed,
        "leakers",
        "of all",
        "of those added",
        "rounds left",
        *(SPENT[name] for name in spent(found)),
    )


def rows(found: Saturation, curve: SaturationCurve) -> list[tuple[str, ...]]:
    """A row for each size."""
    weapons, shown = has_weapons(found), spent(found)
    return [
        (
            f"{met.size:,}",
            *((f"{met.aimed:,}",) if weapons else ()),
            with_interval(met.leakers, number),
            _share(met.leaker_share[0]),
            _share(met.of_added),
            with_interval(met.rounds_left, number),
            *(with_interval(getattr(met, name), share) for name in shown),
        )
        for met in curve.met
    ]


def _share(value: float) -> str:
    return NONE if math.isnan(value) else share(value)


def knees(found: Saturation) -> list[tuple[str, ...]]:
    """A row for each curve."""
    return [
        (
            spread(found, curve),
            raiders(curve.knee),
            _leakers(curve),
            _meaning(curve),
        )
        for curve in found.curves
    ]


def _leakers(curve: SaturationCurve) -> str:
    """Leakers at the knee, where it is known well enough for that."""
    knee = curve.knee
    return number(curve.leakers_at(knee.value)) if knee.there and knee.value >= knee.second else NONE


def _meaning(curve: SaturationCurve) -> str:
    knee = curve.knee
    if knee.nothing_stopped:
        return "no knee: nothing is stopped of a raid of any size"
    if _hollow(curve):
        return "no knee: nothing is stopped of the smallest raid, to which larger ones are held"
    if knee.never_reached:
        return "no knee up to the largest raid that was played"
    if knee.value < knee.second:
        return "somewhere below this size: the smallest raid may be beyond it, so play smaller ones"
    return "from here on the defence stops of those added less than half as many as of the smallest raid"


def key(found: Saturation) -> str:
    """What the signs of the picture of leakers mean."""
    said = "Pale: 95 % intervals, by chance alone. Broken: if all that is aimed at assets got through."
    if not any(curve.knee.there for curve in found.curves):
        return f"{said} No curve has a knee within the sizes played."
    return f"{said} Large dot and dark line: the knee, with its interval."


def method(found: Saturation) -> str:
    """How it was found, and what it is not."""
    count = len(found.asked.sizes) * len(found.curves)
    told = (
        f"{len(found.asked.sizes)} sizes over {_curves(found)}, {count} raids in all, each played "
        f"{times(found.replicates)} on the same draws (seed {found.asked.design.seed}); a common failure is "
        "weighed in by its probability. Every size has the groups of the scenario's raid in proportion, on "
        "their ways; more of a group come closer together within the time that the group takes. That time "
        "and the entries of groups are stretched or drawn together so that the raid arrives over the time "
        "named, from its first arrival to its last; jitter with them. Flights that are not hostile are as "
        "they were, and so is any reload. The knee is our rule: where the share that gets through of "
        "those added, on straight lines from one pair of sizes to the next, passes for good half way from "
        "that of the smallest raid to all. Who is not seen, or not known for hostile, leaks from a raid of "
        "any size and does not move it. It is rough where sizes lie far apart, and no knee is an answer. Its "
        f"interval is of {RESAMPLES} resamples of the replicates."
    )
    if any(met.of_added > 1.0 for curve in found.curves for met in curve.met):
        told += f" {MORE_THAN_ALL}"
    lacking = [f"{size:,}" for size in found.asked.sizes if 0 in found.asked.raid.counts(size)]
    if lacking:
        count = len(found.asked.raid.groups)
        told += f" Raids of {joined(lacking)} are too small to have someone of each of {count} groups."
    if has_weapons(found):
        told += " Aimed at assets are raiders without weapons, and weapons, released or not."
    if not spent(found):
        told += " No type of round was used up in any replicate."
    return told


def _curves(found: Saturation) -> str:
    count = len(found.curves)
    return "one spread of arrival" if count == 1 else f"{count} spreads of arrival"
