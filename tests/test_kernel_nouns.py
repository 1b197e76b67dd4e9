"""What a kernel is told: few things, by name.

Eleven numbers in a row are read by counting, and mypy cannot tell when two of them are swapped.
"""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import openiads

PACKAGE = Path(openiads.__file__).parent
GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
MOST, MEDIAN = 8, 4


def axes() -> frozenset[str]:
    """Letters that the glossary gives to the axes of arrays."""
    section = GLOSSARY.read_text(encoding="utf-8").split("\n## Axes\n")[1].split("\n## ")[0]
    return frozenset(re.findall(r"^\| `(\w)` \|", section, flags=re.MULTILINE))


def kernels() -> dict[str, list[str]]:
    """Names of the parameters of every function that is compiled."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Name) and d.id in ("kernel", "part", "abreast") for d in node.decorator_list
            ):
                given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                found[f"{path.relative_to(PACKAGE).as_posix()}:{node.name}"] = [a.arg for a in given]
    return found


def offenders() -> dict[str, str]:
    """Kernels with more parameters than one can follow, or with a letter that the glossary does not know."""
    known, found = axes(), {}
    for name, given in kernels().items():
        letters = [p for p in given if len(p) == 1 and p not in known]
        if len(given) > MOST or letters:
            found[name] = f"{len(given)} parameters; letters {letters}"
    return found


def test_kernels_are_told_few_things_by_name():
    assert offenders() == {}, "give them nouns - Course, Place, Sector, a NamedTuple of the room"


def test_most_kernels_are_told_four_things_at_most():
    assert statistics.median(len(given) for given in kernels().values()) <= MEDIAN


def test_the_glossary_names_the_axes_of_the_state():
    shapes = (PACKAGE / "state" / "state.py").read_text(encoding="utf-8").split("\nclass State")[1]
    named = re.findall(r"\b([A-Z]) [a-z]", shapes.split("Axes")[1].split('"""')[0])
    assert {letter.lower() for letter in named} - {"e"} == axes()  # no kernel is told of one event
