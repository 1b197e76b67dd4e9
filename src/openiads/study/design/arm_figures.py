"""Every figure that the arms of a study use; what several share is there once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from openiads.catalogue.load_catalogue import ONLY, TABLES, Catalogue
from openiads.scenario.plan import plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Part, Paths
from openiads.study.design.loads import Load, Loads, per_position_of, rising
from openiads.study.known.uncertain_figures import LOADOUT, Uncertain, figures_of

FITS = ("launchers", "positions_per_launcher", "rounds_per_position")
"""Figures that say which loads fit and nothing else: drawn apart from the load they would refuse it."""
EXACT = 12
"""Digits to which a figure of the catalogue is known; the others come of its conversion from SI."""


class Known(NamedTuple):
    """Figures that arms use: with a box, and without one."""

    boxed: list[Part]
    unboxed: list[Part]


class _Use(NamedTuple):
    """One figure, as the first arm that uses it tells it, and the entries of each arm."""

    figure: Uncertain
    slugs: dict[str, tuple[str, ...]]  # by arm


def arm_figures(arms: Sequence[Arm], catalogue: Catalogue) -> Known:
    """What all arms rest on, each figure with those that it touches; not what a scenario says itself."""
    told: dict[Any, _Use] = {}
    for arm in arms:
        for figure in figures_of(plan_of(arm.scenario, catalogue), catalogue):
            slugs = told.setdefault(_same(figure), _Use(figure, {})).slugs
            slugs[arm.name] = slugs.get(arm.name, ()) + figure.entries
    boxed: list[Part] = []
    unboxed: list[Part] = []
    scenarios = {arm.name: arm.scenario for arm in arms}
    for figure, slugs in told.values():
        if figure.name in FITS:
            continue
        if figure.name == LOADOUT:
            boxed += _load(figure, slugs, scenarios, catalogue)
        else:
            (boxed if figure.boxed else unboxed).append(_part(figure, slugs))
    return Known(boxed, unboxed)


def path_of(kind: str, slug: str, field: str) -> str:
    """How a figure is called in a study and in overrides."""
    if kind in ONLY:
        return f"catalogue.{kind}.{field}"
    return f"catalogue.{kind if kind in TABLES else f'{kind}s'}.{slug}.{field}"


def _same(figure: Uncertain) -> Any:
    """What two figures have in common that are one statement."""
    ends = figure.low, figure.value, figure.high
    if figure.name == LOADOUT:
        return figure.key
    return figure.kind, figure.name, *ends, figure.boxed, figure.status, figure.sources, figure.note


def _part(figure: Uncertain, slugs: Mapping[str, tuple[str, ...]]) -> Part:
    of = {
        arm: tuple(path_of(figure.kind, slug, figure.field) for slug in entries)
        for arm, entries in slugs.items()
    }
    low, value, high = (_exact(figure, end) for end in (figure.low, figure.value, figure.high))
    whole = isinstance(figure.value, int)
    return _told(figure, of, low, value, high, whole=whole, setter=Paths(of, whole))


def _told(
    figure: Uncertain, of: Mapping[str, tuple[str, ...]], low: float, value: float, high: float, **how: Any
) -> Part:
    paths = tuple(dict.fromkeys(path for own in of.values() for path in own))
    entries = dict.fromkeys(path.removesuffix(f".{figure.field}").rpartition(".")[2] for path in paths)
    return Part(
        name=path_of(figure.kind, "+".join(entries), figure.field),
        paths=paths,
        low=low, value=value, high=high,
        status=figure.status, arms=tuple(of), **how,
    )  # fmt: skip


def _exact(figure: Uncertain, value: Any) -> float:
    return float(f"{figure.outside(value):.{EXACT}g}")


def _load(
    figure: Uncertain, slugs: Mapping[str, Any], scenarios: Mapping[str, Scenario], catalogue: Catalogue
) -> list[Part]:
    """The load of a system, if there is a battery whose load is the catalogue's and not the user's."""
    low, value, high = (cast(Load, end) for end in (figure.low, figure.value, figure.high))
    slug = figure.entries[0]
    batteries = {arm: _loaded(scenarios[arm], slug) for arm in slugs}
    batteries = {arm: names for arm, names in batteries.items() if names}
    knots = rising(low, value, high)
    if not batteries or len(knots) == 1:
        return []
    system = catalogue.system(slug)
    setter = Loads(
        batteries, knots, system.positions_per_launcher, system.launchers, per_position_of(system, catalogue)
    )
    of = {arm: (path_of(figure.kind, slug, LOADOUT),) for arm in batteries}
    ends = float(knots[0][0]), float(sum(value.values())), float(knots[-1][0])
    return [_told(figure, of, *ends, whole=True, setter=setter)]


def _loaded(scenario: Scenario, slug: str) -> tuple[str, ...]:
    return tuple(
        battery.name
        for battery in scenario.battery
        if battery.system == slug and battery.loadout is None and battery.launchers is None
    )
