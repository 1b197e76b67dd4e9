"""Rules that a reader relies on, so a machine keeps them: one test a rule, which lists all that break it.

Ruff, mypy and the import contracts keep the others; these are the ones that they cannot see.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import openiads
from tests.rules import none

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

KNOW_THE_COMPILER = ("ground/compiled.py", "ground/inner_code.py", "ground/lent.py")

MAX_FILE = 400
MAX_FUNCTION = 60
MAX_SILENT_KERNEL = 10  # a short private kernel is said by its name and its one caller
MAX_LENGTH = 3  # lines in which a root is no more than a length
# A question that has been answered: "room/file.py" or "room/file.py:function" -> why it stays long.
LONG_FOR_A_REASON = {
    "catalogue/catalogue_schema.py": "the form of every kind of entry, one below the other",
    "catalogue/load_catalogue.py": "one line or two for each kind of entry, which are many",
    "simulation/reference/identities.py": "identity from first to last, to be read beside a whole room",
    "state/planes.py": "the one list of plane numbers; cut in two, nobody would know where to look",
}

# Where formulas are, and the functions by which a formula is known.
PHYSICS = (
    "ground/", "state/", "terrain/", "motion/", "sensing/", "tracking/", "picture/", "identification/",
    "engagement/", "study/strata_weights.py", "study/equivalence.py", "study/campaign/estimate.py",
)  # fmt: skip
ROOTS = {"sqrt", "hypot"}
MATHEMATICS = ROOTS | {
    "acos", "arccos", "arcsin", "arctan", "arctan2", "arctanh", "asin", "atan", "atan2", "atan2_array", "cos",
    "exp", "log", "log10", "power", "sin", "sinc", "sincos", "sincos_array", "tan",
}  # fmt: skip
LIBRARIES = {"math", "cmath", "np"}
CITED = re.compile(r"\[(\d+)\]_")
LISTED = re.compile(r"^\s*\.\. \[(\d+)\] ", re.MULTILINE)
SOURCE = re.compile(rf"{CITED.pattern}|\bSource: \S|\b[Oo]ur (own|rules?)\b")

ARRAYS = {"Floats", "Integers", "Vector", "Matrix", "NDArray", "ArrayLike"}
# They hand over whole planes, whose class in `state/planes.py` gives unit and shape; or counts and bytes.
MEASURED_ELSEWHERE = {
    "simulation/prepare_defence.py:asset_planes",
    "simulation/prepare_defence.py:battery_planes",
    "simulation/prepare_defence.py:corridor_planes",
    "simulation/prepare_defence.py:network_planes",
    "simulation/prepare_defence.py:order_planes",
    "simulation/prepare_defence.py:protects",
    "simulation/prepare_defence.py:radar_planes",
    "simulation/prepare_defence.py:zone_planes",
    "simulation/prepare_targets.py:target_planes",
    "state/ladder.py:climb",
    "state/ladder.py:come_near",
    "state/ladder.py:hold",
    "state/ladder.py:stand_for",
    "report/run/charts.py:spread",
    "terrain/files/globe.py:fingerprint",
    "simulation/reference/columns.py:length",  # of any vector
}


# Files that share a name until they are moved: the name, and how many have it.
STILL_OF_ONE_NAME: dict[str, int] = {}
# One file a command, named like it; one file a room of the chain, to be read beside it.
NAMED_LIKE_OTHERS = ("cli/", "simulation/reference/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path) -> str:
    """Path inside the package, as the messages show it; of a file elsewhere, inside the project."""
    for folder in (PACKAGE, ROOT):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of one file."""
    return tuple(ast.walk(tree(path)))


def is_inside(path: Path) -> bool:
    """Whether everything in the file is SI."""
    name = place(path)
    return name in CARRIERS or (name not in BORDER and name.split("/")[0] not in BORDER)


def is_border_read(node: ast.AST) -> bool:
    """Whether the node only reads a field, `area.step_s`."""
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)


def names(path: Path) -> Iterator[tuple[str, int]]:
    """Every name that the file defines, uses or passes, with its line."""
    for node in nodes(path):
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


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of the file."""
    return (node for node in nodes(path) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """Lines of code of a function; what it says about itself is not counted against it."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_kernel(function: Function) -> bool:
    """Whether the function is compiled."""
    return any(
        isinstance(d, ast.Name) and d.id in ("kernel", "part", "abreast") for d in function.decorator_list
    )


def takes_arrays(function: ast.FunctionDef) -> bool:
    """Whether the annotations of a function name an array."""
    given = [a.annotation for a in (*function.args.args, *function.args.kwonlyargs)] + [function.returns]
    words = (node for annotation in given if annotation for node in ast.walk(annotation))
    return any((getattr(w, "id", None) or getattr(w, "attr", None)) in ARRAYS for w in words)


# Each of these lists what breaks one rule in one file.


