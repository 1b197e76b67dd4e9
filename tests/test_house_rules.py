"""Rules that a reader relies on, so a machine keeps them.

Ruff, mypy and the import contracts keep the others; these are the ones that they cannot see.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import openiads

PACKAGE = Path(openiads.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(PACKAGE.rglob("*.py"))
OUTSIDE = sorted(p for f in ("benchmarks", "examples", "verification") for p in (ROOT / f).rglob("*.py"))

# Where numbers are for people, so that their names carry units.
BORDER = {"catalogue", "scenario", "api", "report", "export", "web", "cli", "ground/units.py"}
# These carry a checked file over the border: they read its suffixed fields and keep no such name.
CARRIERS = {"scenario/plan.py", "scenario/cast.py"}
SUFFIXES = ("_km", "_m", "_deg", "_s", "_mps", "_ft", "_kn", "_db", "_nmi", "_min", "_dbsm")
# Each factor is recognised whatever its digits: 0.5144 and 0.514444 are both knots.
FACTORS = {1852.0: "NMI", 0.3048: "FT", 0.514444: "KN", 1609.344: "mile", 57.29578: "DEG", 0.01745329: "DEG"}

MAX_FILE = 400
MAX_FUNCTION = 60
MAX_SILENT_KERNEL = 10  # a short private kernel is said by its name and its one caller
# A question that has been answered: "room/file.py" or "room/file.py:function" -> why it stays long.
LONG_FOR_A_REASON = {
    "simulation/reference/identities.py": "identity from first to last, to be read beside a whole room",
    "state/planes.py": "the one list of plane numbers; cut in two, nobody would know where to look",
}

ARRAYS = {"Floats", "Integers", "Vector", "Matrix", "NDArray", "ArrayLike"}
# They hand over whole planes, whose class in `state/planes.py` gives unit and shape; or counts and bytes.
MEASURED_ELSEWHERE = {
    "simulation/prepare.py:area_plane",
    "simulation/prepare_defence.py:asset_planes",
    "simulation/prepare_defence.py:battery_planes",
    "simulation/prepare_defence.py:corridor_planes",
    "simulation/prepare_defence.py:engaging_plane",
    "simulation/prepare_defence.py:identifying_plane",
    "simulation/prepare_defence.py:network_planes",
    "simulation/prepare_defence.py:radar_planes",
    "simulation/prepare_defence.py:tracking_plane",
    "simulation/prepare_defence.py:zone_planes",
    "simulation/prepare_targets.py:target_planes",
    "state/events.py:append",
    "state/ladder.py:climb",
    "state/ladder.py:credit_target",
    "report/run/charts.py:spread",
    "terrain/globe.py:fingerprint",
    "simulation/reference/columns.py:length",  # of any vector
    "tracking/kalman.py:gain_row",
    "tracking/kalman.py:measure_spread",
    "tracking/kalman.py:update",
    "tracking/kalman.py:velocity_update",
    "tracking/life.py:falls_freely",
}


def place(path: Path) -> str:
    """Path inside the package, as the messages show it."""
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_inside(path: Path) -> bool:
    """Whether everything in the file is SI."""
    name = place(path)
    return name in CARRIERS or (name not in BORDER and name.split("/")[0] not in BORDER)


def is_border_read(node: ast.AST) -> bool:
    """Whether the node only reads a field, `area.step_s`."""
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)


def names(path: Path) -> Iterator[tuple[str, int]]:
    """Every name that the file defines, uses or passes, with its line."""
    for node in ast.walk(tree(path)):
        if place(path) in CARRIERS and is_border_read(node):
            continue
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno


@cache
def upper_bounds() -> frozenset[str]:
    """Names like `altitude_max`: beside one, `altitude_min` is a bound and not a number of minutes."""
    return frozenset(name for path in FILES for name, _ in names(path) if name.endswith("_max"))


def names_a_unit(name: str) -> bool:
    """Whether the name ends in a unit."""
    if name.endswith("_min") and f"{name[:-4]}_max" in upper_bounds():
        return False
    return name.endswith(SUFFIXES)


@pytest.mark.parametrize("path", [p for p in FILES if is_inside(p)], ids=place)
def test_inside_everything_is_si_so_no_name_carries_a_unit(path):
    found = {f"line {line}: {name}" for name, line in names(path) if names_a_unit(name)}
    assert not found, f"{place(path)} names units inside the SI rooms: {sorted(found)}"


@pytest.mark.parametrize("path", [p for p in FILES if place(p) != "ground/units.py"], ids=place)
def test_conversion_factors_live_in_one_file(path):
    found = [
        f"line {node.lineno}: {node.value} is ground.units.{FACTORS[factor]}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        for factor in FACTORS
        if abs(node.value / factor - 1.0) < 1e-4
    ]
    assert not found, f"{place(path)}: {found}"


def imported(path: Path) -> Iterator[str]:
    """Top-level name of everything that the file imports, at whatever depth it does so."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=aliases):
                yield from (alias.name.split(".")[0] for alias in aliases)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.split(".")[0]


