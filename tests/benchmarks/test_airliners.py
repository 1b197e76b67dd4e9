"""Sampled flights as truth: made-up records, and the sample of the package traffic where it is installed."""

from __future__ import annotations

import gzip
import importlib.util
import json

import numpy as np
import pytest

from benchmarks.tracking import airliners as real
from benchmarks.tracking.airliners import Missing, Sampled, airliners, between, busiest, sample_file

HERE = {"latitude": 48.7, "longitude": 2.4, "altitude": 100.0 / 0.3048, "onground": False}


def records(name: str, times, **more):
    """Samples of an aircraft at times [s], going north by a thousandth of a degree a second, 111 m."""
    return [
        HERE
        | {"icao24": name, "timestamp": int(1_000 * time), "latitude": 48.7 + 1e-3 * (time - 1_000.0)}
        | more
        for time in times
    ]


def scene(tmp_path, *told, scans: int = 60):
    """What becomes of records in a file."""
    path = tmp_path / "sample.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump([each for some in told for each in some], file)
    return airliners(1, scans, path)


def test_a_flight_is_where_its_samples_were(tmp_path):
    found = scene(tmp_path, records("a", range(1_000, 1_300)))
    place, velocity = found.flights.at(np.array([100.0]))
    # A tenth of a degree of latitude north of the radar is 11.1 km.
    assert place[0, 0, :2] == pytest.approx([0.0, 11_120.0], abs=20.0)
    assert velocity[0, 0] == pytest.approx([0.0, 111.2, -0.2], abs=0.3)
    assert (found.whose == 0).sum() > 40


def test_on_the_ground_and_without_a_place_nobody_flies(tmp_path):
    found = scene(
        tmp_path, records("a", range(1_000, 1_300)), records("b", range(1_000, 1_300), onground=True),
        records("c", range(1_000, 1_300), altitude=None),
    )  # fmt: skip
    assert found.flights.born.size == 1


def test_a_gap_or_a_jump_makes_two_flights_and_a_short_one_none(tmp_path):
    silent = records("a", [*range(1_000, 1_100), *range(1_150, 1_300)])
    jumping = records("b", range(1_000, 1_100)) + records("b", range(1_100, 1_300), longitude=2.6)
    brief = records("c", range(1_000, 1_030))
    found = scene(tmp_path, silent, jumping, brief)
    assert found.flights.born.size == 4
    assert sorted((found.flights.gone - found.flights.born).tolist()) == [99.0, 99.0, 149.0, 199.0]


def test_between_samples_flights_are_straight():
    time, place = np.array([0.0, 10.0]), np.array([[0.0, 0.0, 0.0], [100.0, 50.0, -20.0]])
    assert between(time, place, np.array([5.0])).tolist() == [[50.0, 25.0, -10.0]]
    flights = Sampled([(time, place)])
    assert flights.alive(np.array([[-1.0, 0.0, 10.0, 11.0]])).tolist() == [[False, True, True, False]]


def test_the_busiest_stretch_is_taken():
    assert busiest(np.concatenate([np.arange(0.0, 100.0, 10.0), np.arange(800.0, 900.0)]), 250.0) == 600.0


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(real.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Missing, match="pip install traffic"):
        sample_file()


@pytest.mark.skipif(
    importlib.util.find_spec("traffic") is None, reason="the package traffic is not installed"
)
def test_the_sample_is_an_hour_around_paris():
    found = airliners(1, 60)
    there = found.flights.alive(found.scans).sum(axis=0)
    assert 10 < there.mean() < 60  # 28 at once on average over the three hours, 42 at most