def units(path: Path) -> Iterator[str]:
    """Names with units, in the SI rooms."""
    found = {(line, name) for name, line in names(path) if names_a_unit(name)}
    yield from (f"{place(path)}:{line}: {name}" for line, name in found)


def factors(path: Path) -> Iterator[str]:
    """Conversion factors, which `ground/units.py` has."""
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            for factor, unit in FACTORS.items():
                if abs(node.value / factor - 1.0) < 1e-4:
                    yield f"{place(path)}:{node.lineno}: {node.value} is ground.units.{unit}"


def compilers(path: Path) -> Iterator[str]:
    """Imports of the compiler, at whatever depth."""
    for node in nodes(path):
        match node:
            case ast.Import(names=aliases):
                imported = [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module), level=0):
                imported = [module]
            case _:
                continue
        if {"numba", "llvmlite"} & {name.split(".")[0] for name in imported}:
            yield f"{place(path)}:{node.lineno}: imports {', '.join(imported)}"


def silent_kernels(path: Path) -> Iterator[str]:
    """Kernels beyond a few lines that do not say what they compute."""
    for f in functions(path):
        if is_kernel(f) and lines_of(f) > MAX_SILENT_KERNEL and not ast.get_docstring(f):
            yield f"{place(path)}:{f.lineno}: {f.name}"


def from_scalar(path: Path) -> set[str]:
    """Names that the file has from the house's own elementary functions; `log` of an event is none."""
    imports = (
        n for n in nodes(path) if isinstance(n, ast.ImportFrom) and n.module == "openiads.ground.scalar"
    )
    return {alias.name for n in imports for alias in n.names}


def mathematics(path: Path, function: Function) -> set[str]:
    """Elementary functions that a function calls."""
    called = {n.func for n in ast.walk(function) if isinstance(n, ast.Call)}
    found = {c.id for c in called if isinstance(c, ast.Name) and c.id in from_scalar(path)}
    for c in called:
        if isinstance(c, ast.Attribute) and isinstance(c.value, ast.Name) and c.value.id in LIBRARIES:
            found.add(c.attr)
    return found & MATHEMATICS


def holds_a_formula(path: Path, function: Function) -> bool:
    """Whether a kernel or a public function computes more than the length of something."""
    used = mathematics(path, function)
    more = used - ROOTS or (used and lines_of(function) > MAX_LENGTH)
    return bool(more) and (is_kernel(function) or not function.name.startswith("_"))


def unsourced(path: Path) -> Iterator[str]:
    """Formulas that say neither where they come from nor that they are our own."""
    for f in functions(path):
        if holds_a_formula(path, f) and not SOURCE.search(ast.get_docstring(f) or ""):
            yield f"{place(path)}:{f.lineno}: {f.name}"


def dangling(path: Path) -> Iterator[str]:
    """References that the file does not list."""
    text = path.read_text(encoding="utf-8")
    listed = set(LISTED.findall(text))
    for number, line in enumerate(text.splitlines(), 1):
        missing = [mark for mark in CITED.findall(line) if mark not in listed]
        yield from (f"{place(path)}:{number}: [{mark}]_" for mark in missing)


