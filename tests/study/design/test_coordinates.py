"""Coordinates: what the arms use, each figure once, between the ends that the files of the catalogue say."""

from __future__ import annotations

import math
import tomllib

import pytest

from openiads.catalogue.load_catalogue import DATA
from openiads.ground.errors import Notice
from openiads.study.design.coordinates import Coordinate, Part, Paths, alone, together
from openiads.study.design.load_study import load
from openiads.study.design.points import Design, changes_of
from tests.study.design.studies import FLAT, designed, file_of, message, two_systems

SYSTEMS = {"battery.system": ["s-400", "patriot-mse"]}


def by_name(design: Design) -> dict[str, Coordinate]:
    return {coordinate.name: coordinate for coordinate in design.coordinates}


def part(low: float, value: float, high: float, whole: bool = False, name: str = "x") -> Part:
    setter = Paths({"a": (name,)}, whole)
    return Part(name, (name,), low, value, high, whole, "assumption", ("a",), setter)


def test_ends_are_those_of_the_file_in_its_units() -> None:
    found = by_name(designed(box="all"))
    said = file_of("radars", "92n6e")
    boxed = [field for field, told in said.items() if isinstance(told, dict) and told["low"] < told["high"]]
    assert len(boxed) > 5
    for field in boxed:
        coordinate = found[f"catalogue.radars.92n6e.{field}"]
        ends = coordinate.low, coordinate.value, coordinate.high
        assert ends == tuple(said[field][end] for end in ("low", "value", "high")), field
        assert coordinate.status == said[field]["status"]


def test_a_figure_of_one_entry_of_its_kind_needs_no_name_of_an_entry() -> None:
    coordinate = by_name(designed(box="all"))["catalogue.engagement.link_delay_s"]
    assert (coordinate.low, coordinate.value, coordinate.high) == (0.5, 2, 12)


def test_a_figure_of_several_arms_is_one_coordinate_and_one_of_an_arm_is_its_own() -> None:
    found = by_name(designed(vary=SYSTEMS, box="all"))
    threat = next(c for name, c in found.items() if name.startswith("catalogue.threats."))
    assert threat.arms == ("s-400", "patriot-mse")
    assert found["catalogue.rounds.40n6e.kill_probability"].arms == ("s-400",)
    assert found["catalogue.rounds.gem-t.kill_probability"].arms == ("patriot-mse",)
    assert sum(name.endswith("engagement.retry_s") for name in found) == 1


def test_a_figure_of_the_textbook_moves_every_radar_that_refers_to_it() -> None:
    design = designed(
        vary=SYSTEMS, box={"figures": ["catalogue.radars.92n6e.doppler_notch_mps"], "points": 1}
    )
    (coordinate,) = design.coordinates
    entries = {path.split(".")[2] for path in coordinate.paths}
    assert {"92n6e", "96l6e", "patriot-radar"} <= entries
    own, other = (
        {change.split(".")[2] for change in changes_of([coordinate], arm, [20])}
        for arm in SYSTEMS["battery.system"]
    )
    assert {"92n6e", "96l6e"} <= own
    assert "patriot-radar" not in own
    assert other == {"patriot-radar"}


def test_what_a_scenario_says_itself_is_not_moved() -> None:
    plain = by_name(designed(box="all"))
    said = by_name(designed(set=[*FLAT, "battery.reaction_s=7"], box="all"))
    assert set(plain) - set(said) == {"catalogue.systems.s-400.reaction_s"}


def test_figures_that_only_say_which_loads_fit_stay_at_nominal_and_that_is_told() -> None:
    design = designed(box="all")
    fields = {name.rpartition(".")[2] for name in by_name(design)}
    assert fields.isdisjoint({"launchers", "positions_per_launcher", "rounds_per_position"})
    assert design.left_out == (
        "launchers, positions_per_launcher, rounds_per_position: they only say which loads fit, and the load "
        "has a box of its own",
    )


