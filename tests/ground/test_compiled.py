"""Machine code of kernels in a cache: an edit is never overlooked, a second copy costs nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import openiads

PACKAGE = Path(openiads.__file__).parent

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


@pytest.mark.compiled("it is about machine code")
def test_an_edit_in_a_callee_of_another_file_changes_the_compiled_result(copied):
    first = copied(step=10.0)
    again = copied(step=10.0)
    edited = copied(step=20.0)

    assert first == ["True", first[1], "11.0"]
    assert again == ["False", first[1], "11.0"], "the second start should find the first one's machine code"
    assert edited == ["True", edited[1], "21.0"]
    assert edited[1] != first[1]


@pytest.mark.compiled("it is about machine code")
def test_a_second_copy_of_the_same_sources_compiles_nothing_again(copied):
    first = copied(step=10.0)
    second = copied(step=10.0, copy="second")

    assert first == ["True", first[1], "11.0"]
    assert second == ["False", first[1], "11.0"]
