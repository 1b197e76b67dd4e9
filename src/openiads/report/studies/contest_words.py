"""Sites that were played, in words: who lets fewest through, and whether cover said so."""

from __future__ import annotations

from openiads.ground.interval_words import between, with_interval
from openiads.report.ink.number_words import number, share, signed
from openiads.report.ink.svg import joined
from openiads.report.studies.site_words import UNITS, lead, sites_told, unit
from openiads.study.analysis.sample import counted
from openiads.study.siting.choices import WITHIN
from openiads.study.siting.fewest_leakers import CLASS, Contest, Tried
from openiads.study.siting.placing import Placed, own_places
from openiads.study.strata_weights import Ends

NOTHING = "\N{EN DASH}"


def answer(found: Placed, contest: Contest | None) -> str:
    """The answer in a few sentences: who lets fewest through, then what cover alone says."""
    by_cover = lead(found)
    if contest is None:
        return by_cover
    parts = [_best(found, contest), _beside(contest), _cover(contest), _own(found, contest), _spared(contest)]
    told = " ".join(part for part in parts if part)
    return f"{told} By cover of the assets alone: {by_cover[0].lower()}{by_cover[1:]}"


def _best(found: Placed, contest: Contest) -> str:
    winner = contest.winner
    return (
        f"Of the {len(contest.tried)} choices that were played, batteries at "
        f"{sites_told(found, winner.choice.sites)} let fewest through: {_leakers(contest.told(winner))} of "
        f"{contest.aimed} raiders and weapons{_raids(contest)}."
    )


def _raids(contest: Contest) -> str:
    raids = contest.playing.raids
    return "" if len(raids) == 1 else f" of {len(raids)} raids, {joined([one.name for one in raids])}"


def _leakers(told: Ends) -> str:
    return with_interval(told, number)


def _beside(contest: Contest) -> str:
    """How much hangs on the very hill."""
    assert contest.winner.again is not None
    ends = contest.winner.again.beside
    return f"A kilometre beside these places it is {between(min(ends), max(ends), number)}, by direction."


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


def _own(found: Placed, contest: Contest) -> str:
    """What the places of the scenario let through, as they are and on their highest ground."""
    own, high = contest.own, contest.own_high
    parts = []
    if own is not None:
        parts.append(f"Where the scenario has them, {_leakers(contest.told(own))} get through")
    if high is not None and high is not contest.winner:
        told = _leakers(contest.told(high))
        where = "and on the highest ground within 5 km of there"
        parts.append(
            f"{where} {told}" if parts else f"On the highest ground where the scenario has them {told}"
        )
    if not parts:
        many, asked = len(own_places(found.plan, found.question)), found.question.count
        return f"Where the scenario has them was not played: it has {many} there, and {asked} are asked for."
    return f"{', '.join(parts)}."


def _spared(contest: Contest) -> str:
    """What the assets have of it."""
    own, winner = contest.own, contest.winner
    if own is None or own.again is None or winner.again is None:
        return ""
    first, last = (_mean_of(contest, one, "value hit") for one in (winner, own))
    return f"Of the value of the assets {share(first)} is hit, against {share(last)} there."


def _mean_of(contest: Contest, one: Tried, name: str) -> float:
    """Mean of what a finalist was counted by; what never came is no column."""
    assert one.again is not None
    sample = one.again.counts.get(name)
    return 0.0 if sample is None else sample.interval(counted)[0]


def headings(found: Placed, contest: Contest) -> tuple[str, ...]:
    """Of the table of what was played."""
    return (
        "choice", "sites", f"covered, {unit(found, found.question.measure)}",
        f"leakers of {contest.aimed}", "more than the fewest, paired", "a km beside",
    )  # fmt: skip


def rows(found: Placed, contest: Contest) -> list[tuple[str, ...]]:
    """Every choice, fewest leakers first."""
    order = sorted(contest.tried, key=lambda one: contest.told(one)[0])
    return [_row(found, contest, one) for one in order]


def _row(found: Placed, contest: Contest, one: Tried) -> tuple[str, ...]:
    choice = one.choice
    size = UNITS[found.question.measure][1]
    beside = one.again.beside if one.again is not None else ()
    return (
        f"{choice.name}, best by cover" if one is contest.covering else choice.name,
        sites_told(found, choice.sites) if choice.sites else NOTHING,
        number(choice.covered / size),
        _leakers(contest.told(one)),
        NOTHING if one is contest.winner else with_interval(contest.more(one), signed),
        between(min(beside), max(beside), number) if beside else NOTHING,
    )


def class_headings(contest: Contest) -> tuple[str, ...]:
    """Of the table of what gets through of each class."""
    return ("what gets through", *(one.choice.name for one in contest.finalists))


def class_rows(contest: Contest) -> list[tuple[str, ...]]:
    """Leakers of each class of the finalists, then what is hit and what is fired."""
    names = dict.fromkeys(
        name for one in contest.finalists if one.again for name in one.again.counts if name.startswith(CLASS)
    )
    told = [
        (name.removeprefix(CLASS), *(number(_mean_of(contest, one, name)) for one in contest.finalists))
        for name in names
    ]
    hit = [share(_mean_of(contest, one, "value hit")) for one in contest.finalists]
    fired = [number(_mean_of(contest, one, "rounds")) for one in contest.finalists]
    return [*told, ("value hit", *hit), ("rounds fired", *fired)]


def method(found: Placed, contest: Contest) -> str:
    """How it was played, and what it is not."""
    playing = contest.playing
    asked = found.question
    near = f" that cover no less than {100.0 * (1.0 - WITHIN):.0f} % of what the best covers"
    return (
        f"Played are choices of sites{'' if found.listed else near}, at most {playing.few}, of those that "
        "cover the same assets first those that cover more people, and the scenario's own places, as they "
        "are and with each battery on the highest ground within 5 km as "
        f"at every candidate; each {playing.replicates} times on the same draws (seed {playing.seed}). Those "
        "that are told apart by class were played again on other draws, since what wins on some draws looks "
        "better on them than it is, and half as often with all batteries a kilometre to each side: a hill is "
        "no wider, so where on it a battery stands, told no finer than 5 km, decides as much as the choice. "
        f"Batteries other than {asked.battery.entry.title}, radars and networks are the scenario's; each "
        "battery goes to the site that lets all of them move least, with its own load and the direction that "
        "it faces. Intervals are of chance alone, at the nominal figures. That no other choice lets fewer "
        "through is not proven. The raids are invented for study; what is best against them is best against "
        "these."
    )
