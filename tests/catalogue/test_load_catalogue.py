"""What the loader says of a file that is wrong: where, what is shown, what is allowed, what to do."""

import math
import shutil
import time

import pytest

from openiads.catalogue import Catalogue, names, radar, round_of, threat
from openiads.catalogue.load_catalogue import DATA
from openiads.ground.errors import CatalogueError, UnknownName

FIGURE = 'source = "memory", status = "memory"'


@pytest.fixture
def spoil(tmp_path):
    """Copy the catalogue, change one file, and load that entry."""

    def load(kind, slug, old, new):
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        path = folder / f"{kind}s" / f"{slug}.toml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(CatalogueError) as caught:
            getattr(Catalogue(folder), {"round": "round_of"}.get(kind, kind))(slug)
        return str(caught.value)

    return load


@pytest.mark.parametrize(
    ("kind", "slug", "old", "new", "message"),
    [
        (
            "radar",
            "91n6e",
            "reference_range_km = { value = 390, low = 340",
            "reference_range_km = { value = 390, low = -340",
            "radars/91n6e.toml: reference_range_km.low: -340 where at least 0.001 is allowed",
        ),
        (
            "radar",
            "91n6e",
            "reference_range_km = { value = 390, low = 340, high = 390",
            "reference_range_km = { value = 390, low = 340, high = 380",
            "radars/91n6e.toml: reference_range_km: value 390 is outside low 340 to high 380; "
            "widen low and high to what the sources say",
        ),
        (
            "radar",
            "91n6e",
            "reference_range_km = { value = 390, low = 340, high = 390",
            "reference_range_km = { value = 700, low = 340, high = 700",
            "radars/91n6e.toml: reference_range_km is 700, above instrumented_range_km 600; "
            "correct the one that is wrong",
        ),
        (
            "radar",
            "91n6e",
            "scan_period_s =",
            "scan_perod_s =",
            "2 faults in radars/91n6e.toml:\n"
            "  - scan_period_s: missing; add it\n"
            "  - scan_perod_s: no such field; did you mean 'scan_period_s'?",
        ),
        (
            "radar",
            "91n6e",
            "instrumented_range_km = { value = 600, low = 560, high = 600, source",
            "instrumented_range_km = { value = 600, low = 560, high = 600, sourze",
            "2 faults in radars/91n6e.toml:\n"
            "  - instrumented_range_km.source: missing; add it\n"
            "  - instrumented_range_km.sourze: no such field; did you mean 'source'?",
        ),
        (
            "radar",
            "91n6e",
            'source = "almanar2016"',
            'source = "almanach"',
            "radars/91n6e.toml: instrumented_range_km: source 'almanach' is not in sources.toml; "
            "add it there",
        ),
        (
            "radar",
            "91n6e",
            "searches = true",
            "searches = true\ncolour = 1",
            "radars/91n6e.toml: colour: no such field; remove it",
        ),
        (
            "radar",
            "91n6e",
            'role = "acquisition"',
            'role = "search"',
            "radars/91n6e.toml: role: 'search' where 'acquisition', 'engagement', 'multifunction', "
            "'early-warning' or 'airborne' is allowed",
        ),
        (
            "radar",
            "91n6e",
            'pattern = "rotating"',
            'pattern = "sector"',
            "radars/91n6e.toml: pattern is 'sector' and search_sector_deg is absent; add search_sector_deg",
        ),
        (
            "radar",
            "patriot-radar",
            "search_sector_deg = { value = 90, low = 90, high = 120",
            "search_sector_deg = { value = 130, low = 90, high = 130",
            "radars/patriot-radar.toml: search_sector_deg is 130, above track_sector_deg 120; "
            "correct the one that is wrong",
        ),
        (
            "radar",
            "patriot-radar",
            'textbook = "fire-control"',
            'textbook = "firecontrol"',
            "radars/patriot-radar.toml: no textbook block named 'firecontrol'; did you mean 'fire-control'? "
            "known: every, fire-control, search",
        ),
        (
            "radar",
            "patriot-radar",
            'textbook = "fire-control"\n',
            "",
            "11 faults in radars/patriot-radar.toml:\n"
            "  - reference_detection_probability: missing; add it\n"
            "  - false_alarm_probability: missing; add it\n"
            "  - minimum_range_km: missing; add it\n"
            "  - minimum_elevation_deg: missing; add it\n"
            "  - range_sd_m: missing; add it\n"
            "  - azimuth_sd_deg: missing; add it\n"
            "  - elevation_sd_deg: missing; add it\n"
            "  - range_rate_sd_mps: missing; add it\n"
            "  - doppler_notch_mps: missing; add it\n"
            "  - beam_width_deg: missing; add it\n"
            "  - side_lobe_db: missing; add it",
        ),
        (
            "radar",
            "91n6e",
            "searches = true",
            'searches = "true"',
            "radars/91n6e.toml: searches: 'true' where true or false is allowed",
        ),
        (
            "radar",
            "91n6e",
            "value = 600, low = 560",
            'value = "600", low = 560',
            "radars/91n6e.toml: instrumented_range_km.value: '600' where a number is allowed",
        ),
        (
            "radar",
            "91n6e",
            "searches = true",
            "searches = ",
            "radars/91n6e.toml: not TOML at line 5, column 12; correct it there",
        ),
        (
            "round",
            "9m96e",
            "ballistic_range_km = { value = 20, low = 15, high = 25",
            "ballistic_range_km = { value = 60, low = 15, high = 60",
            "rounds/9m96e.toml: ballistic_range_km is 60, above maximum_range_km 40; "
            "correct the one that is wrong",
        ),
        (
            "round",
            "9m96e",
            "rounds_per_position = { value = 4,",
            "rounds_per_position = { value = 4.5,",
            "rounds/9m96e.toml: rounds_per_position.value: 4.5 where a whole number is allowed",
        ),
        (
            "round",
            "9m96e",
            "guidance = {",
            "guidance = 3 #",
            "rounds/9m96e.toml: guidance: 3 where a table such as "
            "{ value = 1, low = 1, high = 2, source = 'memory', status = 'memory' } is allowed",
        ),
        (
            "system",
            "s-400",
            "counts = { 40n6e = 4,",
            "counts = { 40n6e = 5,",
            "systems/s-400.toml: loadout.counts: takes 33 canister positions where launchers times "
            "positions_per_launcher gives 32; load fewer rounds",
        ),
        (
            "system",
            "s-400",
            "counts = { 40n6e = 4,",
            "counts = { gem-t = 4,",
            "systems/s-400.toml: loadout.counts has 'gem-t', which is not among rounds; add it there",
        ),
        (
            "system",
            "s-400",
            "low = { 40n6e = 4,",
            "low = { gem-t = 4,",
            "systems/s-400.toml: loadout.low has 'gem-t', which is not among rounds; add it there",
        ),
        (
            "system",
            "patriot-mse",
            "low = { gem-t = 15,",
            "low = { gem-t = 20,",
            "systems/patriot-mse.toml: loadout.low: takes 25 canister positions where launchers times "
            "positions_per_launcher gives 24; load fewer rounds",
        ),
        (
            "system",
            "s-400",
            'engagement_radar = "92n6e"',
            'engagement_radar = "92n6"',
            "systems/s-400.toml: no radar named '92n6'; did you mean '92n6e'? known: 30n6e2, 64n6e2, 91n6e, "
            "92n6e, 96l6e, airborne-generic, arabel, early-warning-generic, fd-2000-search, ht-233, "
            "patriot-radar",
        ),
        (
            "system",
            "s-400",
            'rounds = ["40n6e", "48n6e3", "9m96e2", "9m96e"]',
            "rounds = []",
            "systems/s-400.toml: rounds: empty; say at least one",
        ),
        (
            "threat",
            "srbm",
            'kind = "ballistic"',
            'kind = "cruise"',
            "threats/srbm.toml: kind is 'cruise' and range_km is present; remove range_km",
        ),
        (
            "threat",
            "standoff-jammer",
            "noise_distance_km =",
            "#",
            "threats/standoff-jammer.toml: noise_rise_db is present and noise_distance_km is absent; "
            "add noise_distance_km",
        ),
        (
            "threat",
            "fighter",
            "weave_mps2 =",
            "#",
            "threats/fighter.toml: weave_mps2 is absent and weave_period_s is present; remove weave_period_s",
        ),
        (
            "interrogator",
            "full",
            'asks = ["friend", "neutral"]',
            'asks = ["friend"]',
            "interrogators/full.toml: asks is ['friend'] and neutral_reply_probability is present; "
            "remove neutral_reply_probability",
        ),
        (
            "interrogator",
            "full",
            "neutral_reply_probability = { value = 0.98, low = 0.9, high = 0.999",
            "neutral_reply_probability = { value = 0.98, low = 0.9, high = 1.999",
            "interrogators/full.toml: neutral_reply_probability.high: 1.999 where at most 1 is allowed",
        ),
    ],
)
def test_each_mistake_names_file_field_and_remedy(spoil, kind, slug, old, new, message):
    assert spoil(kind, slug, old, new) == message


