"""Cells: the scenario of one arm at one point."""

from __future__ import annotations

import dataclasses

import pytest

from openiads.ground.errors import OutOfRange, ScenarioError, UnknownName
from openiads.scenario.load_scenario import load as scenario_from
from openiads.study.design.points import changes_at, changes_of, scenario_at, scenario_of
from tests.study.design.studies import FLAT, designed

BOX = {"range": {"doctrine.envelope_margin": [0.9, 1], "battery.reaction_s": [5, 9, 20]}, "points": 4}


def test_the_nominal_is_the_arm_itself() -> None:
    design = designed(box=BOX)
    assert scenario_at(design, "one-battery", 0) is design.arm("one-battery").scenario


def test_a_point_is_the_arm_with_what_is_set_there() -> None:
    design = designed(arm=[{"name": "a", "set": ["battery.salvo=2"]}], box=BOX)
    margin, reaction = design.points[3]
    by_hand = [
        *FLAT,
        "battery.salvo=2",
        f"doctrine.envelope_margin={margin}",
        f"battery.reaction_s={reaction}",
    ]
    assert scenario_at(design, "a", 3) == scenario_from("one-battery", by_hand)


def test_one_coordinate_alone_can_be_moved() -> None:
    design = designed(box=BOX)
    assert changes_of(design.coordinates, "one-battery", [0.95, 5.0]) == ("battery.reaction_s=5.0",)


def test_figures_of_the_catalogue_are_set_by_kind_entry_and_field() -> None:
    design = designed(
        box={"figures": ["catalogue.rounds.40n6e.*range_km", "catalogue.tracking.confirm_plots"]}
    )
    changes = changes_of(design.coordinates, "one-battery", [c.low for c in design.coordinates])
    assert changes == (
        "catalogue.rounds.40n6e.maximum_range_km=380.0",
        "catalogue.rounds.40n6e.minimum_range_km=2.0",
        "catalogue.tracking.confirm_plots=2",
    )


def test_a_load_at_a_point_is_a_scenario_that_holds_it() -> None:
    design = designed(vary={"battery.system": ["fd-2000"]}, box={
        "figures": ["catalogue.systems.fd-2000.loadout"], "points": 17, "method": "grid"
    })  # fmt: skip
    most = scenario_at(design, "fd-2000", 17).battery[0]
    assert (most.loadout, most.launchers) == ({"fd-2000": 32}, 8)
    least = scenario_at(design, "fd-2000", 1).battery[0]
    assert (least.loadout, least.launchers) == ({"fd-2000": 16}, None)


def test_the_nominal_has_its_own_number_of_replicates() -> None:
    design = designed(replicates=300, box={**BOX, "replicates": 20})
    assert [design.replicates_at(point) for point in (0, 1, 4)] == [300, 20, 20]


def test_unknown_arms_and_points_are_told() -> None:
    design = designed(box=BOX)
    with pytest.raises(UnknownName, match="no arm named 'one-batery'; did you mean 'one-battery'"):
        scenario_at(design, "one-batery", 0)
    with pytest.raises(OutOfRange, match="point is 5; the design has points 0 to 4; choose one of them"):
        changes_at(design, "one-battery", 5)


def test_a_setting_that_is_no_scenario_is_told_with_arm_and_point() -> None:
    arm = designed(box=BOX).arm("one-battery")
    with pytest.raises(
        ScenarioError, match=r"^arm one-battery at point 7: one-battery: doctrine.envelope_margin: is 3"
    ):
        scenario_of(arm, ["doctrine.envelope_margin=3"], "point 7")


def test_a_design_is_not_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        designed(box=BOX).seed = 3  # type: ignore[misc]
