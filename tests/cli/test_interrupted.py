"""Real signals to a real process: what was played is kept, and going on ends in the same values."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")

SLOWLY = """
import sys, time
from openiads.cli.start import main
from openiads.study.campaign import run_campaign as campaign
campaign.CHUNK = 2
keep = campaign._keep
def slowly(*words):
    keep(*words)
    time.sleep({pause})
campaign._keep = slowly
sys.argv = ["openiads", "run", "one-battery", "--replicates", "8", "--workers", "2", "--tile", "1", "--json",
            "--set", "area.duration_s=300", "--set", "area.terrain=flat", *sys.argv[1:]]
main()
"""


def begun(folder, *flags: str, pause: float = 0.0) -> subprocess.Popen[str]:
    """A run in chunks of two replicates that rests a while after each."""
    words = [sys.executable, "-c", SLOWLY.format(pause=pause), "--out", "run", *flags]
    return subprocess.Popen(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def sha256_of(process: subprocess.Popen[str]) -> str:
    """What a run that ends well prints."""
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "") or err.startswith("compiling once")
    return str(json.loads(out)["outcomes_sha256"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Hash of the run that nothing interrupted; compiles what the others need."""
    return sha256_of(begun(tmp_path_factory.mktemp("whole")))


@pytest.mark.parametrize(
    ("sent", "code", "message"),
    [
        (
            signal.SIGINT,
            130,
            "interrupted; what was played is in run; the same command with --resume continues from there\n",
        ),
        (
            signal.SIGTERM,
            143,
            "interrupted; what was played is in run; the same command with --resume continues from there\n",
        ),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_what_was_played_before_a_signal_is_kept_and_gone_on_with(tmp_path, whole, sent, code, message):
    process = begun(tmp_path, pause=3.0)
    chunk = tmp_path / "run" / "chunks" / "2-4"
    while not chunk.exists() and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)  # the manifest that knows of the chunk follows it
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, "", message)
    kept = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["chunks"]
    assert [(part["first"], part["last"]) for part in kept] == [(0, 2), (2, 4)]
    assert sha256_of(begun(tmp_path, "--resume")) == whole
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "events.parquet",
        "outcomes.parquet",
        "replay.json",
        "report.html",
        "run.json",
        "scenario.toml",
        "targets.parquet",
    ]
