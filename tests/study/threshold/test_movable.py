"""What can be moved, between which ends, and what is told of what cannot."""

from __future__ import annotations

import math

import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import Notice, OpeniadsError
from openiads.scenario.load_scenario import load
from openiads.study.design.arm_figures import arm_figures
from openiads.study.design.arms import Arm
from openiads.study.threshold.movable import movable
from tests.study.threshold.laid_measures import ARM, KILL

AT = f"figure {KILL}: "


def refusal(path, span=None, arm=ARM):
    with pytest.raises(OpeniadsError) as refused:
        movable(path, span, arm, PACKAGED)
    return str(refused.value)


def test_a_figure_of_the_catalogue_has_its_own_box_or_another():
    figure = PACKAGED.round_of("48n6e3").figures["kill_probability"]
    own = movable(KILL, None, ARM, PACKAGED)
    assert (own.low, own.value, own.high) == (figure.low, figure.value, figure.high)
    assert own.status == figure.status
    with pytest.warns(Notice, match=r"kill_probability: 0.2 to 0.99 is not within its own 0.4 to 0.93"):
        other = movable(KILL, (0.2, 0.99), ARM, PACKAGED)
    assert (other.low, other.value, other.high) == (0.2, figure.value, 0.99)


def test_a_field_of_the_scenario_that_says_nothing_has_no_nominal():
    delay = movable("network.delay_s", (0.0, 60.0), ARM, PACKAGED)
    assert math.isnan(delay.value)
    assert delay.changes("one-battery", 3.5) == ["network.delay_s=3.5"]
    said = Arm("one-battery", load(ARM.scenario, ["network.delay_s=4"]))
    assert movable("network.delay_s", (0.0, 60.0), said, PACKAGED).value == 4.0


def test_a_field_that_takes_whole_numbers_alone_is_known_by_that():
    assert movable("battery.salvo", (1, 2), ARM, PACKAGED).whole
    assert movable("battery.targets_max", (1, 40), ARM, PACKAGED).whole
    assert movable("raid.drones.count", (1, 5), ARM, PACKAGED).value == 2.0
    assert not movable("battery.reaction_s", (1, 40), ARM, PACKAGED).whole


@pytest.mark.parametrize(
    ("path", "span", "message"),
    [
        (KILL, (0.9, 0.5), f"{AT}between is 0.9,0.5; a low below its high is allowed; exchange them"),
        (KILL, (0.5, 0.5), f"{AT}between is 0.5,0.5; a low below its high is allowed; make the high larger"),
        (KILL, (0.5, math.inf), f"{AT}between is 0.5,inf; two numbers are allowed; write both"),
        (KILL, (0.5, 1.5), f"{AT}between reaches 1.5, which the catalogue does not allow; bring it in"),
        (
            "catalogue.rounds.gem-t.kill_probability", None,
            "figure catalogue.rounds.gem-t.kill_probability: is not used by one-battery, so it would change "
            "nothing; did you mean 'catalogue.rounds.9m96e.kill_probability'?",
        ),
        (
            "catalogue.systems.s-400.loadout", (1.0, 5.0),
            "figure catalogue.systems.s-400.loadout: is a load, whose low and high are the catalogue's; "
            "leave --between out",
        ),
        (
            "network.delay_s", None,
            "figure network.delay_s: is a field of the scenario and has no low and high; give one: --between "
            "LOW,HIGH",
        ),
        (
            "network.delay_s", (-1.0, 3.0),
            "figure network.delay_s: cannot be -1: one-battery: network.gaziantep alone.delay_s: is -1; "
            "allowed is 0 to 60 s; give other ends by --between",
        ),
        (
            "battery.salvo", (1.0, 1.5),
            "figure battery.salvo: cannot be 1.5: one-battery: battery.gaziantep.salvo: is 1.5; allowed is a "
            "whole number; give other ends by --between",
        ),
        (
            "doctrine.control", (0.0, 1.0),
            "figure doctrine.control: is 'tight' in one-battery; a number can be moved; name one that is",
        ),
        ("network", (0.0, 1.0), "figure network: names a whole table; write it like battery.NAME.salvo=2"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_moved_is_told(path, span, message):
    assert refusal(path, span) == message


@pytest.mark.parametrize(
    ("path", "beginning"),
    [
        (
            "catalogue.rounds.48n6e3.kill_prob",
            "figure: no figure that one-battery uses named 'catalogue.rounds.48n6e3.kill_prob'; did you mean "
            f"'{KILL}'? known: ",
        ),
        ("catalogue", "figure: no figure that one-battery uses named 'catalogue'; known: "),
        ("catalogue.x", "figure: no figure that one-battery uses named 'catalogue.x'; known: "),
        ("network.dely_s", "figure network.dely_s: no field of network named 'dely_s'; did you mean 'delay"),
        ("netwrk.delay_s", "figure netwrk.delay_s: no table named 'netwrk'; did you mean 'network'? known: "),
    ],
)  # fmt: skip
def test_what_nobody_has_is_told_with_the_nearest(path, beginning):
    assert refusal(path, (0.1, 0.9)).startswith(beginning)


def test_a_figure_that_the_scenario_sets_itself_is_told_so():
    own = Arm("one-battery", load(ARM.scenario, [f"{KILL}=0.7"]))
    assert refusal(KILL, None, own) == (
        f"figure {KILL}: is set to 0.7 by the scenario; leave that out, and it can be moved"
    )


def test_a_figure_without_a_box_needs_one():
    bare = next(part for part in arm_figures([ARM], PACKAGED).unboxed if not part.whole)
    told = f"figure {bare.paths[0]}: has no low and high in the catalogue; give one: --between LOW,HIGH"
    assert refusal(bare.paths[0]) == told