def test_a_load_goes_from_its_least_rounds_to_its_most() -> None:
    design = designed(vary={"battery.system": ["patriot-mse", "fd-2000"]}, box={
        "figures": ["catalogue.systems.*.loadout"], "points": 1
    })  # fmt: skip
    mse, fd = design.coordinates
    # Low 15 + 15 and nominal 12 + 36, which is the most; 16, 24, 32 for the other.
    assert (mse.low, mse.value, mse.high) == (30, 48, 48)
    assert (fd.low, fd.value, fd.high) == (16, 24, 32)
    # 18 rounds from end to end: a third of the way is 14 and 22.
    assert mse.changes("patriot-mse", 36) == ["battery.gaziantep.loadout={ gem-t = 14, pac-3-mse = 22 }"]
    # 28 rounds stand in 28 positions, which seven launchers of four have and six have not.
    assert fd.changes("fd-2000", 28) == [
        "battery.gaziantep.loadout={ fd-2000 = 28 }", "battery.gaziantep.launchers=7",
    ]  # fmt: skip
    assert fd.changes("patriot-mse", 28) == []


def test_the_load_that_a_scenario_gives_is_not_moved() -> None:
    tables = two_systems()
    tables["battery"][0]["loadout"] = {"40n6e": 4}
    found = by_name(load({"name": "s", "scenario": tables, "box": "all"}))
    assert "catalogue.systems.s-400.loadout" not in found
    assert "catalogue.systems.patriot-pac3.loadout" in found


def test_a_field_of_the_scenario_has_the_box_that_the_study_gives() -> None:
    box = {"range": {"doctrine.envelope_margin": [0.9, 1], "battery.salvo": [1, 1, 2]}, "points": 4}
    margin, salvo = designed(box=box).coordinates
    assert (margin.low, margin.value, margin.high, margin.status) == (0.9, 0.95, 1, "given")
    assert (salvo.low, salvo.value, salvo.high, salvo.whole) == (1, 1, 2, True)
    assert salvo.changes("one-battery", 2.0) == ["battery.salvo=2"]


def test_a_nominal_that_the_study_gives_is_in_every_arm() -> None:
    design = designed(arm=[{"name": "a"}, {"name": "b"}], box={"range": {"battery.reaction_s": [5, 9, 20]}})
    assert [arm.scenario.battery[0].reaction_s for arm in design.arms] == [9, 9]


def test_a_field_in_place_of_a_figure_leaves_that_figure_alone() -> None:
    box = {"figures": "all", "range": {"battery.reaction_s": [5, 9, 20]}}
    found = by_name(designed(box=box))
    assert "battery.reaction_s" in found
    assert "catalogue.systems.s-400.reaction_s" not in found


def test_a_figure_outside_its_own_box_is_told() -> None:
    box = {"range": {"catalogue.rounds.40n6e.kill_probability": [0.2, 0.95]}, "points": 1}
    with pytest.warns(Notice) as told:
        (coordinate,) = designed(box=box).coordinates
    assert [str(each.message) for each in told] == [
        "box.range.catalogue.rounds.40n6e.kill_probability: 0.2 to 0.95 is not within the "
        "figure's own 0.3 to 0.9"
    ]
    assert (coordinate.low, coordinate.value, coordinate.high) == (0.2, 0.7, 0.95)


def test_a_nominal_outside_the_range_is_told() -> None:
    with pytest.warns(Notice, match=r"doctrine.envelope_margin: the nominal 0\.95 lies outside 0\.6 to 0\.8"):
        designed(box={"range": {"doctrine.envelope_margin": [0.6, 0.8]}, "points": 1})


def test_decibels_are_those_of_the_textbook() -> None:
    coordinate = by_name(designed(box="all"))["catalogue.radars.92n6e.side_lobe_db"]
    told = tomllib.loads((DATA / "textbook.toml").read_text(encoding="utf-8"))["fire-control"]["side_lobe_db"]
    assert (coordinate.low, coordinate.value, coordinate.high) == (told["low"], told["value"], told["high"])


