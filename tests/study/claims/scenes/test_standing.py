"""Days on which batteries stood, against the published dates and sums made of them by hand."""

from __future__ import annotations

from datetime import date

import pytest

from openiads.scenario.plan import plan_of
from openiads.study.claims.scenes.standing import days_without, phases, scenario
from openiads.study.claims.stated.patriots import CLAIM

ADANA, SECOND, ITALIANS = {"adana 1"}, {"adana 2"}, {"kahramanmaras samp-t"}
GERMANS, AMERICANS = {"kahramanmaras 1", "kahramanmaras 2"}, {"gaziantep 1", "gaziantep 2"}
DUTCH_CAME, FOUR_STOOD, ALL_STOOD = date(2013, 1, 26), date(2013, 1, 30), date(2013, 2, 15)
DUTCH_LEFT = date(2015, 1, 31)  # in January, no day was read
AMERICANS_LEFT, GERMANS_LEFT = date(2015, 9, 15), date(2015, 12, 22)
ITALIANS_CAME, ITALIANS_LEFT = date(2016, 6, 6), date(2019, 12, 31)


def test_phases_are_those_of_the_published_dates():
    told = [(phase.since, phase.before, phase.batteries, phase.doubtful) for phase in phases()]
    both = ADANA | SECOND
    assert told == [
        (DUTCH_CAME, FOUR_STOOD, ADANA, set()),
        (FOUR_STOOD, ALL_STOOD, both | GERMANS, set()),
        (ALL_STOOD, DUTCH_LEFT, both | GERMANS | AMERICANS, set()),
        (DUTCH_LEFT, AMERICANS_LEFT, both | GERMANS | AMERICANS, SECOND),  # whether Spain sent two, none told
        (AMERICANS_LEFT, GERMANS_LEFT, both | GERMANS, SECOND),
        (GERMANS_LEFT, ITALIANS_CAME, both, SECOND),
        (ITALIANS_CAME, ITALIANS_LEFT, both | ITALIANS, SECOND),
    ]
    assert sum(phase.days for phase in phases()) == (ITALIANS_LEFT - DUTCH_CAME).days


@pytest.mark.parametrize(
    ("place", "days"),
    [
        ("Adana", 0),  # Spain took over without a gap
        ("Kahramanmaras", 167),  # 22 December 2015 to 6 June 2016
        # 15 September 2015 to 31 December 2019: 108 days of 2015, 366 of 2016, twice 365, 364 of 2019.
        ("Gaziantep", 108 + 366 + 365 + 365 + 364),
    ],
)
def test_days_without_a_battery_are_one_span_as_long_as_was_counted(place, days):
    assert days_without()[place] == (days, days)


def test_every_date_has_a_source_that_is_told():
    told = scenario().timeline
    assert all(row.sources for _, _, row in told.happenings)
    assert {key for _, _, row in told.happenings for key in row.sources} == set(told.source)
    assert all(one.url.startswith("http") and one.title for one in told.source.values())


def test_what_the_claim_cites_is_what_its_dates_are_from():
    told = scenario().timeline
    sources = {f"{one.title} ({one.publisher}, {one.year})": one.url for one in told.source.values()}
    assert {one.source: one.url for one in CLAIM.context}.items() <= sources.items()


def test_every_battery_that_ever_stood_is_in_the_scenario_and_hears_the_others():
    plan = plan_of(scenario())
    stood = ADANA | SECOND | GERMANS | AMERICANS | ITALIANS
    assert {battery.name for battery in plan.batteries} == stood
    assert [len(network.batteries) for network in plan.networks] == [7]
