"""The door to Numba; only `lent` and `inner_code` beside it know the compiler too.

Numba's disk cache looks only at the file of the function that it compiles, so an edit in a callee of
another file would go unseen.  The cache therefore lives in a folder named by the hash of every source
that can hold a kernel and of the versions that compile it; any edit opens a new folder.  In it a function
is found by its place in the package, not on the disk, so that a second copy of the same sources finds what
the first one compiled.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import pickle
import platform
import re
import struct
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numpy as np

from openiads.ground import kept_code
from openiads.ground.cache_folder import place_for
from openiads.ground.surroundings import reading_numbas, variable
from openiads.ground.uncompiled import refusal, written

with reading_numbas():
    import llvmlite
    import numba
    from numba.core import event
    from numba.core.caching import FunctionCache
    from numba.core.compiler import Compiler, CompileResult
    from numba.core.errors import NumbaExperimentalFeatureWarning
    from numba.core.registry import CPUDispatcher
    from numba.core.serialize import dumps

    from openiads.ground.inner_code import InnerCompiler

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent.parent
KERNEL_FOLDERS = (
    "ground",
    "state",
    "terrain",
    "motion",
    "sensing",
    "tracking",
    "picture",
    "identification",
    "engagement",
    "simulation",
)
LONGEST = 60
"""Letters of a function's name in that of its file."""
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
BORROWED: dict[str, Any] = {"_nrt": False}
"""For phases and their parts, which borrow their arrays: nothing counts references, which halves the code."""


def _switch() -> bool:
    """Whether kernels are compiled; OPENIADS_KERNELS=off runs them as plain Python."""
    return variable("OPENIADS_KERNELS", ("on", "off")) == "on" and not numba.config.DISABLE_JIT


def sources() -> list[Path]:
    """Every source file whose edit can change compiled code, in a fixed order; the twin is never compiled."""
    found = (path for folder in KERNEL_FOLDERS for path in (PACKAGE / folder).rglob("*.py"))
    return sorted(path for path in found if path.parent.name != "reference")


