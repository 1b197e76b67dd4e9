"""Best sites in words: the answer, and the cells of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from openiads.ground.frames import great_circle
from openiads.ground.units import KM, PERCENT
from openiads.report.ink.number_words import number, share
from openiads.report.ink.svg import joined
from openiads.study.siting.candidates import told_place
from openiads.study.siting.placing import EVERYTHING, NOTHING, Chosen, Placed, Price, worth_of
from openiads.study.siting.site_question import TargetClass

UNITS = {
    "people": ("million people", 1e6), "assets": ("value of assets", 1.0),
    "border": ("km of border", KM), "area": ("thousand km2", 1e9),
}  # fmt: skip
"""Of each measure: its unit in words, and how much of it is one."""
OBJECTIVES = {name: name for name in UNITS} | {"leakers": "fewest leakers"}
SURFACES = {"max": "the higher ground", "mean": "the mean ground"}
PLAYED = "the raids, played"
SITES = ("site", "near", "height of its ground, m", "best on")
COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
FINENESS = 10.0 * KM
"""To which it is told how far a site is from a town [m]."""


def title(name: str, found: Placed) -> str:
    """The question in a line."""
    asked = found.question
    folds = "" if asked.fold == 1 else f", covered by {asked.fold} at once"
    by = OBJECTIVES[asked.objective]
    return f"{name}: sites for {asked.count} {asked.battery.entry.title}, by {by}{folds}"


def layers(found: Placed) -> str:
    """At which heights it was asked, and of which classes."""
    asked = found.question
    told = joined([f"{height:,.0f}" for height in asked.heights])
    classes = joined([one.name for one in asked.classes if one.name])
    return f"heights of {told} m" + (f" and {classes}" if classes else "")


def layer(told: tuple[TargetClass, float]) -> str:
    """One of them."""
    of, height = told
    return f"{of.name} at {height:,.0f} m" if of.name else f"{height:,.0f} m"


def lead(found: Placed) -> str:
    """The answer by cover in a few sentences."""
    best = found.chosen[_surface(found)]
    parts = [_best(found, best), _bound(found, best), _agreement(found)]
    return " ".join(part for part in [*parts, *_losses(found)] if part)


def _surface(found: Placed) -> str:
    """The surface that hides most: what is covered on it is covered at least."""
    return next(iter(found.chosen))


def _amount(found: Placed, measure: str, value: float) -> str:
    return f"{number(value / UNITS[measure][1])} {unit(found, measure)}"


def unit(found: Placed, measure: str) -> str:
    """The unit of a measure in words; a border is that along the lines that were named."""
    along = found.question.along
    return f"km along {joined(along)}" if measure == "border" and along else UNITS[measure][0]


def _best(found: Placed, best: Chosen) -> str:
    measure = found.question.measure
    names = sites_told(found, best.sites)
    worth = best.worth[best.surface]
    whole = worth.whole[measure]
    covered = worth.mean(measure)
    of = share(covered / whole) if whole else "0 %"
    return (
        f"From {names} they cover {_amount(found, measure, covered)}, {of} of all there is, in the mean over "
        f"{layers(found)}."
    )


def sites_told(found: Placed, sites: Sequence[int]) -> str:
    """Sites by their names."""
    return joined([found.candidates[site].name for site in sites])


def _bound(found: Placed, best: Chosen) -> str:
    measure, siting = found.question.measure, best.siting
    if siting.bound <= siting.value * (1.0 + 1e-9):
        return f"No choice among {_allowed_told(found)} covers more, which is proven."
    return (
        f"No choice among {_allowed_told(found)} covers more than "
        f"{_amount(found, measure, siting.bound)}, which is proven ({100.0 * siting.gap:.1f} % more)."
    )


def _allowed(found: Placed) -> int:
    return sum(one.allowed for one in found.candidates)


def _allowed_told(found: Placed) -> str:
    many = _allowed(found)
    return "the only candidate" if many == 1 else f"the {many} candidates"


def _agreement(found: Placed) -> str:
    if len(found.chosen) == 1:
        return ""
    if found.agree:
        return (
            "They are the best that were found on both surfaces, cells at their mean height or their highest."
        )
    other = list(found.chosen.values())[1]
    names = sites_told(found, other.sites)
    return f"Where cells stand for their mean height, the best that were found are {names}."


def _losses(found: Placed) -> list[str]:
    """What all that is kept free costs."""
    if len(found.prices) < 2:
        return []
    low, high = _loss(found, found.prices[-1])
    measure = found.question.measure
    whole = found.prices[0].chosen[_surface(found)].worth[_surface(found)].mean(measure)
    kept = joined([price.excluded for price in found.prices if price.excluded not in (NOTHING, EVERYTHING)])
    kept = kept or joined(found.rules.names)
    if max(low, high) <= 0.0:
        return [f"Keeping {kept} free costs nothing of that."]
    part = f" ({share(max(low / whole, 0.0))})" if whole else ""
    more = f", or {_amount(found, measure, high)} on the mean ground" if high != low else ""
    return [f"Keeping {kept} free costs {_amount(found, measure, low)}{part} of that{more}."]


def _loss(found: Placed, price: Price) -> tuple[float, float]:
    """What an exclusion costs by the objective, on each surface, the first first."""
    measure = found.question.measure
    told = [
        found.prices[0].chosen[surface].worth[surface].mean(measure)
        - price.chosen[surface].worth[surface].mean(measure)
        for surface in found.chosen
    ]
    return told[0], told[-1]


def site_rows(found: Placed, winners: Sequence[int] = ()) -> list[tuple[str, ...]]:
    """Every site that is best on a surface, or by playing, where anything was played."""
    best = {SURFACES[surface]: one.sites for surface, one in found.chosen.items()}
    if winners:
        best = {PLAYED: tuple(winners)} | {f"{surface} by cover": best[surface] for surface in best}
    rows = dict.fromkeys(site for sites in best.values() for site in sites)
    return [
        (
            found.candidates[site].name,
            near(found, site),
            f"{round(found.candidates[site].height, -1):,.0f}",
            joined([on for on, sites in best.items() if site in sites]),
        )
        for site in rows
    ]


def near(found: Placed, site: int) -> str:
    """The nearest provincial capital, and how far off it is; nothing where no country is known."""
    country = found.country
    if country is None:
        return ""
    place = np.array(told_place(found.candidates[site]))
    province = int(country.province_of(*place.reshape(2, 1))[0])
    away, bearing = great_circle(*country.centres[province], *place)
    far = round(float(away) / FINENESS) * FINENESS
    if far == 0.0:
        return country.names[province]
    direction = COMPASS[round(float(bearing) / (0.25 * np.pi)) % len(COMPASS)]
    return f"{far / KM:.0f} km {direction} of {country.names[province]}"


def cover_headings(found: Placed) -> tuple[str, ...]:
    """Of the table of what is covered."""
    return ("covered", *(layer(one) for one in found.question.layers), "of")


def cover_rows(found: Placed, sites: Sequence[int]) -> list[tuple[str, ...]]:
    """By measure what sites cover at each height, on both surfaces."""
    asked = found.question
    worth = [worth_of(found.demand, flags[list(sites)], asked.fold) for flags in found.covered.values()]
    rows = []
    for measure, (_, one) in UNITS.items():
        whole = worth[0].whole[measure]
        if not whole:
            continue
        cells = []
        for number_of in range(len(asked.layers)):
            ends = [each.by_layer[measure][number_of] / one for each in worth]
            cells.append(_between(number(min(ends)), number(max(ends))))
        rows.append((unit(found, measure), *cells, number(whole / one)))
    return rows


def price_headings(found: Placed) -> tuple[str, ...]:
    """Of the table of exclusions: what is lost by the objective, then what is left by every measure."""
    return ("kept free", "lost", *(unit(found, measure) for measure in _measures(found)))


def _measures(found: Placed) -> list[str]:
    """Measures by which anything is worth anything, the objective first."""
    there = [measure for measure in UNITS if found.demand.worth(measure).any()]
    return sorted(there, key=lambda measure: measure != found.question.measure)


def price_rows(found: Placed) -> list[tuple[str, ...]]:
    """Of each exclusion what it costs, and what the best that is left covers in the mean over layers."""
    return [(price.excluded, _lost(found, price), *_left(found, price)) for price in found.prices]


def _lost(found: Placed, price: Price) -> str:
    surface = _surface(found)
    whole = found.prices[0].chosen[surface].worth[surface].mean(found.question.measure)
    low, high = sorted(_loss(found, price))
    return _between(*(share(max(end, 0.0) / whole) if whole else "0 %" for end in (low, high)))


def _left(found: Placed, price: Price) -> list[str]:
    cells = []
    for measure in _measures(found):
        one = UNITS[measure][1]
        ends = sorted(chosen.worth[surface].mean(measure) / one for surface, chosen in price.chosen.items())
        cells.append(_between(number(ends[0]), number(ends[-1])))
    return cells


def _between(low: str, high: str) -> str:
    """A low and a high, once where they read alike."""
    return low if low == high else f"{low} to {high}"


def excluded_rows(found: Placed) -> list[tuple[str, str]]:
    """Why candidates are left out, and how many; one may be for several reasons."""
    counts = Counter(reason for one in found.candidates for reason in one.excluded)
    return [("allowed", f"{_allowed(found)}"), *((why, f"{many}") for why, many in counts.most_common())]


def method(found: Placed) -> str:
    """How it was found, and what it is not."""
    asked, siting = found.question, found.chosen[_surface(found)].siting
    return (
        f"{_candidates_told(found)}, each standing for the highest "
        f"ground within 5 km that is no steeper than {found.rules.steepest / PERCENT / 1.7453:.0f} degrees "
        f"in the mean of a cell. A piece of ground {asked.edge / KM:g} km wide counts where the battery's "
        f"own engagement radar holds {_met(found)} over it and one of its rounds "
        "reaches it; half of the people of a province are held to live in its capital and half evenly over "
        f"it; a km of {_border(found)} is a km of the strip of 20 km along it. "
        f"{found.ground_told.capitalize()}. {siting.how.capitalize()}. All sites are notional, no finer "
        "than 5 km; covered is no promise that anything is shot down, and nobody else's radar helps."
    )


def _candidates_told(found: Placed) -> str:
    many = len(found.candidates)
    if found.listed:
        return f"{many} candidates of a list" if many > 1 else "One candidate of a list"
    return f"{many} candidates, {found.question.spacing / KM:g} km apart and where the scenario has batteries"


def _met(found: Placed) -> str:
    """What is to be met, with its cross section."""
    told = [f"{one.name} of {one.rcs:g} m2" for one in found.question.classes if one.name]
    return joined(told) or f"a target of {found.question.classes[0].rcs:g} m2"


def _border(found: Placed) -> str:
    return joined(found.question.along) or "border"


def coarse(found: Placed) -> str:
    """Which heights the map is too coarse for, if any."""
    low: Sequence[float] = [h for h in found.question.heights if h < found.supported]
    if not low:
        return ""
    told = joined([f"{height:,.0f}" for height in low])
    return f"At {told} m the cells are too coarse for one figure: both surfaces bracket it."
