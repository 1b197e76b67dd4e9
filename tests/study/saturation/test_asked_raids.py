"""What may be asked of sizes and spreads, and what is said of the rest: one message each."""

from __future__ import annotations

import warnings

import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import Notice, OutOfRange
from openiads.scenario.load_scenario import load
from openiads.study.saturation.asked_raids import asked_raids, sizes_of, spread_told, spreads_of
from tests.study.saturation.two_kinds import document

SIZES, SPREADS = "write it like sizes=(20, 40, 80)", "write it like spreads_min=(0, 'own', 60)"


def asked(sizes=(), spreads=(), **tables):
    return asked_raids(load(document() | tables), sizes, spreads, 4, 1, PACKAGED)


@pytest.mark.parametrize(
    ("told", "sizes"),
    [
        ("20, 5,20", (5, 20)),
        ([5, 20], (5, 20)),
        ("0.5x,1x,2x", (5, 10, 20)),
        (["1x", 25], (10, 25)),
        ("0.01x,1x", (1, 10)),
        ((), (5, 8, 10, 15, 20, 30)),  # of a quarter, 2 raiders, no raid of three groups is made
    ],
)
def test_sizes_are_raiders_or_raids(told, sizes):
    assert sizes_of(told, 10, 3) == sizes


@pytest.mark.parametrize(
    ("told", "spreads"),
    [
        ("0,5,60", (0.0, 300.0, 3600.0)),
        (["own", 1], (None, 60.0)),
        ((), (0.0, None, 3600.0)),
        ([2, 2.0], (120.0,)),
    ],
)
def test_spreads_are_minutes_or_its_own(told, spreads):
    assert spreads_of(told, 900.0) == spreads


def test_its_own_spread_is_not_played_twice():
    assert spreads_of((), 0.0) == (None, 3600.0)
    assert spreads_of("15,own", 900.0) == (None,)


@pytest.mark.parametrize(
    ("sizes", "spreads", "message"),
    [
        ("0,5", (), f"sizes[0] is 0; a whole number from 1 to 10000 is allowed; {SIZES}"),
        ([-3, 5], (), f"sizes[0] is -3; a whole number from 1 to 10000 is allowed; {SIZES}"),
        ([4, 20_000], (), f"sizes[1] is 20000; a whole number from 1 to 10000 is allowed; {SIZES}"),
        ("ten,20", (), f"sizes[0] is 'ten'; a whole number from 1 to 10000 is allowed; {SIZES}"),
        ("2.5,20", (), f"sizes[0] is '2.5'; a whole number from 1 to 10000 is allowed; {SIZES}"),
        ("20", (), f"sizes is '20'; 2 to 50 that differ are allowed; {SIZES}"),
        (range(1, 60), (), f"sizes is range(1, 60); 2 to 50 that differ are allowed; {SIZES}"),
        (5, (), f"sizes is 5; a list, or a text with commas, is allowed; {SIZES}"),
        (
            "0x,1x", (),
            "sizes[0] is '0x'; more than 0 and at most 1000 raids of 10 are allowed; "
            "write it like sizes=('0.5x', '1x', '2x')",
        ),
        (
            "halfx,1x", (),
            "sizes[0] is 'halfx'; a number before the x is allowed; write it like sizes=('0.5x', '1x', '2x')",
        ),
        ((), "-1", f"spreads_min[0] is -1.0; 0 to 720 minutes, or own, are allowed; {SPREADS}"),
        ((), [0, 721], f"spreads_min[1] is 721.0; 0 to 720 minutes, or own, are allowed; {SPREADS}"),
        ((), "nan", f"spreads_min[0] is nan; 0 to 720 minutes, or own, are allowed; {SPREADS}"),
        ((), "soon", f"spreads_min[0] is 'soon'; minutes or own are allowed; {SPREADS}"),
        ((), range(13), f"spreads_min is range(0, 13); at most 12 are allowed; {SPREADS}"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_one_message(sizes, spreads, message):
    with pytest.raises(OutOfRange) as error:
        asked(sizes, spreads)
    assert str(error.value) == message


def test_a_raid_is_needed():
    with pytest.raises(OutOfRange) as error:
        asked(raid=[])
    assert str(error.value) == "two-kinds: nothing flies to an asset; write a [[raid]] with a target"


def test_sizes_must_add_what_can_leak():
    group = document()["raid"][0]
    one = group | {"count": 1}
    away = group | {"name": "away", "count": 9, "waypoints": [[36.5, 37.4], [36.5, 36.5]]}
    away = {key: value for key, value in away.items() if key not in ("entry", "target")}
    with pytest.raises(OutOfRange) as error:
        asked((6, 7, 8), raid=[one, away])  # one of them is aimed at the town
    assert str(error.value).startswith("sizes is (6, 7, 8); two that aim more and more at assets are needed;")


def test_every_raid_is_an_arm_with_its_name():
    found = asked("5,10", "0,own")
    assert [arm.name for arm in found.design.arms] == [
        "5 raiders all at once", "10 raiders all at once", "5 raiders as it is", "10 raiders as it is",
    ]  # fmt: skip
    assert found.design.arms[-1].scenario == found.scenario


def test_who_would_fly_in_one_place_is_told():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        asked("10,40", "0")
    (one,) = [each for each in told if each.category is Notice]
    assert str(one.message) == (
        "two-kinds: several of carrier come at one time on one way, where no radar tells them apart; give "
        "them lateral_km, or a longer spread"
    )


def test_spreads_in_words():
    assert [spread_told(one) for one in (0.0, 30.0, 300.0, 3600.0, None)] == [
        "all at once", "over 0.5 min", "over 5 min", "over 60 min", "as it is",
    ]  # fmt: skip
    assert spread_told(None, 970.0) == "as it is, over 16 min"


def test_a_spread_by_which_those_by_chance_would_come_too_late_is_named() -> None:
    late = load("one-battery", ["raid.fighters.pattern=poisson"])
    with pytest.raises(OutOfRange) as caught:
        asked_raids(late, ["1x", "2x"], [0, 720], 4, 1, PACKAGED)
    assert str(caught.value) == (
        "spreads_min is 720; fighters, by chance as they come, would enter when the run has ended "
        "(area.duration_s is 1200); shorten it, or lengthen the run"
    )
