"""One battery of checks for every entry, present and future; a new file joins by itself."""

import dataclasses
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from openiads.catalogue import Catalogue, Choice, Entry, Figure
from openiads.catalogue.load_catalogue import DATA, KINDS, PACKAGED, TABLES
from openiads.catalogue.suffixes import without_unit
from tests.rules import none

LOOK_UP = {
    "radar": Catalogue.radar,
    "round": Catalogue.round_of,
    "system": Catalogue.system,
    "threat": Catalogue.threat,
    "interrogator": Catalogue.interrogator,
    "deal": Catalogue.deal,
    "evidence": Catalogue.evidence,
    "identification": lambda catalogue, slug: catalogue.identification,
    "engagement": lambda catalogue, slug: catalogue.engagement,
    "tracking": lambda catalogue, slug: catalogue.tracking,
    "initiation": lambda catalogue, slug: catalogue.initiation,
    "interacting": lambda catalogue, slug: catalogue.interacting,
    "registration": lambda catalogue, slug: catalogue.registration,
    "astray": lambda catalogue, slug: catalogue.astray,
    "slopes": lambda catalogue, slug: catalogue.slopes,
    "flight": lambda catalogue, slug: catalogue.flight,
    "lethality": lambda catalogue, slug: catalogue.lethality,
    "mission_kill": Catalogue.mission_kill,
    "destruction": Catalogue.destruction,
    "reliability": lambda catalogue, _: catalogue.reliability(),
}
ENTRIES = [(kind, slug) for kind in KINDS for slug in PACKAGED.names(kind)]
SLUGS = {
    "system": "s-400 s-300pmu2 patriot-gemt patriot-pac3 patriot-mse fd-2000 samp-t",
    "round": "40n6e 48n6e3 9m96e2 9m96e 48n6e2 gem-t pac-3 pac-3-mse fd-2000 aster-30",
    "radar": "91n6e 96l6e 92n6e 64n6e2 30n6e2 patriot-radar ht-233 fd-2000-search arabel "
    "early-warning-generic airborne-generic",
    "threat": "fighter fighter-low-observable bomber standoff-jammer male-drone one-way-drone "
    "cruise-subsonic cruise-supersonic srbm mrbm airliner light-aircraft helicopter friendly-fighter",
    "interrogator": "none national full",
    "deal": "turkey-2017 india-2018 china-2014 patriot-offer-2018",
    "evidence": "prior-normal prior-warned prior-closed in-corridor hostile-origin in-restricted ballistic "
    "supersonic low-and-fast airliner-like slow other-profile threatening born-of-hostile",
    "identification": "identification",
    "engagement": "engagement",
    "tracking": "tracking",
    "initiation": "initiation",
    "interacting": "interacting",
    "registration": "registration",
    "astray": "astray",
    "slopes": "slopes",
    "mission_kill": "aircraft drone cruise ballistic",
    "destruction": "aircraft drone cruise ballistic",
    "reliability": "reliability",
}
MAY_BE_NEGATIVE = {"minimum_elevation"}


def every() -> Iterator[tuple[str, Entry]]:
    """Every entry, with the name under which a message tells it."""
    return ((f"{kind}/{slug}", LOOK_UP[kind](PACKAGED, slug)) for kind, slug in ENTRIES)


def every_one() -> Iterator[tuple[str, Figure | Choice]]:
    """Every figure and choice of every entry, likewise."""
    for entry, found in every():
        for name, one in [*found.figures.items(), *found.choices.items()]:
            yield f"{entry}.{name}", one


def every_figure() -> Iterator[tuple[str, Figure]]:
    """Every figure of every entry, likewise."""
    return ((name, one) for name, one in every_one() if isinstance(one, Figure))


@pytest.mark.parametrize("kind", sorted(SLUGS))
def test_the_promised_slugs_are_there(kind):
    assert PACKAGED.names(kind) == sorted(SLUGS[kind].split())


def test_every_figure_lies_in_its_box():
    none(f"{name}: {f}" for name, f in every_figure() if not f.low <= f.value <= f.high)


def test_every_figure_and_choice_cites_sources_that_exist():
    cited = ((name, key) for name, one in every_one() for key in (one.source, *one.also))
    none(f"{name} cites {key}" for name, key in cited if key not in PACKAGED.sources)


def test_every_figure_is_the_nominal_value_of_its_attribute():
    none(
        f"{where}.{name}: {figure.value} beside {getattr(entry, name)}"
        for where, entry in every()
        for name, figure in entry.figures.items()
        if figure.value != getattr(entry, name)
    )


def test_no_figure_is_negative_but_an_elevation():
    negative = (name for name, figure in every_figure() if figure.low < 0.0)
    none(name for name in negative if name.rpartition(".")[2] not in MAY_BE_NEGATIVE)


def test_every_probability_is_one():
    shares = ((name, figure) for name, figure in every_figure() if name.endswith("probability"))
    none(f"{name}: {share}" for name, share in shares if not (share.low >= 0.0 and share.high <= 1.0))


def bare_numbers(entry: Entry) -> Iterator[str]:
    """Numbers of an entry that have no figure, and are not what such a field has by default."""
    defaults = {f.name: f.default for f in dataclasses.fields(entry)}
    for name, value in vars(entry).items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and name not in entry.figures and value != defaults[name]:
            yield f"{name}: {value}"


