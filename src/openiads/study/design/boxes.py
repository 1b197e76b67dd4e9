"""Which figures a study moves: those that its arms use, as the box names them."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import Faults, UnknownName, nearest
from openiads.study.design.arm_figures import FITS, arm_figures
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Coordinate, Part, alone, together
from openiads.study.design.ranges import CATALOGUE, own_box, part_of_field
from openiads.study.design.study_schema import ALL, Box


def coordinates_of(arms: Sequence[Arm], box: Box, catalogue: Catalogue, faults: Faults) -> list[Coordinate]:
    """All coordinates of a box, in the order of the arms' figures; what they cannot be is noted."""
    fields = [
        part
        for path, ends in box.range.items()
        if not path.startswith(CATALOGUE) and (part := part_of_field(path, ends, arms, faults))
    ]
    known = arm_figures(arms, catalogue)
    parts = {part.name: part for part in fields}
    parts |= _chosen(known.boxed, known.unboxed, box, faults)
    for path, ends in box.range.items():
        if path.startswith(CATALOGUE):
            part = own_box(path, ends, known, faults)
            if part is not None:
                parts[part.name] = part
    groups = _groups(box, [*known.boxed, *parts.values()], parts, faults)
    grouped = {part.name for group in groups for part in group.parts}
    found = [alone(part) for name, part in parts.items() if name not in grouped] + groups
    if not found and not len(faults):
        faults.add("box", _empty(box))
    return found


def _chosen(boxed: Sequence[Part], unboxed: Sequence[Part], box: Box, faults: Faults) -> dict[str, Part]:
    """Figures that the box asks for."""
    chosen: dict[str, Part] = {}
    for pattern in box.figures:
        found = list(boxed) if pattern == ALL else list(_matching(pattern, boxed))
        if not found:
            faults.add("box.figures", _unknown(pattern, boxed, unboxed))
        chosen |= {part.name: part for part in found}
    return {part.name: part for part in boxed if part.name in chosen}


def _matching(pattern: str, parts: Sequence[Part]) -> Iterator[Part]:
    return (
        part
        for part in parts
        if pattern == part.name or any(fnmatch.fnmatchcase(path, pattern) for path in part.paths)
    )


def _unknown(pattern: str, boxed: Sequence[Part], unboxed: Sequence[Part]) -> str:
    """What is told of a pattern that finds nothing."""
    bare = next(_matching(pattern, unboxed), None)
    if bare is not None:
        return f"{bare.name} has no box in the catalogue; give it one under [box.range]"
    paths = [path for part in (*boxed, *unboxed) for path in part.paths]
    if "*" in pattern:
        hint = nearest(pattern.replace("*", ""), paths)
        return f"{pattern!r} finds none of the {len(paths)} figures that the arms use{hint or '; change it'}"
    return str(UnknownName("figure that the arms use", pattern, paths))


def _groups(box: Box, known: Sequence[Part], parts: dict[str, Part], faults: Faults) -> list[Coordinate]:
    """Coordinates of the declared groups; a figure with a range of its own keeps it."""
    taken: dict[str, int] = {}
    groups = []
    for index, group in enumerate(box.group):
        where = f"box.group[{index}].figures"
        members: dict[str, Part] = {}
        for pattern in group.figures:
            found = {part.name: parts.get(part.name, part) for part in _matching(pattern, known)}
            if not found:
                faults.add(where, _unknown(pattern, known, ()))
            members |= found
        for name in members:
            if taken.setdefault(name, index) != index:
                faults.add(
                    where, f"{name} is in group {taken[name]} already; a figure moves with one; strike it"
                )
        if members:
            name = group.name or " & ".join(members)
            groups.append(together(name, tuple(members.values())))
    names = [*parts, *(group.name for group in groups)]
    for name in {name for name in names if names.count(name) > 1}:
        faults.add("box.group", f"two coordinates are named {name!r}; rename one")
    return groups


def _empty(box: Box) -> str:
    if not (box.figures or box.range or box.group):
        return 'has no figures, no range and no group, so nothing is moved; say figures = "all"'
    return "moves nothing: no figure that the arms use has a box; give one under [box.range]"


def left_out(box: Box, arms: Sequence[Arm]) -> tuple[str, ...]:
    """What a box of all figures leaves at nominal all the same, and why."""
    if ALL not in box.figures or not any(arm.scenario.battery for arm in arms):
        return ()
    return (f"{', '.join(FITS)}: they only say which loads fit, and the load has a box of its own",)
