"""Machine code that others put there, that was cut or flipped, or that cannot be kept.

Attacked: the folder of machine code, as somebody else on the machine who may write above it, as a disk that
tears files, as a disk that is full, and by several compilers at once of which some are killed.  What must
hold: nothing that another user could write is ever loaded; whatever is not as it was kept is compiled again,
with the right result and one line; what cannot be kept is one line and no reason not to run.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import random
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from openiads.ground import compiled, kept_code
from openiads.ground.errors import Notice

SEED = 20261129
FLIPS, CUTS = 14, 7
POSIX = pytest.mark.skipif(os.name == "nt", reason="access bits are POSIX's")
ROOT = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can be somebody else")
NOBODY, SOMEBODY = 65_534, 54_321

pytestmark = pytest.mark.compiled("it is machine code that is attacked")


def doubled(x):
    """Stand-in for a kernel; its result is known without it."""
    return x + x


class Asked(NamedTuple):
    """What a fresh start found: results, what it compiled, and what it said."""

    results: tuple[float, int]
    heard: list[str]
    said: list[str]


class Marks:
    """Loading it makes a file: whoever finds that file has run what lay there."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """An own folder of machine code."""
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(compiled, "CACHE", folder)
    return folder


def ask(monkeypatch) -> Asked:
    """Call the kernel with two types, as a start does that has only the disk to go on."""
    monkeypatch.setattr(kept_code, "_told", set())
    heard: list[str] = []
    with warnings.catch_warnings(record=True) as told, compiled.compiling(heard.append):
        warnings.simplefilter("always", Notice)
        fresh = compiled.kernel(doubled)
        results = float(fresh(np.float64(1.5))), int(fresh(np.int64(4)))
    return Asked(results, heard, [str(one.message) for one in told if one.category is Notice])


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.nbc"))


def require_mended(monkeypatch, kept: Path, file: Path) -> None:
    """One start compiles what is torn and says one line, and the next finds all of it."""
    first, second = ask(monkeypatch), ask(monkeypatch)
    assert first.results == second.results == (3.0, 8)
    assert first.heard == ["doubled"]
    assert len(first.said) == 1
    assert first.said[0].startswith(f"{file}: is not the machine code that was kept")
    assert first.said[0].endswith("; it, and any other like it, is removed and compiled again")
    assert (second.heard, second.said) == ([], [])
    assert len(files(kept)) == 2


def test_what_is_whole_is_found(monkeypatch, kept):
    assert ask(monkeypatch).heard == ["doubled", "doubled"]
    assert ask(monkeypatch) == Asked((3.0, 8), [], [])
    assert {stat.S_IMODE(file.stat().st_mode) for file in files(kept)} == {0o600}


def test_any_flip_and_any_cut_is_compiled_again(monkeypatch, kept):
    draw = random.Random(SEED)
    ask(monkeypatch)
    for number in range(FLIPS + CUTS):
        file = draw.choice(files(kept))
        content = bytearray(file.read_bytes())
        if number < FLIPS:
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        else:
            del content[draw.choice((0, 1, 31, 32, draw.randrange(len(content)))) :]
        file.write_bytes(content)
        require_mended(monkeypatch, kept, file)


def summed(content: bytes) -> bytes:
    """As we keep it: whole, whatever it says."""
    return hashlib.sha256(content).digest() + content


def a_pickle_of_something_else(file: Path) -> None:
    file.write_bytes(summed(pickle.dumps({"wrong": 1})))


def no_pickle(file: Path) -> None:
    file.write_bytes(summed(b"\x80\x05garbage"))


def a_name_that_is_nowhere(file: Path) -> None:
    file.write_bytes(summed(b"cno.such.module\nno_such\n."))


def code_of_another_shape(file: Path) -> None:
    origin, key, parts = pickle.loads(file.read_bytes()[kept_code.SUM :])
    file.write_bytes(summed(pickle.dumps((origin, key, parts[:2]))))


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "mine.txt").write_text("mine")


def a_link(file: Path) -> None:
    file.symlink_to(file.rename(file.with_suffix(".elsewhere")))


def a_second_name(file: Path) -> None:
    os.link(file, file.with_suffix(".elsewhere"))


def open_to_others(file: Path) -> None:
    file.chmod(0o622)


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def of_somebody_else(file: Path) -> None:
    os.chown(file, SOMEBODY, -1)


ANYWHERE = [a_pickle_of_something_else, no_pickle, a_name_that_is_nowhere, code_of_another_shape, a_folder]
OTHERS = [a_link, a_second_name, open_to_others, a_pipe]


@pytest.mark.parametrize(
    "spoil",
    [
        *ANYWHERE,
        *(pytest.param(spoil, marks=POSIX) for spoil in OTHERS),
        pytest.param(of_somebody_else, marks=[POSIX, ROOT]),
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_whatever_lies_there_instead_is_compiled_again(monkeypatch, kept, spoil):
    ask(monkeypatch)
    file = files(kept)[1]
    spoil(file)
    require_mended(monkeypatch, kept, file)
    if spoil is a_folder:
        assert [path.read_text() for path in kept.glob("*/mine.txt")] == ["mine"]


def test_the_code_of_other_types_is_not_taken(monkeypatch, kept):
    ask(monkeypatch)
    one, other = files(kept)
    shutil.copy(one, other)
    found = ask(monkeypatch)
    assert (found.results, found.heard, found.said) == ((3.0, 8), ["doubled"], [])
    assert ask(monkeypatch).heard == []


@POSIX
@ROOT
@pytest.mark.parametrize("how", ["owner", "bits", "link", "second name"])
def test_a_planted_file_is_never_loaded(monkeypatch, kept, tmp_path, how):
    ask(monkeypatch)
    marker = tmp_path / "marker"
    planted = summed(pickle.dumps(Marks(marker)))
    for file in files(kept):
        file.write_bytes(planted)
        if how == "owner":
            os.chown(file, SOMEBODY, -1)
        elif how == "bits":
            file.chmod(0o666)
        elif how == "link":
            file.rename(tmp_path / file.name)
            file.symlink_to(tmp_path / file.name)
        else:
            os.link(file, tmp_path / file.name)
    assert ask(monkeypatch).results == (3.0, 8)
    assert not marker.exists()
    files(kept)[0].write_bytes(planted)  # as the user's own it would be: the trap is one
    ask(monkeypatch)
    assert marker.exists()


@POSIX
def test_a_full_disk_is_one_line_and_no_reason_not_to_run(monkeypatch, kept):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        found = ask(monkeypatch)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert found.results == (3.0, 8)
    assert found.said == [
        f"machine code is not kept, so every start compiles anew: {kept}: cannot be written: File too large; "
        "name a folder of your own in OPENIADS_CACHE_DIR"
    ]
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (28, "No space left on device; free some space, or name"),
        (30, "Read-only file system; name"),
        (13, "Permission denied; name"),
    ],
)
def test_what_cannot_be_kept_is_told_with_what_to_do(monkeypatch, kept, number, why):
    def refused(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refused)
    found = ask(monkeypatch)
    assert found.results == (3.0, 8)
    assert found.said == [
        f"machine code is not kept, so every start compiles anew: {kept}: cannot be written: {why} a folder "
        "of your own in OPENIADS_CACHE_DIR"
    ]
    assert list(kept.iterdir()) == []


def test_without_a_place_that_is_one_line_for_all_threads(monkeypatch):
    monkeypatch.setattr(compiled, "CACHE", None)
    monkeypatch.setattr(compiled, "WHY_NOT_KEPT", "/x: others can write there; remove it")
    found = ask(monkeypatch)
    assert found.results == (3.0, 8)
    assert found.said == [
        "machine code is not kept, so every start compiles anew: /x: others can write there; remove it"
    ]


KERNEL = """
from openiads.ground.compiled import kernel, compiling
import sys

