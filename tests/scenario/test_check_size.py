"""Sizes that follow from fields, each refused by the field that makes it large."""

from __future__ import annotations

import math

import pytest

from openiads.catalogue import load_catalogue as catalogue
from openiads.scenario.load_scenario import load_text
from tests.scenario.small import SMALL, message

RADIUS = 6_371_008.8
"""Mean radius of the Earth [m]."""


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance [m] between two places in degrees."""
    (south, west), (north, east) = ([math.radians(angle) for angle in place] for place in (one, other))
    square = math.sin((north - south) / 2) ** 2
    square += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2.0 * RADIUS * math.asin(math.sqrt(square))


TOWN = (37.06, 37.38)
NEAR, FAR = haversine((35.6, 38.2), TOWN), haversine((-37.0, -142.0), TOWN)
CRUISE = 240.0
"""What a subsonic cruise missile flies [m/s]; a test holds it to the catalogue."""


def test_the_speed_that_is_reckoned_with_is_that_of_the_catalogue() -> None:
    assert catalogue.threat("cruise-subsonic").speed == CRUISE


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            ["raid.wave.speed_mps=0.001"],
            f"raid.wave.speed_mps: is 0.001, and {NEAR / 1e3:.0f} km at 0.001 m/s take 5.6 years: "
            f"{NEAR / 0.001:,.0f} steps of 1 s; at most 1,000,000 are allowed; let them fly faster",
        ),
        (
            ["raid.wave.speed_mps=0.1", "area.step_s=0.1"],
            f"raid.wave.speed_mps: is 0.1, and {NEAR / 1e3:.0f} km at 0.1 m/s take 21 days: "
            f"{NEAR / 0.1 / 0.1:,.0f} steps of 0.1 s; at most 1,000,000 are allowed; "
            "let them fly faster or lengthen area.step_s",
        ),
        (
            ["raid.wave.spacing_s=86400", "raid.wave.count=100"],
            "raid.wave.spacing_s: lets the last of 100 begin after 99 days: "
            f"{99 * 86_400 + NEAR / CRUISE:,.0f} steps of 1 s; at most 1,000,000 are allowed; "
            "let them begin earlier, or fewer of them",
        ),
        (
            ["raid.wave.count=9000", "raid.wave.entry=[-37, -142]", "raid.wave.speed_mps=200"],
            # A point each kilometre, and both ends.
            f"raid.wave.count: is 9000, with {FAR / 1e3 + 2.0:,.0f} points on each route: ",
        ),
        (
            ["traffic.liner.speed_mps=0.01", "traffic.liner.via=[[38, 38]]"],
            "traffic.liner.speed_mps: is 0.01, so slow that a route has ",
        ),
    ],
)
def test_a_size_is_refused_by_its_field(changes: list[str], told: str) -> None:
    assert message(SMALL, *changes).startswith(f"small.toml: {told}")


def test_a_way_that_is_too_long_is_told_as_such() -> None:
    way = ", ".join(["[35.0, 30.0]", "[-35.0, -150.0]"] * 8)
    text = SMALL.replace("entry = [35.6, 38.2]", f"waypoints = [{way}]\nspeed_mps = 120")
    # Fifteen ways round half the Earth, 19,904 km each at least, and back to the target.
    assert "raid.wave.waypoints: is a route on which 3" in message(text)


def test_what_is_slow_and_what_comes_late_is_taken_within_the_bound() -> None:
    load_text(SMALL, "small", ["raid.wave.speed_mps=0.2"])
    load_text(SMALL, "small", ["raid.wave.start_s=86400", "raid.wave.spacing_s=86400"])
    load_text(SMALL, "small", ["raid.wave.entry=[-37.06, -142.62]", "raid.wave.count=1000"])


def test_what_is_left_out_makes_nothing_large() -> None:
    load_text(SMALL, "small", ["raid.wave.speed_mps=0.001", "raid.wave.remove=true"])
