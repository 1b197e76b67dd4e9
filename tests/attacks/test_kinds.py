"""Arguments of kinds that no function of Python's side takes: each is one message, before any work.

Attacked: every argument of `run`, `coverage`, `horizon`, `influence`, `track` and `load` with every kind
below.  What must hold: an error of ours, or the value is one that is allowed and the work would begin.
"""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest

import openiads as oi

ODD = [
    None, True, 5, -1, 2.5, float("nan"), 1 + 2j, "", "words", "a\0b", b"r", b"", [], ["fused"], [None],
    {}, {"a": 1}, {1, 2}, (1,), (1, 2, 3), range(0), {"a": 1}.values(), object(), print, oi, ...,
    np.array(3), np.array([1, 2, 3]), np.array(["a", "b"]), np.float32(2.5), np.str_("words"),
]  # fmt: skip
FREE = {
    "run": ("span", "out", "seed", "workers", "replicates", "tile", "engine", "resume", "progress"),
    "influence": ("replicates", "seed", "workers", "out", "progress"),
    "coverage": (
        "altitudes_m", "rcs_m2", "dem", "surface", "scans", "best_within_km", "allow_coarse", "cell_m",
        "refraction", "changes", "out", "workers",
    ),
    "horizon": (
        "dem", "site", "antenna_m", "antenna_altitude_m", "refraction", "range_km", "surface", "workers",
    ),
    "track": ("plots", "sensors", "truth", "tracker", "cutoff_m", "power", "threshold_m"),
}  # fmt: skip
GOOD = {
    "run": {"scenario": "one-battery"},
    "influence": {"scenario": "one-battery"},
    "coverage": {"scenario": "one-battery"},
    "horizon": {"dem": "globe-30s", "site": (39.9, 32.8), "antenna_m": 25.0},
    "track": {
        "plots": {"time_s": [0.0], "sensor": ["a"], "range_m": [1e4], "azimuth_deg": [0.0]},
        "sensors": [
            {"sensor": "a", "lat": 0, "lon": 0, "altitude_m": 0, "range_sd_m": 50, "azimuth_sd_deg": 0.2}
        ],
    },
}


BEGUN = "the work began"


class Begun(Exception):
    """The work would begin now."""


@pytest.fixture(autouse=True)
def no_work(monkeypatch, tmp_path):
    """Stop where the arguments are checked and the work begins."""
    from openiads.api import coverage
    from openiads.study.campaign import run_campaign as campaign
    from openiads.study.coverage import antenna_horizon as study
    from openiads.study.influence import influence_scan as scan
    from openiads.study.tracking import tracked

    def begin(*_: object, **__: object) -> None:
        raise Begun(BEGUN)

    def begin_with(scenario: object, *_: object) -> None:
        begin(oi.load(scenario))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(campaign, "prepare", begin_with)
    monkeypatch.setattr(scan, "prepare", begin_with)
    monkeypatch.setattr(coverage, "cover", begin)
    monkeypatch.setattr(study, "unbroken", begin)
    monkeypatch.setattr(tracked, "settled", begin)


def told_of(name: str, *arguments: object, **named: object) -> str:
    """What a function tells of its arguments; no other error comes out."""
    with pytest.raises((Begun, oi.OpeniadsError)) as caught:
        getattr(oi, name)(*arguments, **named)
    return str(caught.value)


@pytest.mark.parametrize(("name", "argument"), [(name, word) for name in FREE for word in FREE[name]])
def test_every_argument_of_every_kind_is_used_or_told(name, argument):
    for value in ODD:
        assert len(told_of(name, **(GOOD[name] | {argument: value}))) < 1_000


@pytest.mark.parametrize("name", ["run", "influence", "coverage"])
def test_every_kind_of_scenario_is_told(name):
    for value in ODD:
        assert told_of(name, value) != BEGUN


def test_every_kind_of_change_is_told():
    for value in ODD:
        with nullcontext() if _is_empty(value) else pytest.raises(oi.OpeniadsError):
            oi.load("one-battery", value)


def _is_empty(value: object) -> bool:
    return isinstance(value, list | range) and not len(value)


PATHS = "the name of a file or folder, as text or a Path, is allowed; write it like"
ENGINE = "one of fused, stepped, reference is allowed; write it like engine='fused'"
PAIR = "a pair of two whole numbers is allowed; write it like span=(0, 100)"


@pytest.mark.parametrize(
    ("name", "argument", "value", "told"),
    [
        ("run", "engine", None, f"engine is None; {ENGINE}"),
        ("run", "engine", ["fused"], f"engine is ['fused']; {ENGINE}"),
        ("run", "span", 5, f"span is 5; {PAIR}"),
        ("run", "span", "ab", f"span is 'ab'; {PAIR}"),
        ("run", "resume", "no", "resume is 'no'; True or False is allowed; write it like resume=True"),
        ("run", "progress", 5, "progress is 5; a function is allowed; write it like progress=print"),
        ("run", "out", 5, f"out is 5; {PATHS} out='runs/mine'"),
        ("influence", "progress", 5, "progress is 5; a function is allowed; write it like progress=print"),
        ("coverage", "rcs_m2", "1", "rcs_m2 is '1'; a number is allowed; write it like rcs_m2=1.0"),
        (
            "coverage", "altitudes_m", "50",
            "altitudes_m is '50'; numbers in a list are allowed; write it like altitudes_m=[50, 300, 1000]",
        ),
        (
            "coverage", "changes", 5,
            "changes is 5; a list of strings is allowed; "
            "write it like changes=['area.terrain=flat']",
        ),
        ("coverage", "dem", 5, f"dem is 5; {PATHS} dem='map.tif'"),
        ("horizon", "site", 5, "site is 5; 2 numbers are allowed; write it like site=(39.9, 32.8)"),
        (
            "horizon", "site", ("39", 32),
            "site[0] is '39'; a number is allowed; write it like site=(39.9, 32.8)",
        ),
    ],
)  # fmt: skip
def test_the_message_says_what_it_is_what_is_allowed_and_how_to_write_it(name, argument, value, told):
    assert told_of(name, **(GOOD[name] | {argument: value})) == told