def test_an_unknown_slug_offers_the_nearest():
    with pytest.raises(UnknownName) as caught:
        round_of("48n6e4")
    assert str(caught.value) == (
        "no round named '48n6e4'; did you mean '48n6e3'? known: 40n6e, 48n6e2, 48n6e3, 9m96e, 9m96e2, "
        "aster-30, fd-2000, gem-t, pac-3, pac-3-mse"
    )


def test_a_path_is_no_slug():
    with pytest.raises(UnknownName):
        radar("../rounds/gem-t")


def test_an_unknown_kind_is_told_the_kinds():
    with pytest.raises(UnknownName) as caught:
        names("radars")
    assert str(caught.value) == (
        "no kind of catalogue entry named 'radars'; did you mean 'radar'? "
        "known: radar, round, system, threat, interrogator, deal, evidence, identification, engagement, "
        "tracking, initiation, interacting, registration, astray, slopes, flight, lethality, "
        "mission_kill, destruction, reliability"
    )


def test_an_entry_is_read_once():
    assert threat("fighter") is threat("fighter")


def test_a_source_with_a_fault_names_its_key(tmp_path):
    (tmp_path / "sources.toml").write_text('[press2012]\ntitle = "T"\npublisher = "P"\nreliability = "E"\n')
    with pytest.raises(CatalogueError) as caught:
        _ = Catalogue(tmp_path).sources
    assert str(caught.value) == (
        "sources.toml: press2012: reliability: 'E' where 'A', 'B', 'C', 'D' or 'M' is allowed"
    )


