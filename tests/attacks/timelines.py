"""Draws `[timeline]`: every field of it, in an order of dates that makes sense."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from openiads.catalogue.load_catalogue import PACKAGED

Document = dict[str, Any]
SLOT = 100
"""Days in which one thing happens: no date of one reaches into the next."""
AMOUNTS = st.sampled_from([0, 12, 30.5, [0, 10, 60], [1.0, 1.5, 2.0]])
RATES = st.sampled_from([0, 1.5, [0, 2, 6]])
TEXTS = st.sampled_from(["A line.", "Öğle, 東, 🚀"])
PER_CENT = st.sampled_from([0.25, 0.5, 1.0])


@st.composite
def timelines(draw: st.DrawFn, guards: list[Document]) -> Document:
    """Who comes, moves and goes when; losses, stocks and raids."""
    start = draw(st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31)))
    slots = draw(st.integers(4, 20))
    told: Document = {"start": start, "end": start + datetime.timedelta(SLOT * slots)}
    if not guards:
        return told
    first, last = guards[0]["name"], guards[-1]["name"]
    told["place"] = draw(
        st.sampled_from([[], [_town(draw)], [_town(draw), {"name": "home", "batteries": [last]}]])
    )
    aims = ["town"] if told["place"] else [first]
    cited = draw(st.sampled_from([[], ["paper"], ["guler12h"]]))
    told["source"] = {
        "paper": draw(_table({"title": TEXTS, "publisher": TEXTS}, {"year": YEARS, "url": URLS}))
    }
    rows = {
        "delivery": _table(
            {}, {"to": st.sampled_from(aims), "training_d": AMOUNTS, "emplacement_h": AMOUNTS}
        ),
        "move": st.just(_move(draw, aims, first, last)),
        "withdrawal": st.just({}),
    }
    for slot, (table, more) in enumerate(rows.items()):
        row = {"batteries": [first], "sources": cited} | draw(_when(start, slot)) | draw(more)
        told[table] = [row | draw(_table({}, {"event": TEXTS}))]
    if told["move"][0].get("successors"):
        told["delivery"].append({"batteries": [last], "date": start})
    told["attrition"] = [draw(_loss(start, first))]
    return told | draw(_campaign(start, guards[0]))


YEARS, URLS = st.sampled_from([2012, 2024]), st.sampled_from(["", "https://example.org"])


def _table(needed: Document, may: Document) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(needed, optional=may)


def _town(draw: st.DrawFn) -> Document:
    return {
        "name": "town",
        "lat": draw(st.sampled_from([37.25, -8.0])),
        "lon": draw(st.sampled_from([38.5, 0.0])),
    }


def _when(start: datetime.date, slot: int) -> st.SearchStrategy[Document]:
    """A date of that slot, or what may come true in it."""
    days = [start + datetime.timedelta(SLOT * slot + n) for n in (0, 20, 90)]
    dates = st.sampled_from([days[0], days[2], days, [days[0], days[0], days[1]]])

    def outcomes(told: tuple[float, Any]) -> Document:
        share, date = told
        rest = {"share": 1.0 - share, "never": True}
        return {"outcomes": [{"share": share, "date": date, "never": False}, rest]}

    return dates.map(lambda date: {"date": date}) | st.tuples(PER_CENT, dates).map(outcomes)


def _move(draw: st.DrawFn, aims: list[str], first: str, last: str) -> Document:
    policies = ["all-at-once", "leapfrog"] + ["replaced-in-place"] * 2 * (first != last)
    policy = draw(st.sampled_from(policies))
    successors = {"successors": [last]} if policy == "replaced-in-place" else {}
    needed = {"to": st.sampled_from(aims), "policy": st.just(policy), "march_h": AMOUNTS}
    may = {"displace_h": AMOUNTS, "emplace_h": AMOUNTS, "calibrate_h": AMOUNTS}
    return draw(_table(needed, may)) | successors


def _loss(start: datetime.date, name: str) -> st.SearchStrategy[Document]:
    day = st.sampled_from([start, start + datetime.timedelta(1)])
    later = st.sampled_from([start + datetime.timedelta(n) for n in (9, 90)])
    whose = st.sampled_from([[name], []])
    return _table({"per_year": RATES}, {"batteries": whose, "since": day, "until": later})


@st.composite
def _campaign(draw: st.DrawFn, start: datetime.date, guard: Document) -> Document:
    load = guard.get("loadout", PACKAGED.system(guard["system"]).loadout)
    rounds = st.sampled_from(sorted(load)) if load else st.just("pac-3")
    day = st.sampled_from([start, start + datetime.timedelta(30)])
    comes = {"import_per_month": RATES, "import_from": day, "home_per_month": RATES, "home_from": day}
    initial = {"initial": st.sampled_from([0, 64]), "initial_from": day}
    told: Document = {"stock": [draw(_table({"round": rounds}, initial | comes))]}
    if not load:
        return told
    demand = draw(_table({"round": rounds, "rounds": AMOUNTS}, {}))
    needed = {"raids_per_week": st.sampled_from([1, [0.5, 1, 2]]), "demand": st.just([demand])}
    may = {"since": day, "pattern": st.sampled_from(["regular", "poisson"]), "reload_h": AMOUNTS}
    return told | {"campaign": draw(_table(needed, may))}