@kernel
def slow_to_compile(x):
    total = x
    for i in range(3):
        total = total + x * i
    return total

heard = []
with compiling(heard.append):
    results = [slow_to_compile(eval(word)) for word in sys.argv[1:]]
print(results, len(heard))
"""


@pytest.mark.slow(seconds=40)
@POSIX
def test_compilers_at_once_of_which_some_are_killed_leave_what_all_can_use(tmp_path):
    program = tmp_path / "own.py"
    program.write_text(KERNEL)
    kinds = ["1.0", "1", "1j", "True"]  # each its own type, so each its own code of the one function
    surroundings = os.environ | {"OPENIADS_CACHE_DIR": str(tmp_path / "cache")}

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(program), *words],
            env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    draw = random.Random(SEED)
    for _ in range(3):
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        alike = [start(*kinds), start(*kinds), *(start(kind) for kind in kinds)]
        killed = [start(*kinds) for _ in range(2)]
        for process in killed:
            time.sleep(draw.uniform(0.5, 2.5))
            process.send_signal(signal.SIGKILL)
        for process in (*alike, *killed):
            _, err = process.communicate(timeout=240)
            assert err == ""
        out, err = start(*kinds).communicate(timeout=240)
        assert (out, err) == ("[4.0, 4, 4j, 4] 0\n", "")


VICTIM = """
import json, os, sys, warnings
from pathlib import Path
import numba
warnings.simplefilter("ignore")
from openiads.ground import compiled, kept_code
from openiads.ground.cache_folder import place_for
from openiads.ground.errors import Notice