def unmeasured(path: Path) -> Iterator[tuple[int, str]]:
    """Public functions of arrays whose docstring has neither a unit nor a shape in brackets."""
    public = (f for f in tree(path).body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_"))
    silent = (f for f in public if takes_arrays(f) and not set("[(") & set(ast.get_docstring(f) or ""))
    return ((f.lineno, f"{place(path)}:{f.name}") for f in silent)


def unmeasured_here(path: Path) -> Iterator[str]:
    """Those of them that nobody measures elsewhere."""
    for line, name in unmeasured(path):
        if name not in MEASURED_ELSEWHERE:
            yield f"{place(path)}:{line}: {name.partition(':')[2]}"


def silent_names(path: Path) -> Iterator[str]:
    """Public names without a docstring, the file itself among them."""
    if not ast.get_docstring(tree(path)):
        yield f"{place(path)}:1: the file itself"
    for node in tree(path).body:
        named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if named and not ast.get_docstring(node):
            yield f"{place(path)}:{node.lineno}: {node.name}"


def prints(path: Path) -> Iterator[str]:
    """Calls of `print`."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"{place(path)}:{node.lineno}: print"


def unordered_lists(path: Path) -> Iterator[str]:
    """An `__all__` out of its order, or with a name twice."""
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            listed = list(ast.literal_eval(node.value))
            if listed != sorted(set(listed)):
                yield f"{place(path)}:{node.lineno}: __all__ = {listed}"


def over(rule: Callable[[Path], Iterator[str]], paths: Iterable[Path]) -> Iterator[str]:
    """What breaks one rule in any of the files."""
    return (offender for path in paths for offender in rule(path))


def test_inside_everything_is_si_so_no_name_carries_a_unit():
    none(over(units, filter(is_inside, FILES)))


def test_conversion_factors_live_in_one_file():
    none(over(factors, (p for p in FILES if place(p) != "ground/units.py")))


def test_three_files_know_the_compiler():
    none(over(compilers, (p for p in FILES + OUTSIDE if place(p) not in KNOW_THE_COMPILER)))


def test_every_kernel_beyond_a_few_lines_says_what_it_computes():
    none(over(silent_kernels, FILES))


def test_every_formula_says_whose_it_is():
    none(over(unsourced, (p for p in FILES if place(p).startswith(PHYSICS))))


def test_every_reference_is_listed_in_its_file():
    none(over(dangling, FILES))


def test_a_root_of_few_lines_is_a_length_and_the_log_of_an_event_no_logarithm(tmp_path):
    path = tmp_path / "plain.py"
    path.write_text(
        "from openiads.state.events import log\n\n"
        "@kernel\ndef length(x):\n    return math.sqrt(x)\n\n"
        "@kernel\ndef tell(x):\n    log(x)\n"
    )
    assert list(unsourced(path)) == []


def test_functions_of_arrays_say_units_or_shapes():
    none(over(unmeasured_here, FILES))


def test_no_function_is_excused_that_says_its_units():
    none(MEASURED_ELSEWHERE - {name for path in FILES for _, name in unmeasured(path)})


def test_every_public_name_says_what_it_is():
    none(over(silent_names, FILES))


def test_only_the_door_speaks():
    none(over(prints, (p for p in FILES if not place(p).startswith("cli/"))))


def test_public_lists_are_in_alphabetical_order():
    none(over(unordered_lists, FILES))


def test_every_public_name_of_the_package_is_there():
    none(name for name in getattr(openiads, "__all__", ()) if not hasattr(openiads, name))


PLANTED = {
    units: "range_km = 3.0",
    factors: "SPEED = 250 * 0.5144",
    compilers: "def late():\n    from numba.core import types",
    silent_kernels: "@kernel\ndef long(x):\n" + "    x += 1\n" * 11,
    unsourced: "from openiads.ground.scalar import exp\n\n@kernel\ndef fade(x):\n    return exp(-x)",
    dangling: 'def fade(x):\n    """Source: [1]_."""',
    unmeasured_here: 'def mean(x: Floats) -> float:\n    """Mean of some."""',
    silent_names: "def seen():\n    pass",
    prints: "def f():\n    print(1)",
    unordered_lists: '__all__ = ["b", "a"]',
}


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_each_rule_sees_what_breaks_it(rule, tmp_path):
    clean, planted = tmp_path / "clean.py", tmp_path / "planted.py"
    clean.write_text('"""Clean."""\n')
    planted.write_text(f'"""Planted."""\n{PLANTED[rule]}\n')
    assert list(rule(clean)) == []
    (offender,) = rule(planted)
    assert offender.startswith("planted.py:")
    with pytest.raises(AssertionError, match=r"1 break the rule:\s+planted.py:\d"):
        none(over(rule, [clean, planted]))


def of_one_name(places: Iterable[str]) -> dict[str, list[str]]:
    """Files that share a name, by that name; commands and the twin may be named like what they are for."""
    found = defaultdict(list)
    for each in places:
        if not each.startswith(NAMED_LIKE_OTHERS) and not each.endswith("__init__.py"):
            found[each.rpartition("/")[2]].append(each)
    return {name: files for name, files in found.items() if len(files) > 1}


def test_no_two_files_share_a_name():
    shared = of_one_name(map(place, FILES))
    none(
        f"{name}: {', '.join(files)}"
        for name, files in shared.items()
        if len(files) > STILL_OF_ONE_NAME.get(name, 1)
    )


def test_no_name_is_excused_that_one_file_has():
    shared = {name: len(files) for name, files in of_one_name(map(place, FILES)).items()}
    none(f"{name}: {n} listed" for name, n in STILL_OF_ONE_NAME.items() if shared.get(name) != n)


def test_two_files_of_one_name_are_seen_but_for_commands_and_the_twin():
    assert (
        of_one_name(["a/__init__.py", "b/__init__.py", "a/x.py", "cli/x.py", "simulation/reference/x.py"])
        == {}
    )
    assert of_one_name(["a/x.py", "b/c/x.py"]) == {"x.py": ["a/x.py", "b/c/x.py"]}


def long_ones() -> dict[str, int]:
    """Lines of every file and function that is long enough to be a question."""
    files = {place(p): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES}
    bodies = {f"{place(p)}:{f.name}": lines_of(f) for p in FILES for f in functions(p)}
    return {n: s for n, s in files.items() if s > MAX_FILE} | {
        n: s for n, s in bodies.items() if s > MAX_FUNCTION
    }


def test_a_long_file_or_function_is_a_question_that_has_been_answered():
    none(
        f"{name}: {size} lines; shorten, or answer in LONG_FOR_A_REASON"
        for name, size in long_ones().items()
        if name not in LONG_FOR_A_REASON
    )


def test_no_answer_outlives_its_question():
    none(set(LONG_FOR_A_REASON) - set(long_ones()))
