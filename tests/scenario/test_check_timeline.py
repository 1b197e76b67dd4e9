"""Faults of a timeline, each with its whole message."""

from __future__ import annotations

import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.timeline_plan import timeline_plan
from openiads.scenario.write_scenario import canonical_toml, sha256_of, sha256_of_what_is_played
from tests.scenario.small import SMALL, message, with_lines

YEAR = "[timeline]\nstart = 2018-01-01\nend = 2019-01-01"
NORTH = 'batteries = ["north"]'
DAY = "date = 2018-02-01"
AMOUNT = "allowed is a number from 0 to 1000000, or three: [low, nominal, high] in this order"
DATE = "allowed is a date such as 2017-07-25, or three: [low, nominal, high] in this order"


def row(table: str, *lines: str) -> str:
    return "\n".join((f"[[timeline.{table}]]", *lines))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (row("delivery", NORTH, DAY, "training_d = -1"), f"training_d: is -1; {AMOUNT}"),
        (row("delivery", NORTH, DAY, "training_d = [3, 2, 9]"), f"training_d: is [3, 2, 9]; {AMOUNT}"),
        (row("delivery", NORTH, DAY, "training_d = nan"), f"training_d: is nan; {AMOUNT}"),
        (row("delivery", NORTH, "date = 7"), f"date: is 7; {DATE}"),
        (
            row("delivery", NORTH),
            "neither date nor outcomes is given; one of them is allowed; write it like date = 2017-07-25",
        ),
        (
            row("delivery", 'batteries = ["nort"]', DAY),
            "batteries: no battery named 'nort'; did you mean 'north'? known: north, south",
        ),
        (
            row("delivery", 'batteries = ["north", "north"]', "date = 2018-02-01"),
            "batteries: 'north' is named 2 times; name it once",
        ),
        (row("delivery", "batteries = []", DAY), "batteries: is []; allowed is at least 1 entry"),
        (
            row("delivery", NORTH, DAY, 'to = "twon"'),
            "to: no place named 'twon'; known: north, south",
        ),
        (
            row("delivery", NORTH, DAY, 'sources = ["nobody"]'),
            "sources: no source named 'nobody'; known: none, and those of the catalogue",
        ),
        (
            row("delivery", NORTH, f"outcomes = [{{share = 0.5, {DAY}}}, {{share = 0.4, never = true}}]"),
            "outcomes: have shares of 0.9 in all; 1 is needed; change them",
        ),
        (
            row("delivery", NORTH, "outcomes = [{share = 1, date = 2018-02-01, never = true}]"),
            "outcomes[0]: needs either a date or never = true; give one of them",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_delivery_is_told(lines: str, told: str) -> None:
    path = "timeline.delivery[0]"
    joint = ": " if told.startswith("neither") else "."
    assert message(with_lines(YEAR, lines)) == f"small.toml: {path}{joint}{told}"


SOURCE = (
    "[timeline.source.press]",
    'title = "it"',
    'publisher = "us"',
    "year = 2018",
    'url = "https://a.org"',
)
STOCK = ("[[timeline.stock]]", 'round = "48n6e3"', "initial = 4")


@pytest.mark.parametrize("field", ["outcomes = [{share = 1, never = true}]", "date = 2018-02-01"])
@pytest.mark.parametrize("table", [SOURCE, STOCK])
def test_a_field_of_another_table_is_told_where_it_stands(table: tuple[str, ...], field: str) -> None:
    path, name = table[0].strip("[]") + "[0]" * table[0].startswith("[["), field.split(" ")[0]
    told = message(with_lines(YEAR, "\n".join((*table, field))))
    assert f"{path}.{name}: no key named '{name}'; known: " in told


def test_dates_in_the_wrong_order_are_told() -> None:
    assert message(with_lines(YEAR.replace("2019", "2017"))) == (
        "small.toml: timeline.end: is 2017-01-01, not after start 2018-01-01; name a later day"
    )
    come = row("delivery", NORTH, "date = [2018-02-01, 2018-03-01, 2018-04-01]")
    assert message(with_lines(YEAR, come, row("withdrawal", NORTH, "date = 2018-03-15"))) == (
        "small.toml: timeline.withdrawal[0]: 'north' does this on 2018-03-15 at the earliest, and "
        "timeline.delivery[0] may be as late as 2018-04-01; dates of one battery may not overlap; move one"
    )
    assert message(with_lines(YEAR, come, row("withdrawal", NORTH, "date = 2018-01-15"))) == (
        "small.toml: timeline.withdrawal[0]: 'north' leaves on 2018-01-15, before its delivery; "
        "exchange the dates"
    )
    twice = row("delivery", NORTH, "date = 2018-06-01")
    assert message(with_lines(YEAR, come, twice)) == (
        "small.toml: timeline.delivery[1]: 'north' is there already by timeline.delivery[0]; "
        "withdraw it before"
    )
    gone = row("withdrawal", NORTH, "date = 2018-06-01")
    assert message(with_lines(YEAR, gone, row("withdrawal", NORTH, "date = 2018-07-01"))) == (
        "small.toml: timeline.withdrawal[1]: 'north' has left by timeline.withdrawal[0]; deliver it again "
        "before, or leave it out"
    )


MOVE = ('to = "south"', "date = 2018-03-01", "march_h = 12")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            row("move", NORTH, *MOVE, 'policy = "replaced-in-place"'),
            "timeline.move[0].successors: policy 'replaced-in-place' needs successors; name them",
        ),
        (
            row("move", NORTH, *MOVE, 'successors = ["south"]'),
            "timeline.move[0].successors: policy 'all-at-once' has no successors; leave them out",
        ),
        (
            row("move", NORTH, *MOVE, 'policy = "replaced-in-place"', 'successors = ["north"]'),
            "timeline.move[0].successors: 'north' itself leaves; name another battery",
        ),
        (
            row("move", NORTH, *MOVE, 'policy = "leap"'),
            "timeline.move[0].policy: is 'leap'; allowed is 'all-at-once', 'leapfrog' or 'replaced-in-place'",
        ),
        (
            row("move", NORTH, *MOVE, 'policy = "replaced-in-place"', 'successors = ["south"]')
            + "\n"
            + row(
                "move", 'batteries = ["south"]', 'to = "north"', "date = 2018-03-01", "march_h = 1",
                'policy = "replaced-in-place"', 'successors = ["north"]',
            ),
            "timeline.move: move[1], move[0] wait for one another; let one leave by its date",
        ),
        (
            row("place", 'name = "town"', "lat = 37.123", "lon = 37.1"),
            "timeline.place.town.lat: is 37.123; two decimals are allowed, as a town has; round it",
        ),
        (
            row("place", 'name = "town"', "lat = 37.1"),
            "timeline.place.town: has only one of lat and lon; give both or none",
        ),
        (
            row("place", 'name = "town"'),
            "timeline.place.town: has neither lat and lon nor batteries; give it one of both",
        ),
        (
            row("place", 'name = "north"', "lat = 37.1", "lon = 37.1"),
            "timeline.place.north: is the name of a battery, whose site has it; rename it",
        ),
        (
            row("place", 'name = "a"', NORTH) + "\n" + row("place", 'name = "b"', NORTH),
            "timeline.place.b.batteries: 'north' is at 'a' already; remove it here",
        ),
        (row("attrition", "per_year = -2"), f"timeline.attrition[0].per_year: is -2; {AMOUNT}"),
        (
            row("attrition", "per_year = 1", 'batteries = ["north", "north"]'),
            "timeline.attrition[0].batteries: 'north' is named 2 times; name it once",
        ),
        (
            row("attrition", "per_year = 1", "until = 2017-01-01"),
            "timeline.attrition[0].until: is 2017-01-01, not after 2018-01-01; name a later day",
        ),
        (
            row("stock", 'round = "48n6e"', "initial = 4"),
            "timeline.stock[0].round: no round named '48n6e'; did you mean '48n6e3'? known: 40n6e, 48n6e2, "
            "48n6e3, 9m96e, 9m96e2, aster-30, fd-2000, gem-t, pac-3, pac-3-mse",
        ),
        (
            row("stock", 'round = "48n6e3"', "home_per_month = -4"),
            f"timeline.stock[0].home_per_month: is -4; {AMOUNT}",
        ),
        (
            row("stock", 'round = "48n6e3"', "initial_from = 7"),
            f"timeline.stock[0].initial_from: is 7; {DATE}",
        ),
        (
            '[timeline.campaign]\nraids_per_week = 0\ndemand = [{round = "48n6e3", rounds = 4}]',
            "timeline.campaign.raids_per_week: is 0; more than 0 is allowed; leave the campaign out",
        ),
        (
            '[timeline.campaign]\nraids_per_week = 900000\ndemand = [{round = "48n6e3", rounds = 4}]',
            "timeline.campaign.raids_per_week: makes 46928571 raids; at most 20000 are allowed; have "
            "fewer or end earlier",
        ),
    ],
    ids=lambda words: words[-50:],
)  # fmt: skip
def test_a_fault_of_the_rest_is_told(lines: str, told: str) -> None:
    assert message(with_lines(YEAR, lines)) == f"small.toml: {told}"


