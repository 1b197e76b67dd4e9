"""The tables of best sites, the same on a page and on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from openiads.report.studies import contest_words, site_words
from openiads.study.siting.fewest_leakers import Contest
from openiads.study.siting.placing import Placed


class SiteTable(NamedTuple):
    """One of them."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Sequence[int] = (0,)  # columns that hold no numbers


def sites_of(found: Placed, contest: Contest | None) -> tuple[int, ...]:
    """The sites that are told as the best: those that let fewest through, else those that cover most."""
    return next(iter(found.chosen.values())).sites if contest is None else contest.winner.choice.sites


def tables(found: Placed, contest: Contest | None) -> list[SiteTable]:
    """All that there are, sites first."""
    sites = sites_of(found, contest)
    winners = () if contest is None else sites
    told = [SiteTable("Sites", site_words.SITES, site_words.site_rows(found, winners), (0, 1, 3))]
    if contest is not None:
        rows = contest_words.rows(found, contest)
        told.append(SiteTable("Played", contest_words.headings(found, contest), rows, (0, 1)))
        title = "What gets through, by class, of those that were played again"
        told.append(
            SiteTable(title, contest_words.class_headings(contest), contest_words.class_rows(contest))
        )
    title = f"Covered from {site_words.sites_told(found, sites)}, as a low and a high over both surfaces"
    told.append(SiteTable(title, site_words.cover_headings(found), site_words.cover_rows(found, sites)))
    if len(found.prices) > 1:
        title = "What keeping ground free costs, in the mean over all layers"
        told.append(SiteTable(title, site_words.price_headings(found), site_words.price_rows(found)))
    told.append(SiteTable("Candidates", ("", "candidates"), site_words.excluded_rows(found)))
    return told


def method(found: Placed, contest: Contest | None) -> str:
    """How it was found."""
    played = "" if contest is None else contest_words.method(found, contest)
    return " ".join(part for part in (site_words.method(found), site_words.coarse(found), played) if part)
