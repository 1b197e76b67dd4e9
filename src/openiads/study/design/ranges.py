"""Boxes that a study declares itself: of fields of the scenario, and of figures in place of their own."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from openiads.catalogue.load_catalogue import KINDS, TABLES
from openiads.catalogue.suffixes import without_unit
from openiads.ground.errors import Faults, Notice, OpeniadsError, UnknownName
from openiads.scenario.load_scenario import load
from openiads.scenario.override import values_at
from openiads.study.design.arm_figures import Known
from openiads.study.design.arms import Arm, faults_in
from openiads.study.design.coordinates import Part, Paths
from openiads.study.known.uncertain_figures import allowed

CATALOGUE = "catalogue."
GIVEN = "given"
"""Status of what the study says itself."""
REMEDY = "write [low, nominal, high]"


def settled(arms: Sequence[Arm], ranges: Mapping[str, Sequence[float]], faults: Faults) -> list[Arm]:
    """Arms that say the nominals which the study gives of their fields."""
    given = {
        path: ends[1] for path, ends in ranges.items() if len(ends) == 3 and not path.startswith(CATALOGUE)
    }
    if not given:
        return list(arms)
    found = []
    for arm in arms:
        changes = [
            f"{path}={_text(value)}" for path, value in given.items() if _values(arm, path) is not None
        ]
        try:
            found.append(arm._replace(scenario=load(arm.scenario, changes, arm.catalogue)))
        except OpeniadsError as error:
            for fault in faults_in(error):
                faults.add(f"box.range: arm {arm.name}", fault)
            found.append(arm)
    return found


def part_of_field(path: str, ends: Sequence[float], arms: Sequence[Arm], faults: Faults) -> Part | None:
    """A field of the scenario between two ends, None where something is wrong with it."""
    where, before = f"box.range.{path}", len(faults)
    having = {arm.name: found for arm in arms if (found := _values(arm, path)) is not None}
    if not having:
        faults.add(where, _why_nowhere(path, arms))
        return None
    value = _nominal(where, having, faults)
    if value is None or not _sound(where, ends, type(value) is int, faults):
        return None
    low, high = ends[0], ends[-1]
    whole = type(value) is int
    setter = Paths(dict.fromkeys(having, (path,)), whole)
    for arm in arms:
        for end in (low, high) if arm.name in having else ():
            _try(arm, setter.changes(arm.name, end), where, faults)
    if len(faults) > before:
        return None
    _tell_outside(where, float(value), low, high)
    return Part(path, (path,), low, float(value), high, whole, GIVEN, tuple(having), setter)


def own_box(path: str, ends: Sequence[float], known: Known, faults: Faults) -> Part | None:
    """A figure of the catalogue with the study's box instead of its own."""
    where = f"box.range.{path}"
    part = next((p for p in (*known.boxed, *known.unboxed) if path in (p.name, *p.paths)), None)
    if part is None:
        paths = [each for p in (*known.boxed, *known.unboxed) for each in p.paths]
        faults.add(where, str(UnknownName("figure that the arms use", path, paths)))
        return None
    if len(ends) == 3:
        faults.add(where, "has three numbers; the nominal is the catalogue's; write [low, high]")
        return None
    if not isinstance(part.setter, Paths):
        faults.add(where, "is a load, whose box is the catalogue's; strike it here and name it under figures")
        return None
    low, high = ends
    if not _sound(where, ends, part.whole, faults) or not _allowed(where, path, ends, part.whole, faults):
        return None
    if part in known.boxed and not part.low <= low <= high <= part.high:
        warnings.warn(
            f"{where}: {low:g} to {high:g} is not within the figure's own {part.low:g} to {part.high:g}",
            Notice,
            stacklevel=2,
        )
    _tell_outside(where, part.value, low, high)
    return dataclasses.replace(part, low=low, high=high)


def _values(arm: Arm, path: str) -> list[Any] | None:
    """What an arm says of a field; None where it has none."""
    try:
        return values_at(arm.scenario.model_dump(), path)
    except (UnknownName, ValueError):
        return None


def _why_nowhere(path: str, arms: Sequence[Arm]) -> str:
    try:
        values_at(arms[0].scenario.model_dump(), path)
    except (UnknownName, ValueError) as error:
        return str(error)
    return "leads to no field"


def _nominal(where: str, having: Mapping[str, list[Any]], faults: Faults) -> float | int | None:
    """The one value that all arms say; a fault where there is none."""
    said = [(name, value) for name, values in having.items() for value in values]
    name, value = said[0]
    if any(each is None for _, each in said):
        faults.add(where, f"is not said by arm {name}, so what it is at the nominal is not known; {REMEDY}")
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        faults.add(where, f"is {value!r} in arm {name}; a number can have a range; strike it")
        return None
    other = next((each for each in said if each[1] != value), None)
    if other is not None:
        faults.add(where, f"is {value:g} in arm {name} and {other[1]:g} in arm {other[0]}; {REMEDY}")
        return None
    return value


def _sound(where: str, ends: Sequence[float], whole: bool, faults: Faults) -> bool:
    if list(ends) != sorted(ends):
        faults.add(where, f"is {list(ends)}; the low comes first and the high last; exchange them")
    elif whole and any(end != int(end) for end in ends):
        faults.add(where, f"is {list(ends)}; this field takes whole numbers; round them")
    else:
        return True
    return False


def _allowed(where: str, path: str, ends: Sequence[float], whole: bool, faults: Faults) -> bool:
    """Whether the files of the catalogue may say both ends."""
    end = beyond_what_is_allowed(path, ends, whole)
    if end is not None:
        field = path.rpartition(".")[2]
        faults.add(where, f"reaches {end:g}, which the catalogue does not allow of {field}; bring it in")
    return end is None


def beyond_what_is_allowed(path: str, ends: Sequence[float], whole: bool) -> float | None:
    """The first end that the files of the catalogue may not say of a figure, if there is one."""
    folder, field = path.split(".")[1], path.rpartition(".")[2]
    kind = next(kind for kind in KINDS if folder == (kind if kind in TABLES else f"{kind}s"))
    name, inside = without_unit(field)
    return next((end for end in ends if not allowed(kind, name, int(end) if whole else inside(end))), None)


def _try(arm: Arm, changes: Sequence[str], where: str, faults: Faults) -> None:
    try:
        load(arm.scenario, changes, arm.catalogue)
    except OpeniadsError as error:
        for fault in faults_in(error):
            faults.add(where, f"arm {arm.name}: {fault}")


def _tell_outside(where: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        warnings.warn(
            f"{where}: the nominal {value:g} lies outside {low:g} to {high:g}", Notice, stacklevel=3
        )


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
