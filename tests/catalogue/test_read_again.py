"""Figures that were set by what public pages say, each pinned with the words or numbers of its source.

The expectation is arithmetic on what the page says, never a number copied out of the catalogue.
"""

import math

import pytest
from scipy import stats

from openiads.catalogue import radar, reliability, round_of, system, threat
from openiads.catalogue.load_catalogue import PACKAGED

KM, MUSD = 1e3, 1e6


def box(entry, name):
    figure = entry.figures[name]
    return figure.low, figure.value, figure.high


@pytest.mark.parametrize("slug", ["91n6e", "64n6e2"])
def test_an_array_of_two_sides_at_five_turns_a_minute_looks_every_six_seconds(slug):
    turn = 60.0 / 5.0
    assert box(radar(slug), "scan_period") == (turn / 2.0, turn / 2.0, turn)


def test_the_price_of_an_fd_2000_battery_is_the_bid_over_the_twelve_that_the_undersecretary_named():
    # "Za dokladnie 3,44 miliarda dolarow ... lacznie 12 baterii ... kazda z nich ma szesc wyrzutni z czterema
    # komorami ... lacznie 288" (TVN24, 2013); eight launchers in Komputer Swiat; early press "below $3bn".
    unit = system("fd-2000")
    assert box(unit, "tender_batteries") == (4, 12, 12)
    low, value, high = box(unit, "cost")
    assert (low, value, high) == pytest.approx(
        (2990 * MUSD / 12, 3440 * MUSD / 12, 3440 * MUSD / 4), rel=2e-3
    )
    assert unit.launchers * unit.positions_per_launcher * unit.tender_batteries == 288
    assert unit.loadout == {"fd-2000": 288 // 12}
    assert unit.figures["launchers"].high == 8


@pytest.mark.parametrize("slug", ["patriot-gemt", "patriot-pac3", "patriot-mse"])
def test_a_patriot_battery_was_offered_for_600_million_in_2009(slug):
    # "13 Patriot fire units, 72 PAC-3 ... 197 GEM-T ... $7.8bn" (Army Technology on DSCA, 2009)
    assert box(system(slug), "cost") == (7800 * MUSD / 13, 1100 * MUSD, 1100 * MUSD)


def test_the_loads_offered_to_turkey_are_the_low_of_the_filled_launchers():
    # 2018: "80 GEM-T ... 60 PAC-3 MSE ... 20 M903 ... four AN/MPQ-65" (Altair, Defense Mirror on DSCA).
    launchers, gem_t, mse = 20 / 4, 80 / 4, 60 / 4
    low = system("patriot-mse").choices["loadout"].low
    assert low["pac-3-mse"] == mse
    assert low["gem-t"] <= gem_t
    assert low["gem-t"] + low["pac-3-mse"] / 3 == 4 * launchers
    # 2009: "48 M902", 197 GEM-T and 72 PAC-3 for 13 fire units (Army Technology on DSCA).
    launchers, gem_t, pac_3 = 48 / 13, 197 / 13, 72 / 13
    low = system("patriot-pac3").choices["loadout"].low
    assert low["pac-3"] == math.floor(pac_3)
    assert low["gem-t"] == math.floor(4 * launchers - pac_3 / 4)
    assert low["gem-t"] < gem_t
    assert system("patriot-gemt").choices["loadout"].low == {"gem-t": round(gem_t)}


def test_a_gem_t_meets_what_its_forerunner_engaged_in_1991():
    # Some 600 km of range: sqrt(g R) at burnout and again at re-entry, without drag.
    low, value, high = box(round_of("gem-t"), "maximum_target_speed")
    assert value == pytest.approx(math.sqrt(9.81 * 600 * KM), rel=0.02)
    assert low >= threat("srbm").speed
    assert high == 3000


@pytest.mark.parametrize("slug", ["srbm", "mrbm"])
def test_reported_outcomes_against_ballistic_missiles_span_the_prior(slug):
    # None (video, Science 1999), 9 % (GAO 1992), 10 % (WSJ 2024), 9 of 9 (Orlando Sentinel 2004).
    low, value, high = box(threat(slug), "kill_factor")
    outcomes = (0.0, 0.09, 0.10, 1.0)
    assert (low, high) == (min(outcomes), max(outcomes))
    assert value == 0.4
    assert "quarrel" in threat(slug).figures["kill_factor"].note


@pytest.mark.parametrize("slug", ["cruise-subsonic", "cruise-supersonic"])
def test_two_rounds_each_at_the_low_prior_give_the_lower_published_outcome_against_cruise_missiles(slug):
    # "intercepted around 46% of Russian missiles, compared with 73% in the preceding six months" (WSJ 2024)
    low, value, high = box(threat(slug), "kill_factor")
    shot = round_of("48n6e3").kill_probability
    assert 1.0 - (1.0 - low * shot) ** 2 == pytest.approx(0.46, abs=0.05)
    assert (value, high) == (0.8, 1.0)


def test_the_reach_that_foi_gives_the_s_400_is_the_low_of_its_engagement_radar():
    # "la portee reelle ... n'est pas de 400 km ... mais de 150 a 200 km" (Bao Nghe An on FOI, 2019)
    assert box(radar("92n6e"), "instrumented_range") == (150 * KM, 400 * KM, 400 * KM)


@pytest.mark.parametrize("slug", ["9m96e", "9m96e2"])
def test_four_small_rounds_to_a_position_are_memory_and_press_counts_one(slug):
    # "eight launchers with four missiles each" (Sputnik Brasil 2018): 32 in all, one to each position.
    found = round_of(slug)
    assert box(found, "rounds_per_position") == (1, 4, 4)
    assert found.figures["rounds_per_position"].status == "memory"
    assert sum(system("s-400").choices["loadout"].low.values()) == 8 * 4


def test_the_40n6e_came_after_the_year_of_the_articles():
    # TASS, July 2018: "As of today, the S-400 can hit targets at a distance of up to 250 km"; June 2019:
    # missiles damaged at sea in December 2017 supplied again in April 2019, 40N6 among them (SOFREP 2019).
    found = round_of("40n6e")
    assert box(found, "in_service_year") == (2017, 2018, 2019)
    assert {"tass2018_china", "tass2019_china", "sofrep2019"} <= set(found.figures["in_service_year"].also)


@pytest.mark.parametrize("slug", PACKAGED.names("radar"))
def test_a_radar_tracks_at_least_where_it_searches(slug):
    found = radar(slug)
    assert found.search_sector <= found.track_sector
    assert (found.pattern == "sector") == (found.search_sector < 2 * math.pi)


def test_the_patriot_radar_searches_90_degrees_and_guides_in_120():
    search, track = (box(radar("patriot-radar"), name) for name in ("search_sector", "track_sector"))
    assert [math.degrees(x) for x in search] == pytest.approx([90, 90, 120])
    assert [math.degrees(x) for x in track] == pytest.approx([90, 120, 120])
    assert radar("patriot-radar").figures["track_sector"].status == "quoted"


def test_the_common_failure_is_one_of_the_48_occasions_of_1991():
    # GAO: one unit failed at Dhahran; 47 missiles were engaged (Baltimore Sun on GAO, 1992).
    occasions = 47 + 1
    low, value, high = box(reliability(), "common_failure_probability")
    jeffreys = stats.beta(1 + 0.5, occasions - 1 + 0.5)
    assert value == pytest.approx(1 / occasions, rel=0.05)
    assert 0.85 * jeffreys.ppf(0.025) <= low <= jeffreys.ppf(0.025)
    assert jeffreys.ppf(0.975) <= high <= 1.1 * jeffreys.ppf(0.975)


@pytest.mark.parametrize("slug", PACKAGED.names("radar"))
def test_angles_are_measured_to_a_tenth_of_the_main_lobe(slug):
    # beam / (1.6 sqrt(2 SNR)) with SNR = ln Pfa / ln Pd - 1, Swerling 1
    found = radar(slug)
    snr = math.log(found.false_alarm_probability) / math.log(found.reference_detection_probability) - 1.0
    assert found.azimuth_sd == pytest.approx(found.beam_width / (1.6 * math.sqrt(2.0 * snr)), rel=0.05)
