"""A coverage study on a terminal: the ring, what is left of it, and how far to trust that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openiads.ground.units import KM
from openiads.report.coverage.coverage_tables import SECTORS
from openiads.report.ink.bars import a_bar
from openiads.report.ink.terminal_parts import BAD, GOOD, PLAIN, listing, section, status_mix
from openiads.study.coverage.coverage_numbers import ANSWERS

Row = dict[str, Any]
WHOLES = {
    "share_of_country": "country",
    "share_of_border_strip": "border",
    "share_of_city_people": "cities",
}
LEVELS = ("met", "kill 0.5", "kill 0.9")
THOUSAND, MILLION = 1e3, 1e6


def account(document: Row) -> RenderableType:
    """Everything that a coverage study says, for a terminal; where it is narrow, bars go and numbers stay."""
    tables = {name: table["rows"] for name, table in document["tables"].items()}
    surfaces = " to ".join(document["surfaces"])
    ground = f"ground {surfaces}" if document["cells_to_a_block"] == 1 else f"{surfaces} of blocks"
    stamp = f"cells of {document['cell_m']:.0f} m, {ground}"
    parts: list[RenderableType] = [*heading(document)]
    for title, body in (
        ("Share of the naive ring", ring(tables["answers"], document["ring_km2"])),
        ("Area detected [1,000 km2]", detection(tables["detection"])),
        ("Area that a round gets to [1,000 km2]", rounds(tables["rounds"])),
        ("Share of country, border strip and city people", wholes(tables["answers"])),
        ("Assets within a round's reach", assets(tables["assets"])),
        (
            "Height over each asset that is seen and detected [km]",
            over_assets(tables["over_assets"]),
        ),
        ("First sight of a low flyer that heads for a battery [km]", first_seen(tables["first_seen"])),
        ("Defended footprint", footprints(tables["footprints"])),
    ):
        if body is not None:
            parts += section(f"{title}  ({stamp})", body)
    parts += section("How far to trust this", trust(document))
    return Group(*parts)


def heading(document: Row) -> Iterable[RenderableType]:
    """What was asked, of what."""
    line = Text(f"\n{document['scenario']}", style="bold")
    line.append(f"  {document['title']}", style="not bold")
    bent = document["refraction"]
    asked = (
        f"target of {document['rcs_m2']:g} m2, {document['scans']} scans, siting {document['siting']}, "
        f"refraction {bent if isinstance(bent, str) else f'{bent:.4g}'}, terrain {document['terrain']}"
    )
    yield line
    yield Padding(Text(asked, style=PLAIN), (0, 0, 1, 0))


def ring(rows: list[Row], area: float) -> RenderableType:
    """Four answers: the ring, and what is visible, detectable, engageable of it."""
    table = listing("above ground", "ring", "visible", "", "detectable", "", "engageable", "")
    for altitude, found in by_altitude(rows).items():
        cells: list[Any] = [height(altitude), thousands({"low": area, "high": area})]
        for answer in ANSWERS:
            share = found[answer]["share_of_ring"]
            colour = GOOD if answer == "engageable" else PLAIN
            cells += [percent(share), a_bar(share["low"], colour, 8)]
        table.add_row(*cells)
    return Group(table, Text("ring in 1,000 km2; low-high", style=PLAIN))


def detection(rows: list[Row]) -> RenderableType:
    """Areas by chance of detection."""
    heads = list(dict.fromkeys((row["scans"], row["probability"]) for row in rows))
    table = listing("above ground", *(f"{p:g} in {n}" for n, p in heads))
    for altitude in dict.fromkeys(row["altitude_m"] for row in rows):
        here = {(r["scans"], r["probability"]): r for r in rows if r["altitude_m"] == altitude}
        table.add_row(height(altitude), *(thousands(here[head]["area_km2"]) for head in heads))
    return Group(table, Text("p in n: chance of detection of at least p in n looks or scans", style=PLAIN))


def rounds(rows: list[Row]) -> RenderableType | None:
    """Areas by round type."""
    slugs = list(dict.fromkeys(row["round"] for row in rows))
    if not slugs:
        return None
    table = listing("above ground", *slugs)
    for altitude in dict.fromkeys(row["altitude_m"] for row in rows):
        here = {row["round"]: row for row in rows if row["altitude_m"] == altitude}
        table.add_row(height(altitude), *(thousands(here[slug]["area_km2"]) for slug in slugs))
    return table


def wholes(rows: list[Row]) -> RenderableType | None:
    """What of the country, its border strip and the people of the scenario's cities is covered."""
    there = [key for key in WHOLES if any(row[key] is not None for row in rows)]
    if not there:
        return None
    answers = ("detectable", "engageable")
    table = listing("above ground", *(f"{WHOLES[key]} {word[:3]}" for word in answers for key in there))
    for altitude, found in by_altitude(rows).items():
        cells = [percent(found[answer][key]) for answer in answers for key in there]
        table.add_row(height(altitude), *cells)
    return Group(
        table,
        Text(
            "det: detectable in one look; eng: engageable, after as many looks of a battery as it takes;\n"
            "border: 20 km inside it",
            style=PLAIN,
        ),
    )


def assets(rows: list[Row]) -> RenderableType | None:
    """Names of the assets within reach; those in doubt with a question mark."""
    reach = [row for row in rows if row["answer"] == "engageable"]
    if not any(row["covered"] or row["in_doubt"] for row in reach):
        return Text("none", style=BAD) if reach else None
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in reach:
        names = [*row["covered"], *(f"{name}?" for name in row["in_doubt"])]
        table.add_row(
            Text(height(row["altitude_m"]), style=PLAIN), ", ".join(names) or Text("none", style=BAD)
        )
    return table


