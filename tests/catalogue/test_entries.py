"""Replacing single figures, and what becomes of their provenance."""

import pickle

import pytest

from openiads.catalogue import radar, round_of, system
from openiads.catalogue.entries import Figure
from openiads.ground.errors import OutOfRange, UnknownName


def test_a_value_inside_the_box_keeps_source_and_status():
    changed = round_of("40n6e").replace(maximum_range=390e3)
    assert changed.maximum_range == 390e3
    assert changed.figures["maximum_range"].value == 390e3
    assert changed.figures["maximum_range"].status == "quoted"


def test_a_value_outside_the_box_is_the_users_own():
    changed = round_of("40n6e").replace(maximum_range=250e3)
    assert changed.figures["maximum_range"] == Figure(250e3, 250e3, 250e3, "scenario", "given")


def test_a_figure_that_the_catalogue_lacks_is_the_users_own():
    changed = round_of("gem-t").replace(mean_speed=900.0)
    assert (changed.mean_speed, changed.figures["mean_speed"].status) == (900.0, "given")


def test_a_choice_is_replaced_with_its_provenance():
    changed = round_of("gem-t").replace(guidance="active")
    assert (changed.guidance, changed.choices["guidance"].status) == ("active", "given")


def test_a_part_is_replaced_without_figures():
    assert system("s-400").replace(search_radars=()).search_radars == ()
    assert radar("92n6e").replace(searches=True).searches is True


def test_the_entry_itself_stays_as_it_was():
    before = round_of("48n6e3")
    before.replace(kill_probability=0.5)
    assert (before.kill_probability, round_of("48n6e3").kill_probability) == (0.8, 0.8)


def test_entries_travel_between_processes():
    entry = system("s-400")
    assert pickle.loads(pickle.dumps(entry)) == entry


def test_an_unknown_field_offers_the_nearest():
    with pytest.raises(UnknownName) as caught:
        radar("91n6e").replace(scan_perod=6.0)
    assert str(caught.value).startswith(
        "91n6e: no field named 'scan_perod'; did you mean 'scan_period'? known: antenna, azimuth_sd,"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"kill_probability": 1.2},
            "48n6e3.kill_probability is 1.2; finite values from 0 to 1 are allowed",
        ),
        ({"boost": -1.0}, "48n6e3.boost is -1; finite values from 0 to inf are allowed"),
        (
            {"maximum_range": float("nan")},
            "48n6e3.maximum_range is nan; finite values from 0 to inf are allowed",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(change, message):
    with pytest.raises(OutOfRange) as caught:
        round_of("48n6e3").replace(**change)
    assert str(caught.value) == message
