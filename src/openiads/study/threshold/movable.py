"""Figures of the catalogue and fields of the scenario that can be moved, each between two ends."""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections.abc import Sequence
from typing import Any

from openiads.catalogue.load_catalogue import KINDS, ONLY, Catalogue
from openiads.catalogue.suffixes import without_unit
from openiads.ground.errors import Notice, OpeniadsError, OutOfRange, ScenarioError, UnknownName, nearest
from openiads.ground.kinds import shown
from openiads.scenario.load_scenario import load
from openiads.scenario.override import values_at
from openiads.scenario.scenario_schema import overrides_in
from openiads.study.design.arm_figures import Known, arm_figures
from openiads.study.design.arms import Arm, faults_in
from openiads.study.design.coordinates import Coordinate, Part, Paths, alone
from openiads.study.design.ranges import CATALOGUE, GIVEN, beyond_what_is_allowed

Span = tuple[float, float]
"""Low and high between which a figure is looked for."""
GIVE = "give one: --between LOW,HIGH"
BETWEEN = 0.3819660113
"""Share of a span at which no whole number lies: what takes the ends and not this takes whole ones."""


def movable(path: str, span: Span | None, arm: Arm, catalogue: Catalogue) -> Coordinate:
    """The coordinate of a figure or a field; a nominal that is not one number is NaN.

    Raises
    ------
    OpeniadsError
        if the scenario has no such thing, or it may not lie there
    """
    where = f"figure {path}"
    if span is not None:
        _require_span(where, span)
    find = _figure if f"{path}.".startswith(CATALOGUE) else _field
    return alone(find(where, path, span, arm, catalogue))


def _require_span(where: str, span: Span) -> None:
    low, high = span
    if not (math.isfinite(low) and math.isfinite(high)):
        raise OutOfRange(f"{where}: between is {low:g},{high:g}; two numbers are allowed; write both")
    if low >= high:
        advice = "exchange them" if low > high else "make the high larger"
        raise OutOfRange(f"{where}: between is {low:g},{high:g}; a low below its high is allowed; {advice}")


def _figure(where: str, path: str, span: Span | None, arm: Arm, catalogue: Catalogue) -> Part:
    """A figure of the catalogue that the scenario uses, with its own box or another."""
    known = arm_figures([arm], catalogue)
    part = next((part for part in (*known.boxed, *known.unboxed) if path in (part.name, *part.paths)), None)
    if part is None:
        raise _not_used(where, path, known, arm, catalogue)
    if span is None:
        if part in known.unboxed:
            raise OutOfRange(f"{where}: has no low and high in the catalogue; {GIVE}")
        return part
    if not isinstance(part.setter, Paths):
        raise OutOfRange(f"{where}: is a load, whose low and high are the catalogue's; leave --between out")
    if part.whole and any(end != int(end) for end in span):
        raise OutOfRange(f"{where}: between is {span[0]:g},{span[1]:g}; whole numbers are allowed; round it")
    end = beyond_what_is_allowed(path, span, part.whole)
    if end is not None:
        raise OutOfRange(f"{where}: between reaches {end:g}, which the catalogue does not allow; bring it in")
    if part in known.boxed and not part.low <= span[0] < span[1] <= part.high:
        told = f"{where}: {span[0]:g} to {span[1]:g} is not within its own {part.low:g} to {part.high:g}"
        warnings.warn(told, Notice, stacklevel=5)
    return dataclasses.replace(part, low=span[0], high=span[1])


def _not_used(where: str, path: str, known: Known, arm: Arm, catalogue: Catalogue) -> OpeniadsError:
    """Why a path is no figure of the scenario: said there, not used there, or not there at all."""
    said = _deep(overrides_in(arm.scenario), path.split(".")[1:])
    if isinstance(said, int | float):
        return OutOfRange(f"{where}: is set to {said} by the scenario; leave that out, and it can be moved")
    paths = [each for part in (*known.boxed, *known.unboxed) for each in part.paths]
    if _in_catalogue(path, catalogue):
        hint = nearest(path, paths) or "; name one that it uses"
        return OutOfRange(f"{where}: is not used by {arm.scenario.name}, so it would change nothing{hint}")
    return UnknownName(f"figure that {arm.scenario.name} uses", path, paths, "figure")


def _in_catalogue(path: str, catalogue: Catalogue) -> bool:
    """Whether the catalogue has a figure by that path, whoever uses it."""
    _, folder, *names = [*path.split("."), "", "", ""]
    kind = next((kind for kind in KINDS if folder in (kind, f"{kind}s")), None)
    if kind is None:
        return False
    slug, field = (kind, names[0]) if kind in ONLY else names[:2]
    try:
        entry = catalogue.entry(kind, slug)
    except UnknownName:
        return False
    return without_unit(field)[0] in entry.figures


def _deep(table: Any, names: Sequence[str]) -> Any:
    for name in names:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _field(where: str, path: str, span: Span | None, arm: Arm, catalogue: Catalogue) -> Part:
    """A field of the scenario with a number, which has no box of its own."""
    try:
        said = values_at(arm.scenario.model_dump(), path)
    except (UnknownName, ValueError) as error:
        raise ScenarioError(f"{where}: {error}") from None
    other = next((value for value in said if not _is_number(value)), None)
    if other is not None:
        name = arm.scenario.name
        raise OutOfRange(f"{where}: is {shown(other)} in {name}; a number can be moved; name one that is")
    if span is None:
        raise OutOfRange(f"{where}: is a field of the scenario and has no low and high; {GIVE}")
    for end in span:
        _try(where, f"{path}={_text(end)}", end, arm, catalogue)
    whole = not _takes(f"{path}={span[0] + BETWEEN * (span[1] - span[0])!r}", arm, catalogue)
    setter = Paths({arm.name: (path,)}, whole)
    nominal = float(said[0]) if said[0] is not None and len(set(said)) == 1 else math.nan
    return Part(path, (path,), span[0], nominal, span[1], whole, GIVEN, (arm.name,), setter)


def _is_number(value: object) -> bool:
    """Whether a field holds a number, or nothing where it may hold one."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _takes(change: str, arm: Arm, catalogue: Catalogue) -> bool:
    try:
        load(arm.scenario, [change], catalogue)
    except OpeniadsError:
        return False
    return True


def _try(where: str, change: str, end: float, arm: Arm, catalogue: Catalogue) -> None:
    try:
        load(arm.scenario, [change], catalogue)
    except OpeniadsError as error:
        told = "; ".join(faults_in(error))
        raise ScenarioError(f"{where}: cannot be {end:g}: {told}; give other ends by --between") from None


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
