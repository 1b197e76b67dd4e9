"""Tables of a coverage study: rows of named numbers, each a low and a high, with units in their names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from openiads.ground.units import KM, KM2
from openiads.study.coverage.answer import Answer
from openiads.study.coverage.bands import CEILING
from openiads.study.coverage.coverage_numbers import ANSWERS, KILLS, Band, Key
from openiads.study.coverage.footprint import DIRECTIONS
from openiads.study.coverage.refraction import ATMOSPHERE, EXPONENTIAL

Row = dict[str, Any]
SHARES = {
    "ring": "share_of_ring",
    "country": "share_of_country",
    "border strip": "share_of_border_strip",
    "city people": "share_of_city_people",
}
MILLION = 1e6
SECTORS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


def document(answer: Answer) -> Row:
    """All tables with what they rest on; ready for JSON."""
    made = {
        "answers": list(answers(answer)),
        "detection": list(detection(answer)),
        "rounds": list(rounds(answer)),
        "radars": list(radars(answer)),
        "assets": list(assets(answer)),
        "over_assets": list(over_assets(answer)),
        "first_seen": list(first_seen(answer)),
        "footprints": list(footprints(answer)),
    }
    facts = answer.facts
    stamp = {"cell_m": round(facts.cell, 1), "surfaces": list(facts.surfaces), "ground": facts.ground}
    return {
        "scenario": facts.scenario,
        "title": facts.title,
        **provenance(answer),
        "ring_km2": ring(answer) / KM2,
        "tables": {name: {**stamp, "rows": rows} for name, rows in made.items()},
        "stated": stated(answer),
        "notes": notes(answer),
    }


def provenance(answer: Answer) -> Row:
    """Question, terrain, versions, sources."""
    facts, asked = answer.facts, answer.question
    return {
        "version": facts.version,
        "scenario_sha256": facts.scenario_sha256,
        "terrain": facts.terrain,
        "terrain_source": facts.source,
        "cell_m": round(facts.cell, 1),
        "one_figure_from_m": facts.supported,
        "surface": asked.surface,
        "surfaces": list(facts.surfaces),
        "ground": facts.ground,
        "cells_to_a_block": answer.window.grid.blocks.size if answer.window.grid.blocks else 1,
        "refraction": facts.refraction,
        "altitudes_m": list(asked.altitudes),
        "rcs_m2": asked.rcs,
        "scans": asked.scans,
        "siting": f"best-within-km {asked.siting / KM:g}" if asked.siting else "point",
        "allow_coarse": asked.one_figure,
        "ring_off_the_map": facts.excluded_ring,
        "view_off_the_map": facts.excluded_view,
        "status_mix": dict(facts.status_mix),
        "sources": [asdict(source) for source in facts.sources],
        "people": people_source(answer),
    }


def ring(answer: Answer) -> float:
    """Area of the naive ring that is on the map [m2]."""
    return answer.window.area(answer.ring)


def answers(answer: Answer) -> Iterator[Row]:
    """The four answers by altitude: beside the ring, what is visible, detectable, engageable of it."""
    for altitude in answer.question.altitudes:
        for name in ANSWERS:
            row: Row = {"altitude_m": altitude, "answer": name, "coarse": answer.is_coarse(altitude)}
            row["area_km2"] = pair(answer.band(Key("area", name, "", altitude)), KM2)
            for whole, column in SHARES.items():
                key = Key("share", name, whole, altitude)
                row[column] = pair(answer.band(key)) if key in answer.keys("share") else None
            yield row


def detection(answer: Answer) -> Iterator[Row]:
    """Areas by chance of detection, of one look and of all scans."""
    for what, scans in (("one look", 1), ("all scans", answer.question.scans)):
        for key in answer.keys(what):
            yield {
                "altitude_m": key.altitude, "scans": scans, "probability": float(key.which),
                "coarse": answer.is_coarse(key.altitude), "area_km2": pair(answer.band(key), KM2),
            }  # fmt: skip


def rounds(answer: Answer) -> Iterator[Row]:
    """What each round type reaches."""
    for key in answer.keys("round"):
        if key.detail == "area":
            yield {
                "altitude_m": key.altitude, "round": key.which, "coarse": answer.is_coarse(key.altitude),
                "area_km2": pair(answer.band(key), KM2),
                "share_of_ring": pair(answer.band(key._replace(detail="share"))),
            }  # fmt: skip


def radars(answer: Answer) -> Iterator[Row]:
    """Areas by how many radars see."""
    for key in answer.keys("radars"):
        yield {
            "altitude_m": key.altitude, "radars": int(key.which), "coarse": answer.is_coarse(key.altitude),
            "area_km2": pair(answer.band(key), KM2),
        }  # fmt: skip


def assets(answer: Answer) -> Iterator[Row]:
    """Assets by answer: covered on every surface and site, or only on some."""
    for altitude in answer.question.altitudes:
        for name in ANSWERS:
            found = {
                key.detail: answer.band(key)
                for key in answer.keys("asset")
                if key.which == name and key.altitude == altitude
            }
            yield {
                "altitude_m": altitude, "answer": name, "coarse": answer.is_coarse(altitude),
                "covered": [asset for asset, band in found.items() if band.low > 0.0],
                "in_doubt": [asset for asset, band in found.items() if band.high > band.low],
            }  # fmt: skip


def over_assets(answer: Answer) -> Iterator[Row]:
    """Height above each asset from which a radar sees, and between which one detects."""
    for key in answer.keys("seen over"):
        yield {
            "asset": key.which, "answer": "visible", "probability": None, "scans": None,
            "coarse": answer.is_coarse(key.altitude), "from_m": ends(answer.band(key)), "up_to_m": None,
        }  # fmt: skip
        for level in answer.keys("detected over"):
            if level.which == key.which:
                chance, _, scans = level.detail.partition(" in ")
                yield {
                    "asset": key.which, "answer": "detectable", "probability": float(chance),
                    "scans": int(scans), "coarse": answer.is_coarse(key.altitude),
                    "from_m": ends(answer.band(level)),
                    "up_to_m": ends(answer.band(level._replace(what="detected up to"))),
                }  # fmt: skip


def first_seen(answer: Answer) -> Iterator[Row]:
    """How far from each battery a low flyer that comes at it is first seen, and from where on for good."""
    for key in answer.keys("first seen"):
        yield {
            "battery": key.which, "altitude_m": key.altitude, "from": SECTORS[int(key.detail)],
            "from_deg": 360.0 * int(key.detail) / DIRECTIONS, "coarse": answer.is_coarse(key.altitude),
            "first_seen_km": pair(answer.band(key), KM),
            "seen_for_good_km": pair(answer.band(key._replace(what="seen for good")), KM),
        }  # fmt: skip


def footprints(answer: Answer) -> Iterator[Row]:
    """Defended ground by class of attack, direction and how well."""
    slugs = {p.survey.attack.name: p.survey.attack for each in answer.footprints.values() for p in each}
    for key in answer.keys("footprint area"):
        level, _, whence = key.detail.partition(" from ")
        attack = slugs[key.which]
        yield {
            "class": key.which, "threat": attack.threat.slug, "from": whence, "level": level,
            "coarse": answer.is_coarse(key.altitude),
            "circle_km2": answer.band(Key("circle area", key.which)).high / KM2,
            "area_km2": pair(answer.band(key), KM2),
            "people": people(answer, "footprint people", key),
        }  # fmt: skip


def people(answer: Answer, what: str, key: Key) -> Row | None:
    """People inside, from the fewer on the worst surface to the more on the best."""
    if answer.country is None:
        return None
    fewer = answer.band(key._replace(what=f"{what}, fewer"))
    more = answer.band(key._replace(what=f"{what}, more"))
    return pair(Band(fewer.low, more.high))


def people_source(answer: Answer) -> Row | None:
    """Where the numbers of people are from."""
    if answer.country is None:
        return None
    table = answer.country.table
    return {name: table[name] for name in ("country", "source", "status", "note")}


def stated(answer: Answer) -> Row | None:
    """A published statement of people protected, beside what is found here, for the scenario it speaks of."""
    if answer.country is None or answer.country.table["stated"]["scenario"] != answer.facts.scenario:
        return None
    told = answer.country.table["stated"]
    for row in footprints(answer):
        if row["threat"] == told["class"] and row["level"] == "met" and row["from"] != "every direction":
            circle = people(answer, "circle people", Key("", row["class"]))
            return {
                "people": told["people_million"] * MILLION, "source": told["source"], "url": told["url"],
                "status": told["status"], "class": row["class"], "people_in_circles": circle,
                "people_in_footprint": row["people"],
            }  # fmt: skip
    return None


def notes(answer: Answer) -> list[str]:
    """What a reader must know to read the tables."""
    facts, asked = answer.facts, answer.question
    told = [
        "The ring is the longest published range of each battery's rounds, or without batteries the radars' "
        "instrumented range; shares are of its part on the map.",
        f"Visible: line of sight from at least one radar. Detectable: one look at {asked.rcs:g} m2 detects "
        "with a chance of 0.5 or more, within range, elevation and sector limits. Engageable: a round gets "
        "there within doctrine's margin and the engagement radar has the same chance with one look.",
        f"Low and high are over the ground of a cell: {facts.ground}"
        + (
            f", and sites on their point or on the highest ground within {asked.siting / KM:g} km"
            if asked.siting
            else ""
        )
        + "; antennas stand on the mean ground, or on the finer map's under blocks. A range of ignorance, "
        "not an interval of chance.",
        f"Footprints: an attack straight at the ground point from each of {DIRECTIONS} directions; the worst "
        "counts, and of several batteries the best one alone. Kill probabilities contain the doctrine's "
        "salvo and failures.",
    ]
    if answer.plan.assets:
        told.append(
            "Heights over assets: the detecting scans are those of one radar; for several radars the outer "
            f"limits are given; nothing above {CEILING:,.0f} m over the sea is searched."
        )
    if facts.supported > asked.altitudes[0]:
        told.append(
            f"Cells of {facts.cell:.0f} m cannot carry one figure below {facts.supported:.0f} m above ground"
            + ("; --allow-coarse gives it all the same." if asked.one_figure else "; only the band is given.")
        )
    if facts.refraction == EXPONENTIAL:
        told.append(f"Refraction: {ATMOSPHERE}.")
    for share, what in ((facts.excluded_ring, "the ring"), (facts.excluded_view, "the radars' view")):
        if share > 0.0005:
            told.append(f"{100.0 * share:.1f} % of {what} is off the map and counted in no share.")
    if answer.country is None:
        told.append(
            "Country, border strip and people: not available; the table of people has another country."
        )
    if not answer.footprints or not any(answer.footprints.values()):
        told.append("Footprints: none; the scenario has no battery with rounds.")
    return told


def pair(band: Band, unit: float = 1.0) -> Row:
    """Low and high for JSON."""
    return {"low": band.low / unit, "high": band.high / unit}


def ends(band: Band) -> Row:
    """Low and high of one end of a band of heights [m] for JSON; null for never."""
    return {name: value if math.isfinite(value) else None for name, value in pair(band).items()}


__all__ = ["KILLS", "SECTORS", "document", "pair", "provenance", "ring", "stated"]