def test_every_number_of_an_entry_has_a_figure_unless_it_is_a_default():
    none(f"{where}.{bare}" for where, entry in every() for bare in bare_numbers(entry))


@pytest.mark.parametrize("word", ["assumption", "memory"])
def test_an_assumption_or_a_memory_is_sourced_as_such_and_nothing_else_is(word):
    unlike = ((name, one) for name, one in every_one() if (one.status == word) != (one.source == word))
    none(f"{name}: {one.status}, sourced as {one.source}" for name, one in unlike)


def test_an_entry_can_be_a_key():
    keys = {entry: where for where, entry in every()}
    none(where for where, entry in every() if keys[entry] != where)


def test_a_radar_looks_up_and_no_further_than_the_zenith():
    radars = ((where, entry) for where, entry in every() if "maximum_elevation" in entry.figures)
    none(where for where, r in radars if not r.minimum_elevation < r.maximum_elevation <= math.pi / 2)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_schema_and_entry_name_the_same_fields(kind):
    schema, entry_type = KINDS[kind]
    inside = {f.name for f in dataclasses.fields(entry_type)} - {"slug", "figures", "choices"}
    assert {without_unit(name)[0] for name in schema.model_fields} == inside


def test_every_source_in_the_file_is_cited_somewhere():
    used = {"scenario"}
    for kind, slug in ENTRIES:
        found = LOOK_UP[kind](PACKAGED, slug)
        for one in [*found.figures.values(), *found.choices.values()]:
            used |= {one.source, *one.also}
    assert set(PACKAGED.sources) == used


def test_no_file_of_the_package_lies_outside_the_kinds():
    files = {path.relative_to(DATA) for path in DATA.rglob("*.toml")}
    known = {Path(PACKAGED.document(kind, slug)[0].partition(":")[0]) for kind, slug in ENTRIES}
    assert {str(path) for path in files - known} == {"sources.toml", "textbook.toml"}


@pytest.mark.parametrize("file", sorted(set(TABLES.values())))
def test_every_table_of_a_shared_file_is_an_entry(file):
    slugs = {slug for kind, slug in ENTRIES if TABLES.get(kind) == file}
    assert set(tomllib.loads((DATA / file).read_text())) == slugs


@pytest.mark.parametrize("airspace", ["normal", "warned", "closed"])
def test_somebody_flies_in_every_airspace(airspace):
    assert sum(PACKAGED.evidence(f"prior-{airspace}").row) == pytest.approx(1.0)


@pytest.mark.parametrize("who", ["hostile", "neutral", "friend"])
def test_every_flight_has_some_profile_and_only_one(who):
    profiles = ["ballistic", "supersonic", "low-and-fast", "airliner-like", "slow", "other-profile"]
    assert sum(getattr(PACKAGED.evidence(slug), who) for slug in profiles) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("slug", PACKAGED.names("system"))
def test_a_default_loadout_fills_the_canister_positions_exactly(slug):
    system = PACKAGED.system(slug)
    taken = [count * PACKAGED.round_of(name).canister_share for name, count in system.loadout.items()]
    assert sum(taken) == pytest.approx(system.positions)


@pytest.mark.parametrize("slug", PACKAGED.names("system"))
def test_a_fire_unit_can_guide_and_can_search(slug):
    system = PACKAGED.system(slug)
    assert PACKAGED.radar(system.engagement_radar).guides
    assert all(PACKAGED.radar(name).searches for name in system.search_radars)
    assert system.search_radars


def test_files_hold_figures_on_one_line_each_with_units_in_their_names():
    document = tomllib.loads((DATA / "radars" / "91n6e.toml").read_text(encoding="utf-8"))
    assert document["reference_range_km"]["value"] == 390


def test_what_only_repeats_another_publication_is_quoted_and_nothing_else_is():
    told = ((name, one.status, PACKAGED.sources[one.source].second_hand) for name, one in every_one())
    none(
        f"{name}: {status}, from a source that is {'' if second_hand else 'not '}second-hand"
        for name, status, second_hand in told
        if (status == "seen" and second_hand) or (status == "quoted" and not second_hand)
    )


def test_a_source_whose_publisher_quotes_another_is_second_hand():
    for source in PACKAGED.sources.values():
        told = f"{source.title} {source.publisher}".lower()
        assert source.second_hand or not any(word in told for word in ("second-hand", "quot", "per the "))


def test_every_figure_that_no_source_gives_has_a_sentence_of_reasoning():
    ungiven = ((name, one) for name, one in every_one() if one.status in ("assumption", "memory", "lowrel"))
    none(name for name, one in ungiven if len(one.note) <= 4)


def test_every_figure_that_no_source_gives_has_a_box_unless_it_is_one_by_convention():
    boxless = (name for name, one in every_figure() if one.low == one.high and one.status != "seen")
    by_convention = {
        "reference_rcs",  # a convention: the range that goes with it has the box
        "track_period",  # of a radar that looks once in each turn, at a published rate
        "kill_factor",  # of aircraft, the reference class
        "slew",  # of an array that does not turn
        "rounds_per_position",  # one round to its own canister
        "scan_period",
        "maximum_range",
        "targets_max",
        "batteries",  # of a deal, that was told to be for so many
        "loan_share",  # of a deal, in the seller's words
    }
    none(name for name in boxless if name.rpartition(".")[2] not in by_convention)
