"""The variants of a scenario that a study compares, each with a name of its own."""

from __future__ import annotations

import datetime
import itertools
import math
import pathlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import ITEM, Faults, OpeniadsError
from openiads.ground.toml_text import value_text
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Scenario
from openiads.study.design.study_schema import ARM_PATTERN, LONGEST_ARM, ArmRow, Study

MOST_ARMS = 1000


class Arm(NamedTuple):
    """One variant."""

    name: str
    scenario: Scenario
    told: str = ""
    """A sentence that a reader needs beside the name: how it was made equal to another."""
    catalogue: Catalogue = PACKAGED
    """What its scenario rests on."""


class Recipe(NamedTuple):
    """What an arm is made from."""

    name: str
    source: Any
    changes: tuple[str, ...]
    told: str = ""


def arms_of(
    study: Study,
    folder: pathlib.Path,
    faults: Faults,
    catalogue: Catalogue = PACKAGED,
    unsound: Collection[str] = (),
) -> list[Arm]:
    """All arms of a study; what keeps one from being a scenario is noted with its name.

    Parameters
    ----------
    folder : in which files of scenarios are looked for first
    unsound : keys of the study with faults that are noted already; that they are missing is none
    """
    recipes = _recipes(study, faults, unsound)
    if recipes is None:
        return []
    arms: list[Arm] = []
    told: dict[str, list[str]] = {}
    for recipe in recipes:
        try:
            scenario = load(_found(recipe.source, folder), recipe.changes, catalogue)
            arms.append(Arm(recipe.name, scenario, recipe.told, catalogue))
        except OpeniadsError as error:
            for fault in faults_in(error):
                told.setdefault(fault, []).append(recipe.name)
    for fault, names in told.items():
        faults.add(_whose(names, len(recipes)), fault)
    return arms


def faults_in(error: OpeniadsError) -> list[str]:
    """The single faults of a message that may be a list, each with the file that it is in."""
    head, *faults = str(error).split(ITEM)
    file = head.rpartition(" faults in ")[2].removesuffix(":")
    return [f"{file}: {fault}" for fault in faults] or [head]


def _whose(names: Sequence[str], of: int) -> str:
    """Which arms share a fault."""
    if of > 1 and len(names) == of:
        return f"each of the {of} arms"
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"arm {shown}" if len(names) == 1 else f"arms {shown}"


def _recipes(study: Study, faults: Faults, unsound: Collection[str]) -> list[Recipe] | None:
    """What each arm is made from, in order; None after a fault."""
    if not (study.arm or study.vary or study.box):
        if not {"arm", "vary", "box"} & set(unsound):
            faults.add("", "has no [[arm]], no [vary] and no [box], so nothing to compare; give one of them")
        return None
    several = math.prod(len(values) for values in study.vary.values())
    count = several * max(len(study.arm), 1)
    if count > MOST_ARMS:
        faults.add("vary", f"makes {count} arms; at most {MOST_ARMS} are allowed; give fewer values")
        return None
    before = len(faults)
    rows = study.arm or [ArmRow.model_construct(name="", scenario=None, set=[], told="")]
    recipes = [_recipe(study, row, choice) for row in rows for choice in _choices(study.vary)]
    _check_names(recipes, study, faults)
    lacking = [recipe.name for recipe in recipes if recipe.source is None]
    if lacking and "scenario" not in unsound:
        faults.add(_whose(lacking, len(recipes)), 'has no scenario; say scenario = "one-battery"')
    return recipes if len(faults) == before and not lacking else None


def _recipe(study: Study, row: ArmRow, choice: Sequence[tuple[str, Any]]) -> Recipe:
    source = study.scenario if row.scenario is None else row.scenario
    words = [row.name] * bool(row.name) + [word_of(path, value) for path, value in choice]
    changes = [f"{path}={value_text(value)}" for path, value in choice]
    return Recipe(", ".join(words) or _name_of(source), source, (*study.set, *row.set, *changes), row.told)


def _choices(vary: Mapping[str, Sequence[Any]]) -> Iterator[tuple[tuple[str, Any], ...]]:
    """Every combination of values, with their paths; one without any if nothing is varied."""
    return itertools.product(*([(path, value) for value in values] for path, values in vary.items()))


def word_of(path: str, value: Any) -> str:
    """What an arm is called by one of its values: a word says itself, a number needs its field."""
    field = path.rpartition(".")[2]
    if isinstance(value, str):
        text = value
    elif isinstance(value, Mapping):
        text = " + ".join(f"{part} {key}" for key, part in value.items()) or f"{field} none"
    elif isinstance(value, list):
        text = " + ".join(str(part) for part in value) or f"{field} none"
    elif isinstance(value, datetime.date):
        text = value.isoformat()
    else:
        text = f"{field} {value_text(value)}"
    return re.sub(r"[\[\]'\"=/\\:*?<>|\s]+", " ", text).strip(" .") or field


def _name_of(source: Any) -> str:
    """What an arm is called that is the scenario itself."""
    if isinstance(source, Scenario):
        return source.name
    if isinstance(source, Mapping):
        return str(source.get("name", "nominal"))
    name = pathlib.PurePath(source or "").stem
    return name if re.match(ARM_PATTERN, name) else "nominal"


def _check_names(recipes: Sequence[Recipe], study: Study, faults: Faults) -> None:
    """Note names that are not unique; some systems do not tell capitals from small letters."""
    where = "vary" if study.vary else "arm"
    for recipe in recipes:
        if len(recipe.name) > LONGEST_ARM:
            faults.add(
                where,
                f"makes an arm named {recipe.name[:LONGEST_ARM]!r}..., of {len(recipe.name)} characters; at "
                f"most {LONGEST_ARM} are allowed; name the arms under [[arm]]",
            )
    for name, times in Counter(_as_read(recipe.name) for recipe in recipes).items():
        if times > 1:
            shown = next(recipe.name for recipe in recipes if _as_read(recipe.name) == name)
            faults.add(
                where, f"{times} arms are named {shown!r}; a name is that of one arm; rename or strike one"
            )


def _as_read(name: str) -> str:
    """What a reader tells it by: no blank at its end, nor whether a letter is in one part or two."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def _found(source: Any, folder: pathlib.Path) -> Any:
    """A scenario file beside the study, if there is one; else what was said."""
    if isinstance(source, str | pathlib.PurePath) and str(source) not in builtin.names():
        beside = folder / source
        if beside.is_file():
            return beside
    return source