def over_assets(rows: list[Row]) -> RenderableType | None:
    """From where over each asset a radar sees, and from where to where one detects."""
    if not rows:
        return None
    heads = list(dict.fromkeys((row["probability"], row["scans"]) for row in rows))
    # Least, most and most of all scans are what a reader looks for; the file has all.
    heads = list(dict.fromkeys((heads[0], heads[1], heads[(len(heads) - 1) // 2], heads[-1])))
    table = listing("asset", "seen", *(f"{chance:g} in {scans}" for chance, scans in heads[1:]))
    for name in dict.fromkeys(row["asset"] for row in rows):
        here = {(r["probability"], r["scans"]): r for r in rows if r["asset"] == name}
        table.add_row(name, *(heights(here[head]) for head in heads))
    return Group(
        table, Text("from low-high to low-high; p in n: chance of detection in n scans", style=PLAIN)
    )


def heights(row: Row) -> str:
    """From where, and to where if that ends; never where that is so on some ground."""
    begins, ends = row["from_m"], row["up_to_m"] or {}
    told = [kilometres(end) for end in (begins, ends) if any(value is not None for value in end.values())]
    if not told:
        return "never"
    return " to ".join(told) + (", or never" if None in begins.values() else "")


def kilometres(band: Row) -> str:
    """A band of heights; null, for never, is left out."""
    found = [_rounded(band[end] / KM) for end in ("low", "high") if band[end] is not None]
    return "-".join(dict.fromkeys(found))


def _rounded(value: float) -> str:
    return f"{value:.{2 if value < 1.0 else 1 if value < 10.0 else 0}f}"


def first_seen(rows: list[Row]) -> RenderableType | None:
    """By direction: first sight, and from where on for good; the batteries together."""
    if not rows:
        return None
    altitudes = list(dict.fromkeys(row["altitude_m"] for row in rows))
    heads = [f"{what} {altitude:g} m" for altitude in altitudes for what in ("first", "for good")]
    table = listing("from", *heads)
    for sector in SECTORS[::2]:
        cells = []
        for altitude in altitudes:
            here = [r for r in rows if r["altitude_m"] == altitude and r["from"] == sector]
            for column in ("first_seen_km", "seen_for_good_km"):
                low, high = min(r[column]["low"] for r in here), max(r[column]["high"] for r in here)
                cells.append(span(low, high, "{:.0f}"))
        table.add_row(sector, *cells)
    return table


def footprints(rows: list[Row]) -> RenderableType | None:
    """Area and people by class and direction."""
    if not rows:
        return None
    table = listing("attack from", *LEVELS, "people met")
    for name in dict.fromkeys(row["class"] for row in rows):
        circle = next(row["circle_km2"] for row in rows if row["class"] == name)
        table.add_row(Text(f"{name}, circle {circle / THOUSAND:.1f}", style="bold"))
        for whence in dict.fromkeys(row["from"] for row in rows):
            here = {row["level"]: row for row in rows if row["class"] == name and row["from"] == whence}
            told = [thousands(here[level]["area_km2"]) for level in LEVELS]
            people = here["met"]["people"]
            table.add_row(f"  {whence}", *told, "" if people is None else millions(people))
    units = "1,000 km2 and million people; met: at least one salvo before arrival; circle: published range"
    return Group(table, Text(units, style=PLAIN))


def trust(document: Row) -> RenderableType:
    """Sources, what is left out, and a published statement to compare with."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=PLAIN)
    grid.add_column(overflow="fold")
    grid.add_row("figures, by count", status_mix(document["status_mix"]))
    grid.add_row("terrain", document["terrain_source"])
    grid.add_row("ground", document["ground"])
    if document["people"] is not None:
        grid.add_row("people", f"{document['people']['source']}; status {document['people']['status']}")
    if document["stated"] is not None:
        grid.add_row("stated", comparison(document["stated"]))
    for i, note in enumerate(document["notes"]):
        grid.add_row("" if i else "read", note)
    return grid


def comparison(stated: Row) -> str:
    """A published number of people beside those that were found."""
    return (
        f"{stated['people'] / MILLION:.1f} million people protected ({stated['source']}; "
        f"{stated['status']}); here {millions(stated['people_in_circles'])} million live inside the circles "
        f"of the published ballistic range, {millions(stated['people_in_footprint'])} million where a "
        f"{stated['class']} from where the scenario's raids begin is met before it comes down"
    )


def by_altitude(rows: list[Row]) -> Mapping[float, dict[str, Row]]:
    """Rows of the answers by altitude and answer."""
    found: dict[float, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row["altitude_m"], {})[row["answer"]] = row
    return found


def height(altitude: float) -> str:
    """A height above ground."""
    return f"{altitude:,g} m" if altitude < 10 * KM else f"{altitude:,.0f} m"


def percent(band: Row | None) -> str:
    """A band of shares in percent."""
    if band is None:
        return ""
    low, high = 100.0 * band["low"], 100.0 * band["high"]
    return f"{span(low, high, '{:.0f}' if low >= 10.0 else '{:.1f}')} %"


def thousands(band: Row) -> str:
    """A band in thousands."""
    return span(band["low"] / THOUSAND, band["high"] / THOUSAND, digits(band["high"] / THOUSAND))


def millions(band: Row) -> str:
    """A band in millions."""
    return span(band["low"] / MILLION, band["high"] / MILLION, digits(band["high"] / MILLION))


def digits(value: float) -> str:
    """As many digits as a reader wants of numbers up to a value."""
    return "{:,.2f}" if value < 10.0 else "{:,.1f}" if value < 1_000.0 else "{:,.0f}"


def span(low: float, high: float, form: str) -> str:
    """Low-high, or one number where both read the same."""
    first, last = form.format(low), form.format(high)
    return first if first == last else f"{first}-{last}"