def test_a_round_that_nobody_fires_is_told() -> None:
    lines = '[timeline.campaign]\nraids_per_week = 1\ndemand = [{round = "aster-30", rounds = 4}]'
    with pytest.raises(ScenarioError) as refused:
        timeline_plan(load_text(with_lines(YEAR, lines), "small.toml"))
    assert str(refused.value) == (
        "small: timeline.campaign.demand[0].round: no battery has 'aster-30' on its launchers; known: 40n6e, "
        "48n6e3, 9m96e, 9m96e2, gem-t, pac-3"
    )


def test_a_timeline_of_which_batteries_are_removed_can_be_read_again() -> None:
    lines = (
        YEAR,
        row("place", 'name = "home"', NORTH),
        row("delivery", 'batteries = ["north", "south"]', DAY, 'to = "home"'),
        row(
            "move",
            'batteries = ["south"]',
            'to = "south"',
            "date = 2018-03-01",
            "march_h = 1",
            'policy = "replaced-in-place"',
            'successors = ["north"]',
        ),
        '[timeline.campaign]\nraids_per_week = 1\ndemand = [{round = "48n6e3", rounds = 4}]',
    )
    for name, other in (("north", "south"), ("south", "north")):
        told = load_text(with_lines(*lines), "small", [f"battery.{name}.remove=true"])
        assert load_text(canonical_toml(told), "again") == told
        assert told.timeline is not None
        assert told.timeline.delivery[0].batteries == [other]


