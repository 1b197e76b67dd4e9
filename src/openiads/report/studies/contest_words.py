"""Sites that were played, in words: who lets fewest through, and whether cover said so."""

from __future__ import annotations

from openiads.ground.interval_words import with_interval
from openiads.report.ink.number_words import number, signed
from openiads.report.ink.svg import joined
from openiads.report.studies.site_words import UNITS, lead, sites_told, unit
from openiads.study.siting.choices import WITHIN
from openiads.study.siting.fewest_leakers import Contest, Tried
from openiads.study.siting.placing import Placed
from openiads.study.strata_weights import Ends

NOTHING = "\N{EN DASH}"


def answer(found: Placed, contest: Contest | None) -> str:
    """The answer in a few sentences: who lets fewest through, then what cover alone says."""
    by_cover = lead(found)
    if contest is None:
        return by_cover
    parts = [_best(found, contest), _cover(contest), _own(contest)]
    told = " ".join(part for part in parts if part)
    return f"{told} By cover of the assets alone: {by_cover[0].lower()}{by_cover[1:]}"


def _best(found: Placed, contest: Contest) -> str:
    winner = contest.winner
    many = sum(not one.is_own for one in contest.tried)
    assert winner.again is not None
    return (
        f"Of the {many} choices that cover most, {sites_told(found, winner.choice.sites)} let fewest "
        f"through: {_leakers(contest.mean(winner.again))} of {contest.aimed} raiders and weapons"
        f"{_raids(contest)}."
    )


def _raids(contest: Contest) -> str:
    raids = contest.playing.raids
    return "" if len(raids) == 1 else f" of {len(raids)} raids, {joined([one.name for one in raids])}"


def _leakers(told: Ends) -> str:
    return with_interval(told, number)


def _cover(contest: Contest) -> str:
    """Whether cover and playing disagree."""
    if contest.agree:
        return "They are the best by cover too."
    more = contest.more(contest.covering)
    if more[1] <= 0.0:
        return (
            "The best by cover are others, and chance alone may explain what they let through more: "
            f"{with_interval(more, number)}."
        )
    return f"Cover says otherwise: its best let {with_interval(more, number)} more through."


def _own(contest: Contest) -> str:
    """What the sites of the scenario let through."""
    own = contest.own
    if own is None or own.again is None:
        return ""
    more = contest.more(own)
    beside = "" if more[1] <= 0.0 <= more[2] else f", {with_interval(more, signed)} beside that"
    return f"Where the scenario has them, {_leakers(contest.mean(own.again))} get through{beside}."


def headings(found: Placed, contest: Contest) -> tuple[str, ...]:
    """Of the table of what was played."""
    return (
        "choice", "sites", f"covered, {unit(found, found.question.measure)}",
        f"leakers of {contest.aimed}, to choose", "leakers, on other draws", "more than the best, paired",
    )  # fmt: skip


def rows(found: Placed, contest: Contest) -> list[tuple[str, ...]]:
    """Every choice, fewest leakers first."""
    return [_row(found, contest, one) for one in contest.tried]


def _row(found: Placed, contest: Contest, one: Tried) -> tuple[str, ...]:
    choice = one.choice
    size = UNITS[found.question.measure][1]
    covers = one is contest.covering
    return (
        f"{choice.name}, best by cover" if covers else choice.name,
        sites_told(found, choice.sites) if choice.sites else NOTHING,
        number(choice.covered / size),
        _leakers(contest.mean(one.leakers)),
        NOTHING if one.again is None else _leakers(contest.mean(one.again)),
        NOTHING if one is contest.winner else with_interval(contest.more(one), signed),
    )


def method(found: Placed, contest: Contest) -> str:
    """How it was played, and what it is not."""
    playing = contest.playing
    asked = found.question
    return (
        f"Played are choices that cover no less than {100.0 * (1.0 - WITHIN):.0f} % of what the best covers, "
        f"at most {playing.few}, of those that cover the same assets first those that cover more people; "
        f"each {playing.replicates} times on the same draws (seed {playing.seed}), and the best of them, the "
        "best by cover and the scenario's own again on others, since what wins on some draws looks better on "
        f"them than it is. Batteries other than {asked.battery.entry.title}, radars and networks are the "
        "scenario's; each battery goes to the site that lets all of them move least, with its own load and "
        "the direction that it faces. That no other choice lets fewer through is not proven. The raids are "
        "invented for study, and sites that are best against them are best against these."
    )