@pytest.mark.parametrize(
    ("box", "told"),
    [
        ({"figures": ["catalogue.rounds.*.kil"]}, "'catalogue.rounds.*.kil' finds none of the "),
        ({"range": {"doctrine.envelope_margn": [0, 1]}}, "did you mean 'envelope_margin'?"),
        ({"range": {"doctrine.envelope_margin": [1, 0.9]}}, "the low comes first and the high last"),
        ({"range": {"doctrine.envelope_margin": [0.05, 1]}}, "is 0.05; allowed is 0.1 to 1"),
        ({"range": {"battery.salvo": [1, 2]}}, "is not said by arm one-battery, so what"),
        ({"range": {"doctrine.control": [1, 2]}}, "is 'tight' in arm one-battery; a number can have a range"),
        ({"range": {"doctrine.salvos_max": [1, 2.5]}}, "takes whole numbers; round them"),
        ({"range": {"doctrine.salvos_max": [1]}}, "allowed is at least 2 entries"),
        ({"range": {"catalogue.rounds.40n6e.kill_probability": [0, 2]}}, "reaches 2, which the catalogue"),
        ({"range": {"catalogue.rounds.gem-t.kill_probability": [0, 1]}}, "no figure that the arms use"),
        ({"range": {"catalogue.rounds.40n6e.kill_probability": [0, 0.5, 1]}}, "the nominal is the cat"),
        ({"figures": ["catalogue.radars.91n6e.reference_rcs_m2"]}, "has no box in the catalogue; give it"),
    ],
)  # fmt: skip
def test_a_faulty_box_is_told(box: dict, told: str) -> None:
    assert told in message(box=box)


def test_arms_of_other_nominals_are_told() -> None:
    rows = [{"name": "a", "set": ["battery.reaction_s=5"]}, {"name": "b", "set": ["battery.reaction_s=8"]}]
    assert message(arm=rows, box={"range": {"battery.reaction_s": [4, 9]}}) == (
        "small: box.range.battery.reaction_s: is 5 in arm a and 8 in arm b; write [low, nominal, high]"
    )


def test_a_group_is_one_coordinate_from_all_low_to_all_high() -> None:
    group = {
        "name": "fuzes",
        "figures": ["catalogue.rounds.40n6e.*_probability", "catalogue.rounds.9m96e.kill*"],
    }
    (fuzes,) = designed(box={"group": [group], "points": 4}).coordinates
    # 0.3, 0.7, 0.9 and 0.4, 0.8, 0.9: two thirds and four fifths of their boxes are below the nominals.
    assert fuzes.value == pytest.approx((2 / 3 + 4 / 5) / 2, rel=1e-8)
    assert fuzes.changes("one-battery", 0.0) == [
        "catalogue.rounds.40n6e.kill_probability=0.3", "catalogue.rounds.9m96e.kill_probability=0.4",
    ]  # fmt: skip
    assert [change[-3:] for change in fuzes.changes("one-battery", 1.0)] == ["0.9", "0.9"]
    assert [change[-3:] for change in fuzes.changes("one-battery", fuzes.value)] == ["0.7", "0.8"]


def test_a_figure_in_two_groups_is_told() -> None:
    figures = ["catalogue.rounds.40n6e.kill_probability"]
    assert message(box={"group": [{"figures": figures}, {"name": "b", "figures": figures}]}).startswith(
        "small: box.group[1].figures: catalogue.rounds.40n6e.kill_probability is in group 0 already"
    )


def test_boxes_wider_than_tenfold_go_by_factors_and_the_others_evenly() -> None:
    wide, narrow, zero = part(1, 2, 100), part(1, 2, 10), part(0, 2, 100)
    assert (alone(wide).logarithmic, alone(narrow).logarithmic, alone(zero).logarithmic) == (
        True,
        False,
        False,
    )
    assert wide.at(0.5) == pytest.approx(10)
    assert narrow.at(0.5) == pytest.approx(5.5)
    assert wide.at(0.0) == 1
    assert math.isclose(wide.share_of(wide.at(0.3)), 0.3, rel_tol=1e-6)


def test_whole_numbers_have_equal_shares() -> None:
    count = part(2, 3, 5, whole=True)
    found = [count.at((i + 0.5) / 400) for i in range(400)]
    assert {value: found.count(value) for value in (2, 3, 4, 5)} == dict.fromkeys((2, 3, 4, 5), 100)
    assert count.at(1.0) == 5


def test_a_box_of_no_width_is_its_value() -> None:
    still = part(3, 3, 3)
    assert still.at(0.7) == 3
    assert together("g", (still, part(0, 1, 2))).value == 0.5
