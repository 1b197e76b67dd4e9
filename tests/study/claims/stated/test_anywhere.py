"""What belts cost, on a coarse lattice: more costs more, and only what lies near needs a battery near."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openiads.study.claims.scenes import sited_batteries as sited
from openiads.study.claims.stated import anywhere
from openiads.study.siting.solve_cover import Siting

KM = 1e3


@pytest.fixture(scope="module", autouse=True)
def coarse():
    """Fewer candidates and larger blocks, so that it takes seconds."""
    caches = sited.sited, sited.sights, anywhere.box_over
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sited, "SPACING", 160 * KM)
        patched.setattr(sited, "EDGE", 50 * KM)
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def choice(value, bound):
    return Siting((), value, bound, 0.0, True, 0.0, "")


def test_a_loss_is_of_what_could_be_covered_and_its_ends_are_what_bounds_leave():
    assert sited.loss(choice(10.0, 10.0), choice(8.0, 8.0)) == pytest.approx((0.2, 0.2, 0.2))
    value, low, high = sited.loss(choice(10.0, 10.5), choice(8.0, 8.4))
    assert (value, low, high) == pytest.approx((0.2, 0.16, 1.0 - 8.0 / 10.5), abs=5e-4)
    assert sited.loss(choice(0.0, 0.0), choice(0.0, 0.0)) == (0.0, 0.0, 0.0)
    assert sited.loss(choice(10.0, 10.1), choice(10.0, 10.1))[0] == 0.0


def test_a_wider_belt_never_costs_less():
    setting = anywhere.box_over(24).settings[0]
    covered = sited.covered_at(setting)
    for purpose in anywhere.PURPOSES:
        worth = sited.weights(purpose, setting)
        free = sited.best(covered, worth, 2, {})
        told = [
            sited.loss(free, sited.best(covered, worth, 2, anywhere._belts("all three", width)))[0]
            for width in (0.0, 50 * KM, 150 * KM, 300 * KM)
        ]
        assert told[0] == 0.0
        assert all(a <= b + sited.GAP for a, b in pairwise(told))


def test_what_lies_in_a_belt_needs_a_battery_near_and_people_do_not():
    told = {(one.purpose, one.kept): one.share[0] for one in anywhere.costs_at((24, 0))}
    assert told["strips", "all three"] > told["people", "all three"]
    assert told["strips", "all three"] >= max(told["strips", line] for line in sited.LINES) - sited.GAP


def test_weights_are_people_or_kilometres():
    setting = anywhere.box_over(24).settings[0]
    assert sited.weights("people", setting).sum() == pytest.approx(76.67e6, rel=1e-3)
    # The strip of the Aegean coast, 1,220 km of line with many bends, is the largest of the three.
    strips = {line: sited.sited().demand.worth(line).sum() / KM for line in sited.LINES}
    assert strips["aegean"] > strips["armenia"] > strips["greece"] > 100.0