@pytest.mark.parametrize("path", FILES + OUTSIDE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_two_files_know_the_compiler(path):
    if path not in (PACKAGE / "ground" / "compiled.py", PACKAGE / "ground" / "lent.py"):
        assert not {"numba", "llvmlite"} & set(imported(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of the file."""
    nodes = ast.walk(tree(path))
    return (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code of a function; what it says about itself is not counted against it."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_kernel(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function is compiled."""
    return any(isinstance(d, ast.Name) and d.id in ("kernel", "part") for d in function.decorator_list)


@pytest.mark.parametrize("path", FILES, ids=place)
def test_every_kernel_beyond_a_few_lines_says_what_it_computes(path):
    kernels = (f for f in functions(path) if is_kernel(f) and lines_of(f) > MAX_SILENT_KERNEL)
    silent = [f"line {f.lineno}: {f.name}" for f in kernels if not ast.get_docstring(f)]
    assert not silent, f"{place(path)}: {silent}"


def takes_arrays(function: ast.FunctionDef) -> bool:
    """Whether the annotations of a function name an array."""
    given = [a.annotation for a in (*function.args.args, *function.args.kwonlyargs)] + [function.returns]
    words = (node for annotation in given if annotation for node in ast.walk(annotation))
    return any((getattr(w, "id", None) or getattr(w, "attr", None)) in ARRAYS for w in words)


def unmeasured(path: Path) -> list[str]:
    """Public functions of arrays whose docstring has neither a unit nor a shape in brackets."""
    public = (f for f in tree(path).body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_"))
    silent = (f for f in public if takes_arrays(f) and not set("[(") & set(ast.get_docstring(f) or ""))
    return [f"{place(path)}:{f.name}" for f in silent]


@pytest.mark.parametrize("path", FILES, ids=place)
def test_functions_of_arrays_say_units_or_shapes(path):
    assert not set(unmeasured(path)) - MEASURED_ELSEWHERE


def test_no_function_is_excused_that_says_its_units():
    assert not MEASURED_ELSEWHERE - {name for path in FILES for name in unmeasured(path)}


@pytest.mark.parametrize("path", FILES, ids=place)
def test_every_public_name_says_what_it_is(path):
    nodes = [
        tree(path),
        *(node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)),
    ]
    silent = [n for n in nodes if not getattr(n, "name", "").startswith("_") and not ast.get_docstring(n)]
    assert not silent, f"{place(path)}: {[getattr(n, 'name', 'the file itself') for n in silent]}"


@pytest.mark.parametrize("path", [p for p in FILES if not place(p).startswith("cli/")], ids=place)
def test_only_the_door_speaks(path):
    calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    assert not [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]


@pytest.mark.parametrize("path", FILES, ids=place)
def test_public_lists_are_in_alphabetical_order(path):
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            listed = ast.literal_eval(node.value)
            assert list(listed) == sorted(set(listed))


def test_every_public_name_of_the_package_is_there():
    assert not [name for name in getattr(openiads, "__all__", ()) if not hasattr(openiads, name)]


def long_ones() -> dict[str, int]:
    """Lines of every file and function that is long enough to be a question."""
    files = {place(p): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES}
    bodies = {f"{place(p)}:{f.name}": lines_of(f) for p in FILES for f in functions(p)}
    return {n: s for n, s in files.items() if s > MAX_FILE} | {
        n: s for n, s in bodies.items() if s > MAX_FUNCTION
    }


def test_a_long_file_or_function_is_a_question_that_has_been_answered():
    asked = {name: size for name, size in long_ones().items() if name not in LONG_FOR_A_REASON}
    assert not asked, f"shorten, or answer in LONG_FOR_A_REASON: {asked}"


def test_no_answer_outlives_its_question():
    assert not set(LONG_FOR_A_REASON) - set(long_ones())


CALLEE = '''
from openiads.ground.compiled import kernel

@kernel
def inner(x: float) -> float:
    """Stand-in for a callee in another file."""
    return x + {step}
'''
CALLER = '''
from openiads.ground.compiled import kernel
from openiads.ground.inner import inner

@kernel
def outer(x: float) -> float:
    """Stand-in for a caller that Numba would take from its cache."""
    return inner(x)
'''
ASK = """
from openiads.ground import compiled, outer
heard = []
with compiled.compiling(heard.append):
    value = outer.outer(1.0)
print("outer" in heard, compiled.CACHE.name, value)
"""


@pytest.fixture
def copied(tmp_path):
    """Copies of the ground floor with two kernels in two files; call it to run the outer one of a copy."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    # A .pyc is taken for fresh if second and size of its source agree; two edits here may share both.
    kept["PYTHONDONTWRITEBYTECODE"] = "1"
    kept["OPENIADS_CACHE_DIR"] = str(tmp_path / "cache")

    def run(step: float, copy: str = "first") -> list[str]:
        package = tmp_path / copy / "openiads"
        if not package.exists():
            shutil.copytree(PACKAGE / "ground", package / "ground")
            (package / "__init__.py").touch()
            (package / "ground" / "outer.py").write_text(CALLER)
        (package / "ground" / "inner.py").write_text(CALLEE.format(step=step))
        surroundings = kept | {"PYTHONPATH": str(package.parent)}
        asked = [sys.executable, "-c", ASK]
        return subprocess.run(
            asked, cwd=tmp_path, env=surroundings, check=True, capture_output=True, text=True
        ).stdout.split()

    return run


def test_an_edit_in_a_callee_of_another_file_changes_the_compiled_result(copied):
    first = copied(step=10.0)
    again = copied(step=10.0)
    edited = copied(step=20.0)

    assert first == ["True", first[1], "11.0"]
    assert again == ["False", first[1], "11.0"], "the second start should find the first one's machine code"
    assert edited == ["True", edited[1], "21.0"]
    assert edited[1] != first[1]


def test_a_second_copy_of_the_same_sources_compiles_nothing_again(copied):
    first = copied(step=10.0)
    second = copied(step=10.0, copy="second")

    assert first == ["True", first[1], "11.0"]
    assert second == ["False", first[1], "11.0"]