def test_all_faults_come_in_one_list_of_form_and_of_meaning() -> None:
    told = message(
        with_lines(
            YEAR.replace("2019", "2017"),
            row("delivery", 'batteries = ["nort"]', DAY, "training_d = -1"),
            row("delivery", 'batteries = ["soth"]', DAY),
            row("stock", 'round = "48n6e3"', "initial = -1", "import_per_month = -1"),
        ).replace("count = 4", "count = -4")
    )
    assert told.startswith("7 faults in small.toml:")
    for path in (
        "raid.wave.count", "timeline.end", "timeline.delivery[0].training_d",
        "timeline.delivery[0].batteries",
        "timeline.delivery[1].batteries", "timeline.stock[0].initial", "timeline.stock[0].import_per_month",
    ):  # fmt: skip
        assert f"\n  - {path}: " in told


def test_a_timeline_is_written_as_it_was_read_and_plays_no_part_in_a_run() -> None:
    lines = (
        YEAR,
        row("delivery", NORTH, "date = [2018-02-01, 2018-03-01, 2018-04-01]", "training_d = [1, 2, 3.5]"),
        row("move", NORTH, 'to = "south"', "date = 2018-05-01", "march_h = 12"),
        row("stock", 'round = "48n6e3"', "initial_from = 2018-02-01"),
        row("stock", 'round = "9m96e2"', "initial_from = [2018-02-01, 2018-03-01, 2018-04-01]"),
        row("stock", 'round = "9m96e"'),
    )
    told = load_text(with_lines(*lines), "small")
    text = canonical_toml(told)
    assert "date = [2018-02-01, 2018-03-01, 2018-04-01]" in text
    assert "date = 2018-05-01" in text
    assert "march_h = 12" in text
    assert "initial_from = 2018-02-01\n" in text
    assert "initial_from = [2018-02-01, 2018-03-01, 2018-04-01]" in text
    assert text.count("initial_from") == 2
    assert load_text(text, "small") == told
    bare = load_text(SMALL, "small")
    assert sha256_of(told) != sha256_of(bare)
    assert sha256_of_what_is_played(told) == sha256_of_what_is_played(bare)


