"""The pictures of a raid that grows: leakers with the knees of their curves, and the rounds that are left."""

from __future__ import annotations

from collections.abc import Callable

from openiads.report.studies import saturation_words
from openiads.report.studies.claim_pictures import picture_curves
from openiads.study.claims.claim import Curve, CurveMark, Curves
from openiads.study.saturation.saturation_curve import Met, Saturation, SaturationCurve
from openiads.study.strata_weights import Ends

X_AXIS = "raiders sent"
NOTHING: Ends = (0.0, 0.0, 0.0)


def leakers(found: Saturation, width: float) -> str:
    """Leakers over the size of the raid."""
    curves = [_curve(found, one, lambda met: met.leakers, NOTHING) for one in found.curves]
    met = found.curves[0].met
    everything = tuple(float(one.aimed) for one in met)
    sizes = (0.0, *(float(one.size) for one in met))
    none = (float("nan"),) * len(sizes)
    curves.append(Curve("all get through", sizes, (0.0, *everything), none, none, stated=True))
    marks = [
        CurveMark(
            n, one.knee.value, one.leakers_at(one.knee.value), one.knee.low, one.knee.high,
            f"knee: {saturation_words.raiders(one.knee)} raiders",
        )
        for n, one in enumerate(found.curves)
        if one.knee.there
    ]  # fmt: skip
    drawn = Curves("Leakers by size of the raid", tuple(curves), X_AXIS, "leakers", marks=tuple(marks))
    return picture_curves.draw(drawn, width)


def rounds(found: Saturation, width: float) -> str:
    """Rounds that are left over the size of the raid."""
    loaded = float(found.largest.loaded)
    full: Ends = (loaded, loaded, loaded)
    curves = [_curve(found, one, lambda met: met.rounds_left, full) for one in found.curves]
    drawn = Curves("Rounds left by size of the raid", tuple(curves), X_AXIS, "rounds left")
    return picture_curves.draw(drawn, width)


def _curve(found: Saturation, one: SaturationCurve, of: Callable[[Met], Ends], nothing: Ends) -> Curve:
    """A line from no raid on."""
    told = [nothing, *map(of, one.met)]
    value, low, high = (tuple(column) for column in zip(*told, strict=True))
    sizes = (0.0, *(float(met.size) for met in one.met))
    return Curve(saturation_words.spread(found, one), sizes, value, low, high)
