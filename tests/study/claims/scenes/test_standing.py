"""Days on which batteries stood, against sums made by hand from the published dates."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from openiads.scenario.plan import plan_of
from openiads.study.claims.scenes.standing import days_without, phases, scenario, sources, stood


def test_the_gap_at_kahramanmaras_is_the_167_days_that_were_counted():
    assert days_without()["Kahramanmaras"] == (167, 167)  # 22 December 2015 to 6 June 2016


def test_gaziantep_had_nobody_from_september_2015_on():
    # 15 September 2015 to 31 December 2019: 108 days of 2015, 366 of 2016, twice 365, 364 of 2019.
    assert days_without()["Gaziantep"] == (108 + 366 + 365 + 365 + 364,) * 2


def test_at_adana_the_hand_over_left_no_gap():
    assert days_without()["Adana"] == (0, 0)


def test_all_six_stood_from_february_2013_to_september_2015_if_spain_sent_two():
    six = [phase for phase in phases() if len(phase.batteries) == 6]
    assert (six[0].since, six[-1].before) == (date(2013, 2, 15), date(2015, 9, 15))
    assert not six[0].doubtful
    assert six[1].doubtful == {"adana 2"}


def test_phases_follow_one_another_and_last_as_long_as_the_whole():
    told = phases()
    assert all(a.before == b.since for a, b in pairwise(told))
    assert sum(phase.days for phase in told) == (date(2019, 12, 31) - date(2013, 1, 26)).days


def test_every_date_has_a_source_that_is_told():
    assert {key for each in stood() for key in each.sources} == set(sources())
    assert all(row["url"].startswith("http") and row["title"] for row in sources().values())


def test_every_battery_that_ever_stood_is_in_the_scenario_and_hears_the_others():
    plan = plan_of(scenario())
    assert {name for each in stood() for name in each.batteries} == {b.name for b in plan.batteries}
    assert [len(network.batteries) for network in plan.networks] == [7]