def test_a_plan_is_in_seconds_since_the_start() -> None:
    lines = (
        YEAR,
        row("delivery", NORTH, "date = 2018-01-11", "training_d = 2", "emplacement_h = 3"),
        row("stock", 'round = "48n6e3"', "initial = 5", "home_per_month = 30.4375", "home_from = 2018-02-01"),
        row("stock", 'round = "9m96e"', "initial_from = [2018-01-11, 2018-02-01, 2018-02-02]"),
        row("attrition", "per_year = 365.25"),
    )
    plan = timeline_plan(load_text(with_lines(*lines), "small"))
    day = 86_400.0
    assert (plan.duration, plan.standing, plan.days) == (365 * day, (1,), 365)
    (told,) = plan.rows
    assert told.when == ((1.0, (10 * day,) * 3),)
    assert told.delays == (((2 * day,) * 3, (3 * 3600.0,) * 3),)
    supply, late = plan.supplies
    assert supply.initial_from == (0.0,) * 3
    assert late.initial_from == (10 * day, 31 * day, 32 * day)
    assert supply.made[1] == pytest.approx(1.0 / day)
    assert supply.made_from == (31 * day,) * 3
    assert plan.losses[0].rate[1] == pytest.approx(1.0 / day)
    assert str(plan.date(31 * day)) == "2018-02-01"


def test_a_source_that_is_none_is_told_and_nothing_else_breaks():
    lines = f"{YEAR}\n[timeline.source.inner.deeper]\ntitle = 'x'\npublisher = 'y'"
    with pytest.raises(ScenarioError) as told:
        load_text(with_lines(lines), "small")
    assert "timeline.source.inner.title: is missing" in str(told.value)


RELIEF = ("date = 2018-06-01", "march_h = 1", 'policy = "replaced-in-place"')


def test_who_may_be_ready_first_only_by_waiting_for_whom_it_relieves_is_refused() -> None:
    maybe = row("delivery", NORTH, f"outcomes = [{{share = 0.5, {DAY}}}, {{share = 0.5, never = true}}]")
    moves = (
        row("move", 'batteries = ["south"]', 'to = "north"', *RELIEF, 'successors = ["north"]'),
        row("move", NORTH, 'to = "south"', *RELIEF, 'successors = ["south"]'),
    )
    assert message(with_lines(YEAR, maybe, *moves)) == (
        "small.toml: timeline.move: move[1], move[0] wait for one another; let one leave by its date"
    )
    surely = row("delivery", NORTH, DAY, "training_d = 119")  # 120 days before it is to leave again
    timeline_plan(load_text(with_lines(YEAR, surely, *moves), "small"))
    late = surely.replace("119", "120")
    assert "wait for one another" in message(with_lines(YEAR, late, *moves))


DATES = "2017-01-01, 2016-01-01, 2018-01-01"


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "patriots-2013-2019",
            "timeline.source.b2_2013.title=3",
            "patriots-2013-2019: timeline.source.b2_2013.title: is 3; allowed is text in quotes",
        ),
        (
            "patriots-2013-2019",
            "timeline.source=3",
            "patriots-2013-2019: timeline.source: is 3; allowed is a table with a value for each name",
        ),
        (
            "patriots-2013-2019",
            f"timeline.withdrawal[0].date=[{DATES}]",
            f"patriots-2013-2019: timeline.withdrawal[0].date: is [{DATES}]; allowed is a date such as "
            "2017-07-25, or three: [low, nominal, high] in this order",
        ),
        (
            "one-battery",
            "timeline.source.x.title=3",
            "one-battery: --set timeline.source.x.title=3: there is no [timeline] in the file; write one "
            "there",
        ),
        (
            "one-battery",
            "timeline.delivery[0].event=x",
            "one-battery: --set timeline.delivery[0].event=x: there is no [[timeline.delivery]] in the file",
        ),
    ],
)
def test_one_slip_is_one_fault(name, change, message):
    with pytest.raises(ScenarioError) as caught:
        load(name, [change])
    assert str(caught.value) == message


def test_a_slip_in_a_source_brings_no_fault_of_those_who_cite_it():
    with pytest.raises(ScenarioError) as caught:
        load("patriots-2013-2019", ["timeline.source.x.title=3"])
    assert str(caught.value).startswith("2 faults in patriots-2013-2019:")


def test_a_timeline_may_be_made_of_changes():
    made = load("one-battery", ["timeline.start=2017-01-01", "timeline.end=2018-01-01"])
    assert made.timeline is not None
