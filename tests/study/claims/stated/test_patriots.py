"""People under the footprint of the Patriots, counted another way and held to what must be."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.scenario.plan import plan_of
from openiads.study.claims.claim import Finding
from openiads.study.claims.computed import box_of
from openiads.study.claims.scenes import standing
from openiads.study.claims.stated import patriots
from openiads.study.coverage.ballistic_people import sighted, under


@pytest.fixture(scope="module")
def plan():
    return plan_of(standing.scenario())


@pytest.fixture(scope="module")
def found(plan):
    return under(sighted(plan), plan, PACKAGED, patriots.GROUPS)


def test_what_is_met_from_every_place_is_met_from_at_least_one_and_lies_in_the_circles(found):
    for every, circles in zip(found.people(patriots.GROUPS, every=True), found.in_circles, strict=True):
        assert every <= circles
    for k in range(2):
        assert found.people(patriots.GROUPS, True)[k] <= found.people(patriots.GROUPS, False)[k]


def test_more_batteries_never_cover_fewer(found):
    names = list(patriots.GROUPS)
    counts = [found.people(names[: n + 1], every=True) for n in range(len(names))]
    for fewer, more in pairwise(counts):
        assert fewer[0] <= more[0]
        assert fewer[1] <= more[1]


def test_in_capitals_people_come_by_whole_provinces(found, plan):
    # Kahramanmaras 1,076 and Gaziantep 1,844 thousand at the end of 2013.
    assert found.people(["kahramanmaras", "gaziantep"], every=True)[0] in {0.0, 1_076e3, 1_844e3, 2_920e3}


def test_the_groups_are_all_that_ever_stood():
    assert {name for group in patriots.GROUPS.values() for name in group} == {
        name for phase in standing.phases() for name in phase.batteries
    }


def test_between_the_two_ways_of_spreading_people_it_is_linear(plan):
    box = box_of(patriots.unknowns(plan), 16)
    at = box.settings[0]
    assert at.beside[patriots.SPREAD] == 0.5
    assert patriots._mixed((1e6, 3e6), at) == 2.0


def test_what_was_stated_for_all_is_drawn_only_while_all_stood(plan):
    spans = standing.phases()
    full = max(spans, key=lambda phase: len(phase.batteries - phase.doubtful))
    covered = [Finding("people", "", "", (1.0, 1.0, 1.0), None, None, None)] * len(spans)
    scene = patriots.Scene(
        standing.scenario(), plan, sighted(plan), box_of(patriots.unknowns(plan), 16), 3.5e6
    )
    found, stated = patriots._picture(scene, spans, covered, full).curves
    assert stated.stated
    assert not found.stated
    assert found.x[0] <= stated.x[0] < stated.x[1] < found.x[-1]
    assert stated.x == (patriots.as_year(full.since), patriots.as_year(full.before - timedelta(days=1)))
    assert set(stated.y) == {3.5}


def test_a_day_is_a_part_of_its_year():
    day = standing.phases()[0].since  # 26 January 2013: 25 of 365 days are over
    assert patriots.as_year(day) == pytest.approx(2013 + 25 / 365)
