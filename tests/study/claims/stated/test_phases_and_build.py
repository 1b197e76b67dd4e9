"""Promises by date and magazines over months: what follows from published dates and from arithmetic."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import openiads as oi
from openiads.ground.units import DAY
from openiads.study.analysis.box_range import Range
from openiads.study.claims.asking import Asking
from openiads.study.claims.claim import NOTHING_JUDGED, Finding, Made
from openiads.study.claims.stated import build, phases
from openiads.study.claims.stated.build import HOME, IMPORTS, RAIDS
from openiads.study.executors.serial import Serial
from tests.study.claims.english_words import english_in


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Larger blocks and fewer histories."""
    caches = phases.scene, phases.sights, phases.box_over, build.box_over
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(phases, "EDGE", 50_000.0)
        patched.setattr(phases, "HISTORIES", 60)
        patched.setattr(build, "HISTORIES", 200)
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def test_nothing_stood_two_years_after_the_agreement():
    # The first parts landed on 12 July 2019, the first missile was fired on 16 October 2020.
    one, two, three, four = phases.reached_at((24, 0))
    assert (one, two, three) == (0.0, 0.0, 0.0)
    assert 0.0 < four <= 1.0


def test_months_are_those_of_the_calendar():
    assert phases.time_of(12) == 365 * DAY
    assert phases.time_of(36) == (365 + 365 + 366) * DAY


def test_more_stand_as_promised_and_cover_no_fewer():
    setting = phases.box_over(24).settings[0]
    times = np.array([phases.time_of(months) for months in (12, 24, 36, 48)])
    promised, stood = (phases.people(setting, name, times) for name in (phases.PROMISED, phases.HAPPENED))
    assert np.all(promised.mean(axis=0) >= stood.mean(axis=0))
    assert np.all(np.diff(promised.mean(axis=0)) >= 0.0)


def test_battery_days_as_it_happened_are_those_of_two_from_the_firing_on():
    # From 16 and 17 October 2020, with 12 to 24 hours to emplace, to the end of 2021: 441 days each.
    found = phases._battery_days(phases.HAPPENED)
    assert found.nominal[0] == pytest.approx(2 * 441.5, abs=2.0)


def test_the_first_two_cover_nearly_all_that_four_do_so_the_measure_saturates():
    assert 0.95 < phases.share_of_two(phases.box_over(24)) <= 1.0


def test_the_numbers_beside_are_those_that_the_timeline_tells_by_itself():
    asked = inspect.signature(oi.timeline).parameters
    assert (asked["histories"].default, asked["seed"].default) == (build.ASKED, build.FIRST_SEED)
    gained, *lasting = (
        Finding("days", "", "d", (value, value, value), Range(0.5, 93.2), None, None)
        for value in (72.1, *[1.0] * 4, 0.77, 0.2)
    )
    said = build.reconciled(gained, tuple(lasting))
    found = oi.timeline(build.SCENARIO).as_dict()
    assert f"{found['home_production_gains_d']['value']:.1f} days" in said
    assert "where 72 days, 77 % and 20 % stand here" in said


def test_more_rounds_can_only_help_so_nothing_is_judged():
    found = build.CLAIM.ask(Asking(Path("nowhere"), Serial(), 0.01))
    assert all(one.verdict is None for one in found.findings)
    assert build.CLAIM.judged == NOTHING_JUDGED
    assert found.made is Made.DRAWN
    assert english_in(found.turkish) == []
    assert re.search(r"by \d+ \([\d.]+ to \d+\) days", found.english)


def plan(raids=1.0, imported=0.0, made=0.0):
    return build.at({RAIDS: raids, IMPORTS: imported, HOME: made})


def test_rates_of_a_setting_are_those_of_the_campaign():
    found = plan(2.0, 3.0, 5.0)
    assert found.raids.rate == pytest.approx((2.0 / (7 * DAY),) * 3)
    month = 365.25 * DAY / 12
    assert found.supplies[0].imported == pytest.approx((3.0 / month,) * 3)
    assert found.supplies[0].made == pytest.approx((5.0 / month,) * 3)


def test_what_is_made_at_home_can_only_help_and_nothing_helps_by_nothing():
    box = build.box_over(24)
    for number in range(6):
        gained, *lasts = build.lasting_at((24, number))
        assert gained[0] >= 0.0
        assert all(
            with_home[0] >= without[0] for with_home, without in zip(lasts[::2], lasts[1::2], strict=True)
        )
    nothing = [n for n, setting in enumerate(box.settings) if setting.beside[HOME] == 0.0]
    assert nothing == []  # the box ends at nothing and holds no point there
