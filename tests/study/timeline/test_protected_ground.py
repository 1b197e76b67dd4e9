"""What posts of a timeline cover: as the maps have it, and gone when they leave."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.cache_folder import Place
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.scenario.timeline_plan import timeline_plan
from openiads.study.coverage import stored_cover
from openiads.study.timeline import protected_ground
from openiads.study.timeline.stays import stays_of
from openiads.study.timeline.timeline_answer import answer


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("covers")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stored_cover, "place_for", lambda *_: Place(folder))
        patched.setattr(protected_ground, "EDGE", 30e3)
        scenario = load("patriots-2013-2019")
        timeline = timeline_plan(scenario)
        stays = stays_of(timeline, 1, 1)
        coverage = protected_ground.protection(plan_of(scenario), timeline, stays)
    return answer(timeline, 1, 1, coverage)


def test_every_post_has_a_row_and_every_measure_a_weight(found):
    coverage = found.coverage
    assert coverage.covered.shape[0] == len(found.stays.posts)
    assert coverage.names[0] == "million people at 300 m"
    # All people of the register, at each of three heights.
    people = [
        row.sum() for name, row in zip(coverage.names, coverage.weights, strict=True) if "people" in name
    ]
    assert people == [pytest.approx(76.67, abs=0.01)] * 3


def test_nothing_is_covered_before_the_first_and_more_by_six_than_by_two(found):
    days = {str(found.plan.date(time)): n for n, time in enumerate(found.days)}
    people = found.protected["million people at 3,000 m"].mean
    assert people[days["2013-01-02"]] == 0.0
    one, six, after = (people[days[day]] for day in ("2013-01-28", "2013-03-01", "2016-03-01"))
    assert six > one > 0.0
    assert 0.0 < after < six


def test_a_higher_target_is_covered_over_more_ground(found):
    low, middle = (found.protected[f"million people at {height} m"].mean for height in ("300", "3,000"))
    assert np.all(low <= middle)


def test_what_a_radar_that_does_not_turn_leaves_out_is_said():
    said = protected_ground.told_of(("million people at 300 m",))
    assert "A radar that does not turn counts only what lies in front of it" in said
    assert "does not turn" not in protected_ground.told_of(())


def test_where_every_battery_is_removed_nothing_is_covered_and_nothing_breaks():
    names = [battery.name for battery in load("patriots-2013-2019").battery]
    scenario = load("patriots-2013-2019", [f"battery.{name}.remove=true" for name in names])
    timeline = timeline_plan(scenario)
    stays = stays_of(timeline, 1, 1)
    coverage = protected_ground.protection(plan_of(scenario), timeline, stays)
    assert (coverage.names, coverage.covered.shape) == ((), (0, 0))
    bare = answer(timeline, 1, 1, coverage)
    assert (bare.battery_days, bare.places, bare.protected) == ((0.0, 0.0, 0.0), (), {})