def triple(x):
    return x + x + x

# So that all that is imported for compiling, keeping and loading is there while it can be read.
numba.njit(triple)(1)
compiled.kernel(triple)(1)
compiled.kernel(triple)(1)
for case in json.load(sys.stdin):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        continue
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    for name in ("HOME", "XDG_CACHE_HOME", "OPENIADS_CACHE_DIR", "NUMBA_CACHE_DIR"):
        os.environ.pop(name, None)
    os.environ.update(case)
    kept_code._told.clear()
    compiled.CACHE, compiled.WHY_NOT_KEPT = place_for("fingerprint")
    heard = []
    with warnings.catch_warnings(record=True) as told, compiled.compiling(heard.append):
        warnings.simplefilter("always", Notice)
        result = compiled.kernel(triple)(1.5), compiled.kernel(triple)(2)
    said = [str(one.message) for one in told if one.category is Notice]
    print(json.dumps([result, str(compiled.CACHE), len(heard), said]), flush=True)
    os._exit(0)
"""


@POSIX
@ROOT
class TestAsSomebodyElse:
    """Whoever is on the machine puts files under every name that this user's start could look for."""

    @pytest.fixture
    def place(self):
        """A folder that nobody can reach from above, below which anybody may be."""
        import tempfile

        with tempfile.TemporaryDirectory() as name:
            os.chmod(name, 0o755)
            yield Path(name)

    def run(self, place: Path, cases: list[dict[str, str]]) -> list[list[object]]:
        program = place / "victim.py"
        program.write_text(textwrap.dedent(VICTIM))
        own = os.environ | {"OPENIADS_CACHE_DIR": str(place / "warm")}
        done = subprocess.run(
            [sys.executable, str(program)], input=json.dumps(cases),
            env=own, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert [one[0] for one in found] == [[4.5, 6]] * len(cases), done.stderr
        assert all(len(one[3]) <= 1 for one in found)
        return found

    def mine(self, folder: Path, bits: int = 0o755) -> Path:
        folder.mkdir(parents=True, mode=0o755)
        os.chown(folder, NOBODY, NOBODY)
        folder.chmod(bits)
        return folder

    def plant(self, folder: Path, names: list[str], marker: Path, owner: int = SOMEBODY) -> None:
        """Under each name, and under those that Numba itself would use, what makes the marker when loaded."""
        folder.mkdir(parents=True, exist_ok=True)
        trap = pickle.dumps(Marks(marker))
        for name in names:
            (folder / name).write_bytes(summed(trap))
            for bare in (folder / f"{name}.nbi", folder / "victim.triple-9.py311.nbi"):
                bare.write_bytes(trap)
        for path in (folder, *folder.parents[:2], *folder.iterdir()):
            os.chown(path, owner, owner)

    def test_nothing_that_is_planted_is_loaded(self, place):
        marker = place / "open" / "marker"
        marker.parent.mkdir()
        marker.parent.chmod(0o777)
        home = self.mine(place / "home")
        own = self.run(place, [{"HOME": str(home)}] * 2)
        kernels = home / ".cache" / "openiads" / "kernels"
        assert [one[1:3] for one in own] == [[f"{kernels}/fingerprint", n] for n in (2, 0)]
        names = [file.name for file in files(kernels / "fingerprint")]
        assert len(names) == 2

        cases = []
        for bits in (0o777, 0o1777):  # as a shared folder and as /tmp: what is below is the planter's
            for variable, below in (
                ("HOME", ".cache/openiads/kernels"),
                ("XDG_CACHE_HOME", "openiads/kernels"),
                ("OPENIADS_CACHE_DIR", "kernels"),
            ):
                folder = place / f"{variable}-{bits:o}"
                folder.mkdir()
                folder.chmod(bits)
                self.plant(folder / below / "fingerprint", names, marker)
                folder.chmod(bits)
                cases.append({"HOME": "/nonexistent", variable: str(folder)})
        linked = self.mine(place / "linked")
        (linked / ".cache").symlink_to(place / "HOME-777" / ".cache")
        cases.append({"HOME": str(linked)})
        through = self.mine(place / "through")
        self.mine(through / ".cache" / "openiads")
        (through / ".cache" / "openiads" / "kernels").symlink_to(
            place / "HOME-777" / ".cache" / "openiads" / "kernels"
        )
        cases.append({"HOME": str(through)})
        once_open = self.mine(place / "once-open" / ".cache" / "openiads" / "kernels", 0o700)
        self.plant(once_open / "fingerprint", names, marker)
        os.chown(once_open, NOBODY, NOBODY)
        cases.append({"OPENIADS_CACHE_DIR": str(once_open.parent)})
        cases.append({"HOME": "/nonexistent", "NUMBA_CACHE_DIR": str(place / "HOME-777")})
        cases.append({})
        found = self.run(place, cases)
        assert not marker.exists()
        assert [one[1:3] for one in found] == [["None", 2]] * len(cases)
        assert all(len(one[3]) == 1 for one in found), found

    @pytest.mark.slow
    def test_a_file_of_somebody_else_inside_is_compiled_again(self, place):
        marker = place / "open" / "marker"
        marker.parent.mkdir()
        marker.parent.chmod(0o777)
        home = self.mine(place / "home")
        self.run(place, [{"HOME": str(home)}])
        folder = home / ".cache" / "openiads" / "kernels" / "fingerprint"
        for file in files(folder):
            file.write_bytes(summed(pickle.dumps(Marks(marker))))
            os.chown(file, SOMEBODY, SOMEBODY)
        first, second = self.run(place, [{"HOME": str(home)}] * 2)
        assert not marker.exists()
        assert (first[2], second[2]) == (2, 0)
        assert (len(first[3]), second[3]) == (1, [])

    @pytest.mark.slow
    def test_a_file_that_cannot_be_read_and_a_home_that_cannot_be_written(self, place):
        home, bare = self.mine(place / "home"), self.mine(place / "bare", 0o555)
        self.run(place, [{"HOME": str(home)}])
        folder = home / ".cache" / "openiads" / "kernels" / "fingerprint"
        for file in files(folder):
            file.chmod(0)
        unread, again, nowhere = self.run(place, [{"HOME": str(home)}] * 2 + [{"HOME": str(bare)}])
        assert (unread[2], again[2], nowhere[2]) == (2, 0, 2)
        assert "Permission denied" in unread[3][0]
        assert again[3] == []
        assert nowhere[3] == [
            f"machine code is not kept, so every start compiles anew: {bare}/.cache/openiads/kernels/"
            "fingerprint: cannot be written: Permission denied; "
            "name a folder of your own in OPENIADS_CACHE_DIR"
        ]


def tear(file: Path, draw: random.Random) -> None:
    """Flip one bit."""
    content = bytearray(file.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    file.write_bytes(content)


def require_refused(folder: Path, draw: random.Random) -> None:
    """Each file of a folder is torn: of none is anything made, and none is left."""
    made: list[bytes] = []
    for file in files(folder):
        tear(file, draw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Notice)
            assert kept_code.load(file, made.append) is None
    assert (made, files(folder)) == ([], [])


@pytest.mark.slow(seconds=80)
def test_an_engine_with_torn_code_runs_to_the_same_hash(tmp_path):
    """The engine: some of its files torn, then none, then the largest gone and a disk that takes no such."""
    if compiled.CACHE is not None:  # what the session compiled before need not be compiled again
        shutil.copytree(compiled.CACHE, tmp_path / "cache" / "kernels" / compiled.CACHE.name)
    surroundings = os.environ | {"OPENIADS_CACHE_DIR": str(tmp_path / "cache")}
    draw = random.Random(SEED)
    hashes = []

    def run(name: str, most: int | None = None) -> str:
        words = ["run", "one-battery", "--replicates", "2", "--workers", "1", "--json", "--out", name]
        shell = f"ulimit -f {most}; exec" if most else "exec"
        done = subprocess.run(
            ["sh", "-c", f'{shell} "$@"', "sh", str(Path(sys.executable).parent / "openiads"), *words],
            cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=540, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        hashes.append(json.loads((tmp_path / name / "run.json").read_text())["outcomes_sha256"])
        return done.stderr

    run("first")
    (folder,) = (tmp_path / "cache" / "kernels").iterdir()
    largest = max(files(folder), key=lambda file: file.stat().st_size)
    # Of several chains, where the session before played other models too.
    large = [file for file in files(folder) if file.name.partition("-")[0] == largest.name.partition("-")[0]]
    others = [file for file in files(folder) if file not in large]
    require_refused(Path(shutil.copytree(folder, tmp_path / "all torn")), draw)
    # That all are refused is asked above; that what is compiled in their place is the same, of a quarter.
    for file in draw.sample(others, len(others) // 4):
        tear(file, draw)
    told = run("torn")
    assert told.count("is not the machine code that was kept") == 1
    assert "Traceback" not in told
    assert run("again") == ""
    for file in large:
        file.unlink()
    told = run("full", most=2_000)  # blocks of 512 bytes: less than the largest of them has
    assert told.count("note: machine code is not kept, so every start compiles anew: ") == 1
    assert "File too large" in told
    assert len(set(hashes)) == 1