def test_all_that_one_scenario_uses_is_read_in_a_blink():
    # 50 ms are aimed at on a quiet machine; the bound leaves room for a busy one.
    radar("91n6e")
    fresh = Catalogue()
    start = time.process_time()
    unit = fresh.system("s-400")
    for slug in (unit.engagement_radar, *unit.search_radars, unit.acquisition_radar):
        fresh.radar(slug)
    for slug in ("fighter", "standoff-jammer", "cruise-subsonic", "one-way-drone", "srbm", "airliner"):
        fresh.threat(slug)
    fresh.interrogator("full")
    assert time.process_time() - start < 0.2


def test_a_figure_that_all_radars_share_is_said_once_and_a_radar_may_say_its_own(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    textbook = tmp_path / "data" / "textbook.toml"
    text = textbook.read_text(encoding="utf-8")
    assert text.count("beam_width_deg = { value = 1,") == 1
    textbook.write_text(text.replace("beam_width_deg = { value = 1,", "beam_width_deg = { value = 1.5,"))
    changed = Catalogue(tmp_path / "data")
    assert changed.radar("92n6e").beam_width == changed.radar("ht-233").beam_width == math.radians(1.5)
    assert changed.radar("arabel").beam_width == radar("arabel").beam_width == math.radians(2)
    assert changed.radar("92n6e").figures["beam_width"].block == "fire-control"
    assert changed.radar("92n6e").figures["false_alarm_probability"].block == "every"
    assert changed.radar("arabel").figures["beam_width"].block == ""


def test_a_fault_in_the_textbook_names_the_radar_that_refers_to_it(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    textbook = tmp_path / "data" / "textbook.toml"
    text = textbook.read_text(encoding="utf-8")
    textbook.write_text(text.replace("beam_width_deg = { value = 1,", "beam_width_deg = { value = -1,"))
    with pytest.raises(CatalogueError) as caught:
        Catalogue(tmp_path / "data").radar("92n6e")
    assert str(caught.value) == (
        "radars/92n6e.toml: textbook.toml: fire-control.beam_width_deg.value: -1 where above 0 is allowed"
    )


def test_a_share_of_raids_that_is_none_is_refused(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "reliability.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("target_failure_prob", "target_failures_prob"))
    with pytest.raises(CatalogueError) as caught:
        Catalogue(tmp_path / "data").reliability()
    assert str(caught.value) == (
        "2 faults in reliability.toml: reliability:\n"
        "  - target_failure_probability: missing; add it\n"
        "  - target_failures_probability: no such field; did you mean 'target_failure_probability'?"
    )


def test_a_folder_is_listed_once_and_whoever_has_the_names_cannot_change_them(monkeypatch):
    fresh = Catalogue()
    expected = sorted(path.stem for path in (DATA / "radars").iterdir())
    fresh.names("radar").clear()
    fresh.own_names("radar").clear()
    monkeypatch.setattr(type(DATA), "glob", lambda *_: pytest.fail("listed again"))
    assert fresh.names("radar") == fresh.having({}).names("radar") == expected
