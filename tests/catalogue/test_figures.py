"""Spot values, copied by hand from the pages that sources.toml names, and turned into SI by hand."""

import math

import pytest

from openiads.catalogue import interrogator, radar, round_of, system, threat

# Range [m] and ceiling [m] as the press and the maker's sheets print them.
ROUNDS = [
    ("40n6e", 400_000.0, 35_000.0),
    ("48n6e3", 250_000.0, 27_000.0),
    ("9m96e2", 120_000.0, 30_000.0),
    ("9m96e", 40_000.0, 20_000.0),
    ("48n6e2", 200_000.0, 27_000.0),
    ("gem-t", 160_000.0, 24_000.0),
    ("pac-3", 24_000.0, 24_400.0),
    ("pac-3-mse", 60_000.0, 36_000.0),
    ("fd-2000", 125_000.0, 24_400.0),
    ("aster-30", 100_000.0, 20_000.0),
]
BALLISTIC = {"40n6e": 15e3, "48n6e3": 60e3, "pac-3": 20e3, "pac-3-mse": 40e3, "fd-2000": 25e3}
PER_POSITION = {"40n6e": 1, "48n6e3": 1, "9m96e2": 4, "9m96e": 4, "pac-3": 4, "pac-3-mse": 3, "aster-30": 1}


@pytest.mark.parametrize(("slug", "reach", "ceiling"), ROUNDS)
def test_reach_and_ceiling_of_each_round(slug, reach, ceiling):
    assert (round_of(slug).maximum_range, round_of(slug).maximum_altitude) == (reach, ceiling)


@pytest.mark.parametrize(("slug", "reach"), sorted(BALLISTIC.items()))
def test_reach_against_ballistic_targets_is_published_apart(slug, reach):
    assert round_of(slug).ballistic_range == reach


@pytest.mark.parametrize(("slug", "rounds"), sorted(PER_POSITION.items()))
def test_rounds_to_one_canister_position(slug, rounds):
    assert round_of(slug).rounds_per_position == rounds


def test_the_maker_calls_1190_metres_per_second_an_average():
    assert round_of("40n6e").mean_speed == 1190.0
    assert round_of("40n6e").maximum_speed > 1190.0


def test_the_acquisition_radar_sees_4_square_metres_at_390_kilometres():
    big = radar("91n6e")
    assert (big.reference_range, big.reference_rcs, big.instrumented_range) == (390e3, 4.0, 600e3)


def test_the_patriot_radar_searches_a_quarter_turn_and_tracks_a_third_and_others_look_all_round():
    assert radar("patriot-radar").search_sector == pytest.approx(math.pi / 2)
    assert radar("patriot-radar").track_sector == pytest.approx(2 * math.pi / 3)
    assert (radar("arabel").search_sector, radar("arabel").track_sector) == (2 * math.pi, 2 * math.pi)
    assert (radar("patriot-radar").slew, radar("arabel").scan_period) == (0.0, 1.0)


def test_decibels_and_degrees_are_gone_inside():
    big = radar("91n6e")
    assert big.side_lobe == pytest.approx(10**-2.5)  # -25 dB
    assert math.exp(-big.gas_loss * 400e3) == pytest.approx(10 ** (-0.0075 * 400 / 10))  # 3 dB over 400 km
    assert big.beam_width == pytest.approx(2 * math.pi / 180)


def test_a_fire_unit_of_eight_launchers_has_32_positions_and_six_targets():
    unit = system("s-400")
    assert (unit.launchers, unit.positions, unit.targets_max, unit.guided_max) == (8, 32, 6, 12)


def test_the_s_400_carries_all_four_rounds():
    assert system("s-400").loadout == {"40n6e": 4, "48n6e3": 16, "9m96e2": 32, "9m96e": 16}


def test_times_of_a_fire_unit_are_seconds():
    unit = system("s-400")
    assert (unit.reaction, unit.emplace, unit.depot_ready) == (10.0, 300.0, 43_200.0)


def test_four_batteries_for_2500_million_make_625_each():
    assert system("s-400").cost == 2.5e9 / 4


def test_the_bids_of_the_tender_are_whole_bids():
    bids = {slug: system(slug).tender_bid for slug in ("fd-2000", "patriot-mse", "samp-t", "s-400")}
    assert bids == {"fd-2000": 3.44e9, "patriot-mse": 4.0e9, "samp-t": 4.4e9, "s-400": None}


def test_patriot_engages_five_and_samp_t_ten():
    assert [system(slug).targets_max for slug in ("patriot-gemt", "samp-t")] == [5, 10]


def test_one_way_drones_fly_at_185_kilometres_an_hour():
    assert threat("one-way-drone").speed == pytest.approx(185 / 3.6, rel=0.05)


def test_a_short_range_ballistic_missile_peaks_at_120_kilometres_on_its_way_of_450():
    missile = threat("srbm")
    assert (missile.range, missile.apogee, missile.altitude) == (450e3, 120e3, 0.0)


def test_what_cannot_weave_has_no_weave():
    assert (threat("airliner").weave, threat("airliner").weave_period) == (0.0, math.inf)


def test_a_jammer_raises_the_noise_a_thousandfold_at_150_kilometres():
    jammer = threat("standoff-jammer")
    assert (jammer.noise_rise, jammer.noise_distance) == (1000.0, 150e3)
    assert threat("fighter").noise_rise is None


def test_sides_are_as_named():
    sides = {
        slug: threat(slug).side for slug in ("fighter", "airliner", "light-aircraft", "friendly-fighter")
    }
    assert sides == {
        "fighter": "hostile",
        "airliner": "neutral",
        "light-aircraft": "neutral",
        "friendly-fighter": "friend",
    }


def test_no_interrogator_asks_nobody_and_nobody_replies():
    silent = interrogator("none")
    assert (silent.asks, silent.figures, silent.friend_reply_probability) == ((), {}, 0.0)


def test_only_the_full_interrogator_hears_civil_transponders():
    assert interrogator("national").neutral_reply_probability == 0.0
    assert interrogator("full").asks == ("friend", "neutral")
    assert interrogator("full").friend_reply_probability == 0.95
