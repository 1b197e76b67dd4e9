"""The sheets of one coverage study: which maps go on them, and what is printed beside these."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG, KM
from openiads.study.coverage.answer import Answer
from openiads.study.coverage.coverage_numbers import DETECTABLE
from openiads.study.coverage.defence import naive_ring
from openiads.study.coverage.ground import ground_words
from openiads.study.coverage.refraction import named

if TYPE_CHECKING:
    from openiads.report.coverage.sheets import Scene
    from openiads.report.ink.page import Page

BOTH = "both"
"""Detectable and engageable over the mean and over the highest ground; seen over both, or in doubt."""
KINDS = ("lowest", "answers")
"""Sheets that there are."""


def page_of(answer: Answer, kind: str, surface: str) -> Page:
    """One sheet of a study: `lowest`, the lowest visible height, or `answers`, a panel for each altitude."""
    if kind not in KINDS:
        raise OutOfRange(
            f"kind: is {kind!r}; allowed are {' and '.join(KINDS)}; "
            "lowest is the lowest visible height, answers has a map for each altitude"
        )
    return _lowest(answer, surface) if kind == "lowest" else _answers(answer, surface)


def scene_of(answer: Answer, surface: str) -> Scene:
    """Ground, sites, rings and imprint that every sheet of a surface has."""
    from openiads.report.coverage.sheets import Imprint, Ring, Scene, Spot

    facts, plan = answer.facts, answer.plan
    ground = ground_words(answer.window.grid, facts.surfaces if surface == BOTH else [surface])
    imprint = Imprint(
        facts.scenario, facts.version, facts.terrain, facts.cell,
        "band" if surface == BOTH else "max" if surface == "max" else "mean",
        named(facts.refraction), facts.source,
        radars=tuple(dict.fromkeys(site.entry.title for site in plan.radars if site.emitting)),
        rcs_m2=answer.question.rcs, ground=ground,
    )  # fmt: skip
    spots = [Spot(b.name, *_degrees(b.site), "battery") for b in plan.batteries]
    spots += [Spot(a.name, *_degrees(a.site), "asset") for a in plan.assets]
    rings = [Ring(*_degrees(site), radius / KM) for site, radius in naive_ring(plan)]
    return Scene(answer.window.grid, imprint, tuple(spots), tuple(rings))


def tags_of(answer: Answer) -> dict[str, str]:
    """Provenance that every file of a study carries."""
    facts = answer.facts
    rule = named(facts.refraction)
    return {
        "scenario": facts.scenario, "scenario_sha256": facts.scenario_sha256, "version": facts.version,
        "terrain": facts.terrain, "cell_m": f"{facts.cell:.0f}", "ground": facts.ground,
        "refraction": rule if isinstance(rule, str) else f"{rule:g}",
        "source": facts.source,
    }  # fmt: skip


def _lowest(answer: Answer, surface: str) -> Page:
    from openiads.report.coverage.sheets import altitude_sheet

    title = f"{answer.facts.scenario}: lowest height above ground that one radar sees, {surface} surface"
    lowest = answer.maps[surface].lowest
    return altitude_sheet(
        scene_of(answer, surface), lowest, title=title, altitudes_m=answer.question.altitudes
    )


def _answers(answer: Answer, surface: str) -> Page:
    from openiads.report.coverage.sheets import Answers, answers_panels

    facts, coarse = answer.facts, "below what the cells can support"
    maps = [answer.maps[each] for each in (answer.maps if surface == BOTH else (surface,))]
    unknown = ~answer.window.known
    panels = []
    for a, altitude in enumerate(answer.question.altitudes):
        seen = [each.visible(a) for each in maps]
        panels.append(
            Answers(
                altitude, reduce(np.logical_or, seen),
                reduce(np.logical_and, (each.detected(a, DETECTABLE) for each in maps)),
                reduce(np.logical_and, (each.engageable(a) for each in maps)),
                doubtful=reduce(np.logical_xor, seen) if surface == BOTH else None,
                unknown=unknown, note=coarse if altitude < facts.supported else "",
            )
        )  # fmt: skip
    told = "over mean and highest ground" if surface == BOTH else f"{surface} surface"
    title = f"{facts.scenario}: ring, visible, detectable and engageable, {told}"
    return answers_panels(scene_of(answer, surface), panels, title=title)


def _degrees(site: tuple[float, float]) -> tuple[float, float]:
    return site[0] / DEG, site[1] / DEG
