"""Attack: Ctrl-C and `kill` in the first moments of a command, while it imports what it is made of.

What must hold: it ends with 130 or 143, or is done, and nothing of Python's is printed; what is at work is
told to stop and says how to go on.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import weakref
from importlib.metadata import entry_points

import pytest
import typer

from openiads.cli import main as door
from openiads.cli import signals, start

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")

BEGIN = """
import sys
from openiads.cli import signals, start
signals.stand()
print("begun", flush=True)
sys.argv = ["openiads", *sys.argv[1:]]
start.main()
"""
HEAVY = ("click", "numba", "numpy", "pyarrow", "pydantic", "rich", "typer", "openiads.cli.main")
SPAN = 1.5
"""Seconds over which the signals are sent; the imports take about one."""
HELP = ["--help"]
RUN = ["run", "one-battery", "--replicates", "1", "--workers", "1", "--out", "run"]


def ended(words: list[str], sent: signal.Signals, after: float, folder) -> tuple[int, str]:
    """Exit code and stderr of a command that a signal meets some seconds after its handlers stand."""
    begun = [sys.executable, "-c", BEGIN, *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(begun, cwd=folder, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(after)
        process.send_signal(sent)
        _, err = process.communicate(timeout=60)
    return process.returncode, err


def require_quiet(words: list[str], sent: signal.Signals, moments: list[float], folder) -> None:
    """A signal at each of some moments ends a command quietly."""
    for i, after in enumerate(moments):
        place = folder / str(i)
        place.mkdir()
        code, err = ended(words, sent, after, place)
        # At its very end Python takes the handlers away: what shells count as 128 + n is then a death by n.
        assert code in (0, 128 + sent, -sent), (after, code, err)
        assert "Traceback" not in err, (after, err)
        assert "Exception ignored" not in err, (after, err)


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [HELP, RUN], ids=["help", "run"])
def test_at_any_of_twenty_moments_a_signal_ends_a_command_quietly(tmp_path, words, sent):
    drawn = random.Random(f"{words[0]} {sent}")
    require_quiet(words, sent, [drawn.uniform(0.0, SPAN) for _ in range(20)], tmp_path)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_among_the_imports_ends_a_command_quietly(tmp_path, sent):
    code, err = ended(RUN, sent, 0.1, tmp_path)
    assert (code, err) == (128 + sent, "")
    assert list(tmp_path.iterdir()) == []


def test_the_handlers_stand_before_anything_heavy_is_imported():
    (command,) = (point for point in entry_points(group="console_scripts") if point.name == "openiads")
    assert command.value == "openiads.cli.start:main"
    asked = f"import sys, openiads.cli.start; print([n for n in {HEAVY} if n in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


@pytest.fixture
def standing(monkeypatch):
    """Handlers that stand, and are gone after the test; leaving is told instead of done."""
    kept = {number: signal.getsignal(number) for number in signals.STOPS}
    left: list[int] = []
    monkeypatch.setattr(signals.os, "_exit", left.append)
    monkeypatch.setattr(signals, "RECEIVED", [])
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)  # an interruption leaves ours there
    signals.stand()
    yield left
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_an_interruption_only_while_there_is_work(standing, sent):
    with pytest.raises(KeyboardInterrupt), signals.interruptible():
        signal.raise_signal(sent)
    assert standing == []
    signal.raise_signal(sent)
    assert standing == [128 + sent]


class Finaliser:
    """Is collected in the moment of a signal."""

    def __init__(self, sent: signal.Signals) -> None:
        self.sent = sent

    def __del__(self) -> None:
        signal.raise_signal(self.sent)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("collected_in", ["finaliser", "weak reference"])
def test_an_interruption_that_python_cannot_raise_comes_again(standing, capsys, sent, collected_in):
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), signals.interruptible():
        work_with_a_signal_in_a(collected_in, sent)
    assert time.monotonic() - began < 5, "it waited for the sleep to end"
    assert capsys.readouterr().err == ""
    assert standing == []


def work_with_a_signal_in_a(place: str, sent: signal.Signals) -> None:
    if place == "finaliser":
        Finaliser(sent)
    else:
        collected = {1}
        weakref.finalize(collected, signal.raise_signal, sent)
        del collected
    time.sleep(10)


class HalfMade:
    """A signal comes before it has what its finaliser closes, as in bindings of compilers."""

    def __init__(self, sent: signal.Signals) -> None:
        signal.raise_signal(sent)
        self.held = 1

    def __del__(self) -> None:
        del self.held


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_finaliser_of_what_a_signal_left_half_made_says_nothing(standing, capsys, sent):
    sys.unraisablehook = sys.__unraisablehook__
    try:
        with signals.interruptible():
            HalfMade(sent)
    except KeyboardInterrupt:
        pass  # its traceback holds the object until here
    assert capsys.readouterr().err == ""


def test_a_finaliser_that_fails_without_a_signal_is_told(standing, capsys):
    sys.unraisablehook = sys.__unraisablehook__
    with signals.interruptible():
        HalfMade.__new__(HalfMade)
    assert "AttributeError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("made_of_it", "code"),
    [
        (KeyboardInterrupt(), 143),
        (ImportError("cannot import name 'x'"), 143),
        (typer.Exit(130), 143),
        (SystemExit(130), 143),
        (SystemExit(0), 0),  # it was done all the same
    ],
    ids=repr,
)
def test_whatever_a_library_makes_of_an_interruption_it_is_one(standing, monkeypatch, made_of_it, code):
    def interrupted() -> None:
        signals.RECEIVED.append(signal.SIGTERM)
        raise made_of_it

    monkeypatch.setattr(door, "main", interrupted)
    with pytest.raises(SystemExit) as done:
        start.main()
    assert done.value.code == code


def test_a_bug_without_a_signal_keeps_its_traceback(standing, monkeypatch):
    def broken() -> None:
        raise ImportError("cannot import name 'x'")

    monkeypatch.setattr(door, "main", broken)
    with pytest.raises(ImportError):
        start.main()


def test_a_signal_that_the_caller_has_had_ignored_stays_so(standing):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signals.stand()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