def fingerprint(files: Iterable[Path]) -> str:
    """Short SHA-256 over file names, contents and the versions that turn them into machine code."""
    digest = hashlib.sha256()
    versions = (sys.version, platform.machine(), numba.__version__, llvmlite.__version__, np.__version__)
    digest.update("\n".join(versions).encode())
    for path in files:
        digest.update(str(path.relative_to(PACKAGE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


COMPILED = _switch()
CACHE, WHY_NOT_KEPT = place_for(fingerprint(sources())) if COMPILED else (None, "")
"""Where machine code is kept, or why nowhere: then each start compiles anew."""
warnings.filterwarnings("ignore", category=NumbaExperimentalFeatureWarning)


class _Cache(FunctionCache):  # type: ignore[misc]
    """Numba's own, but that each signature of a function has one file, in which nothing is taken on trust.

    Numba has an index beside: where it is cut nothing runs any more, and of two processes that compile one
    function for two types both may give their code the same number.  Like the attribute that holds it, this
    leans on names that Numba calls private; where a later version has others, code is not kept.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._py_func, self._name = function, repr(function)  # what Numba's own parts read
        self._origin = _origin_of(function)

    @property
    def cache_path(self) -> str:
        """Folder of all that is kept."""
        return str(CACHE)

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Machine code for one signature, None if it was never kept."""
        if CACHE is None:
            return None
        target_context.refresh()
        key = self._index_key(signature, target_context.codegen())

        def make(code: bytes) -> Any:
            origin, whose, parts = pickle.loads(code)
            if origin != self._origin or whose != key:
                return None  # of another function, or of types that only read like these
            return CompileResult._rebuild(target_context, *parts)

        return kept_code.load(self._file(key), make)

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep machine code for one signature."""
        if CACHE is None:
            kept_code.tell_unkept(WHY_NOT_KEPT)
        elif result.library.has_dynamic_globals:
            kept_code.tell_unkept(f"{self._py_func.__qualname__} holds large arrays; hand them in instead")
        else:
            key = self._index_key(signature, result.codegen)
            kept_code.keep(self._file(key), lambda: dumps((self._origin, key, result._reduce())))

    def flush(self) -> None:
        """Forget nothing: what is kept holds for whoever compiles the same."""

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        """Types, processor and code; what the function holds is in its origin, which no process changes."""
        code = hashlib.sha256(self._py_func.__code__.co_code).hexdigest()
        return signature, codegen.magic_tuple(), code

    def _file(self, key: Any) -> Path:
        digest = hashlib.sha256(repr((self._origin, key)).encode()).hexdigest()
        name = re.sub(r"[^0-9A-Za-z_]", "", self._py_func.__name__)[:LONGEST]
        return Path(str(CACHE)) / f"{name}-{digest[:32]}.nbc"


def _origin_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """What tells a function from all others: where it is written, and what it holds or had exchanged.

    Of somebody else's function the fingerprint knows nothing, so what its source says tells
    it, wherever it lies.
    """
    path, line = Path(function.__code__.co_filename).resolve(), str(function.__code__.co_firstlineno)
    held = tuple(_held(cell.cell_contents) for cell in function.__closure__ or ())
    held += getattr(function, "__exchanged__", ())
    if path.is_relative_to(PACKAGE):
        return path.relative_to(PACKAGE).as_posix(), function.__qualname__, line, *held
    return path.name, function.__qualname__, line, *held, _content_of(path)


def origin_sha256(function: Callable[..., Any]) -> str:
    """Hash of where a function and those that it holds are written; of somebody else's, of what they say."""
    return hashlib.sha256(repr(_origin_of(function)).encode()).hexdigest()[:16]


def mark_exchanged(copy: Any, others: Mapping[Any, Any]) -> None:
    """Note of a copy of a function which of the parts that it leads to are others: they tell it apart.

    Its name does, too: code is found by its name and a number that counts what one process compiled, so of
    two copies that two processes kept, one could be called for the other.
    """
    copy.__exchanged__ = tuple(sorted((_held(ours), _held(theirs)) for ours, theirs in others.items()))
    copy.__qualname__ += f"_{hashlib.sha256(repr(copy.__exchanged__).encode()).hexdigest()[:8]}"
    copy.__theirs__ = tuple(written(theirs) for theirs in others.values())


def is_kernel(function: Any) -> bool:
    """Whether it is a function that kernels may call: a kernel, a part, or either as plain Python."""
    plain = isinstance(function, FunctionType) and function.__module__ != "builtins"
    return isinstance(function, CPUDispatcher) if COMPILED else plain


def _held(value: Any) -> str:
    """What tells a value that a function holds: a function's origin, anything else as it is written."""
    function = getattr(value, "py_func", value)
    return repr(_origin_of(function)) if hasattr(function, "__code__") else repr(value)


def _content_of(path: Path) -> str:
    """Hash of a source and of all that lie in its package, if it is of one: they may call each other."""
    if not path.is_file():
        return os.urandom(16).hex()  # typed at a prompt: like nothing that was
    digest = hashlib.sha256(path.read_bytes())
    if (path.parent / "__init__.py").is_file():
        for other in sorted(path.parent.rglob("*.py")):
            digest.update(other.read_bytes())
    return digest.hexdigest()


def _kept(dispatcher: Any) -> Any:
    """Let a dispatcher keep what it compiles, unless it cannot be (a function without a file)."""
    if os.path.isfile(dispatcher.py_func.__code__.co_filename):
        dispatcher._cache = _Cache(dispatcher.py_func)
    return dispatcher


@contextmanager
def compiling(tell: Callable[[str], None]) -> Iterator[None]:
    """Have `tell` hear the name of each function at the moment that the compiler begins with it.

    What is read from the disk is not heard of, and what runs as plain Python is not.
    """

    class Listener(event.Listener):  # type: ignore[misc]
        def on_start(self, heard: event.Event) -> None:
            tell(heard.data["dispatcher"].py_func.__name__)

        def on_end(self, heard: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Listener()):
        yield


def _check_home(function: Callable[..., Any]) -> None:
    """A kernel outside the hashed folders would be cached past its own edits."""
    parts = function.__module__.split(".")
    if parts[0] == "openiads" and (len(parts) < 2 or parts[1] not in KERNEL_FOLDERS):
        raise TypeError(f"{function.__module__} holds a kernel; allowed are {', '.join(KERNEL_FOLDERS)}")


def kernel(function: F) -> F:
    """Compile at first call, for whatever types come; cached on disk.  As with parts, kernels inline it."""
    _check_home(function)
    if not COMPILED:
        return function
    return _kept(numba.njit(**OPTIONS, forceinline=True)(function))  # type: ignore[no-any-return]


class _Apart(Compiler):  # type: ignore[misc]
    """Numba's own, but that it may take every array for one that shares no memory with another."""

    def __init__(self, *of_numba: Any) -> None:
        super().__init__(*of_numba)
        self.state.flags.noalias = True


def abreast(function: F) -> F:
    """A kernel of loops over arrays that share no memory: the processor takes several entries at once.

    Whoever calls it answers for that: of arrays that overlap, entries would be read before they are written.
    """
    _check_home(function)
    if not COMPILED:
        return function
    made = numba.njit(**OPTIONS, **BORROWED, pipeline_class=_Apart)(function)
    return _kept(made)  # type: ignore[no-any-return]


def part(function: F) -> F:
    """A kernel that only other kernels call: no doorway from Python, which whole States make expensive.

    Unpacking the fifty arrays of State and World from Python objects costs more machine code than most
    kernels.  A part is always inlined; where the compiler chooses, a run takes 15 % longer.
    """
    _check_home(function)
    if not COMPILED:
        return function
    closed = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    made: Any = numba.njit(**OPTIONS, **BORROWED, **closed, pipeline_class=InnerCompiler)(function)
    made.__class__ = Part
    return made  # type: ignore[no-any-return]


class Part(CPUDispatcher):  # type: ignore[misc]
    """What only compiled code may call; without this a call from Python would end the process."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Refuse whoever calls from Python."""
        raise TypeError(
            f"{self.py_func.__module__}.{self.py_func.__name__}: only compiled code may call this part; "
            "call it from a phase, which drivers compile, or run with OPENIADS_KERNELS=off"
        )


def calls_parts(function: Callable[..., Any]) -> bool:
    """Whether a Python function names a part, so that it runs in compiled code only."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False  # an object that can be called, which nothing compiles
    cells = zip(code.co_freevars, function.__closure__ or (), strict=True)
    within = {name: cell.cell_contents for name, cell in cells}
    return any(
        isinstance(within.get(n, function.__globals__.get(n)), Part) for n in (*code.co_names, *within)
    )


def word_of(value: float) -> int:
    """The 64 bits of a number as an integer; one instruction in a kernel."""
    word: int = struct.unpack("<q", struct.pack("<d", value))[0]
    return word


def of_word(value: int) -> float:
    """The number of 64 bits that are given as an integer; one instruction in a kernel."""
    x: float = struct.unpack("<d", struct.pack("<q", value))[0]
    return x


def _same_bits(function: Callable[..., Any], source: Any, target: Any) -> None:
    """Have kernels read a value of type `source` as one of type `target` where `function` is called."""

    def cast(typing: Any, value: Any) -> Any:
        def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], context.get_value_type(target))

        return target(source), emit

    instruction = numba.extending.intrinsic(cast)
    numba.extending.overload(function)(lambda value: lambda value: instruction(value))


_same_bits(word_of, numba.float64, numba.int64)
_same_bits(of_word, numba.int64, numba.float64)


def compile_for(function: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    """Compile `function` for one signature, so that it can travel as a value; cached on disk.

    Raises
    ------
    ModelError
        if it is a copy with exchanged parts, and cannot be compiled
    """
    if not COMPILED:
        return function
    compiled: Any = _kept(numba.njit(**OPTIONS, **BORROWED)(function))
    collecting = gc.isenabled()
    gc.disable()  # the compiler makes millions of small objects; walking them costs a quarter of its time
    try:
        compiled.compile(signature)
    except Exception as error:
        theirs = getattr(function, "__theirs__", ())
        if not theirs or isinstance(error, MemoryError):
            raise
        raise refusal(function.__name__, theirs, error) from error
    finally:
        if collecting:
            gc.enable()
    compiled.disable_compile()
    return compiled  # type: ignore[no-any-return]


def entrance(compiled: Any, signature: Any) -> Callable[[int, int, int], None]:
    """The door to a compiled function of two addresses and a count at which no type is looked up.

    Through Numba's own door such a call takes a hundred times as long as a phase of a small step.
    """
    found = compiled.get_compile_result(signature)
    address = found.library.get_pointer_to_function(found.fndesc.llvm_cfunc_wrapper_name)
    door = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(address)
    door.behind = compiled  # type: ignore[attr-defined]  # whose machine code goes when nobody holds it
    return door


def straight(compiled: Any, signature: Any) -> Callable[..., None]:
    """The door to a compiled function for arguments that surely have its types: none is looked up.

    Of a tile and its world that takes as long as many steps.
    """
    if not COMPILED:
        return compiled  # type: ignore[no-any-return]
    found = compiled.get_compile_result(signature)

    def enter(*arguments: Any) -> None:
        found.entry_point(*arguments)

    enter.behind = compiled  # type: ignore[attr-defined]  # whose machine code goes when nobody holds it
    return enter


def tuple_of_functions(signature: Any, count: int) -> Any:
    """Numba type of a tuple of `count` functions of one signature."""
    return numba.types.UniTuple(numba.types.FunctionType(signature), count)


def type_of(example: Any) -> Any:
    """Numba type of an example value."""
    return numba.typeof(example)


def void(*types: Any) -> Any:
    """Signature that returns nothing."""
    return numba.void(*types)
