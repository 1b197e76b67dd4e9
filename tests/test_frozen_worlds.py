"""A World that a test changes is frozen again.

Arrays that can be written are another type, and for another type the whole engine is compiled anew: a minute.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from openiads.state.world import World
from tests.rules import none
from tests.simulation.tiny import tiny_world

ROOT = Path(__file__).resolve().parents[1]
ARRAYS = {name for name in World._fields if isinstance(getattr(tiny_world(), name), np.ndarray)}


def changes(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that give a World other arrays, but for those that are frozen where they stand."""
    frozen = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "freeze"
        for argument in call.args
    }
    for call in ast.walk(tree):
        is_change = isinstance(call, ast.Call) and ast.unparse(call.func).endswith("._replace")
        if is_change and id(call) not in frozen and ARRAYS & {word.arg for word in call.keywords}:
            yield call


def test_a_world_with_other_arrays_is_frozen_where_it_is_made():
    files = [path for room in ("tests", "verification", "benchmarks") for path in (ROOT / room).rglob("*.py")]
    none(
        f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}; freeze it"
        for path in sorted(files)
        for call in changes(ast.parse(path.read_text(encoding="utf-8")))
    )
