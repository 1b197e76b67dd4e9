"""Write docs/claims.md from a run of claims: `python scripts/claims_document.py claims.json`.

    openiads claims --effort 4 --json > claims.json

Claims that were not played keep what the page says of them.  The rest is made of that document and of nothing
else, so whoever has played the claims, on whatever machine, can write it, and no second path plays them.
A test holds it to the code: it names the hash of each claim's definition and of the studies that were played
for it, and fails where the code now asks something else.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from openiads.ground.interval_words import between
from openiads.report.ink.number_words import share
from openiads.report.studies.claim_words import ends, plain, with_unit
from openiads.study.analysis.box_range import HIDDEN_TOLD
from openiads.study.campaign.run_folder import write_text
from openiads.study.claims.claim import NOTHING_JUDGED

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "claims.md"
HEADINGS = (
    "measure",
    "of what",
    "nominal [by chance]",
    "by what is not known",
    "claimed",
    "verdict",
    "holds at",
)
HEAD = """# Claims, put to the test

Sentences that were said of an air-defence system, each with what a study made of it. Written by
`scripts/claims_document.py` from a run of each; a test holds it to the claims as they are in the code.

**How to read it.** *Nominal*: with every figure as the catalogue has it; many published figures are best
cases, so this is often better than most settings are. In square brackets: 95 % intervals by chance, over
replicates. *By what is not known*: 5 to 95 % of the settings of all figures that have a low and a high; no
confidence interval; *hidden by chance* where this effort cannot see it. *Holds at*: the share of all
settings at which the claim holds, with its 95 % interval by chance, and how many settings were played.
*Less the base's*, *over the base's*: a difference or a ratio to the arm that is named behind "less" or
"over". A nominal number may lie outside its own range, which is of all figures drawn together: most of
them make it worse. Where nothing was played, square brackets have what was drawn or searched for, and a range
may be of histories, as the method says.

**Verdicts.** They are about what is *judged*, which need not be all that the sentence says. Each measure
has its own, by one rule: *supported* where the claim holds at nine settings of ten or more, *not supported*
where at one of ten or fewer, between these it *depends* on the figure that decides most, where that can be
told. *Open*: chance could still turn it at this effort; more effort plays more settings and replicates, and
begins with the same ones. There is no overall mark. ([the
rule](../src/openiads/study/analysis/verdict.py))"""
MADE = re.compile(r"^Made with effort ([\d.e+-]+), seed (\d+), version (\S+)\.$", re.MULTILINE)
DEFINED = re.compile(r"^Definition `([0-9a-f]{64})`\.", re.MULTILINE)
STUDY = re.compile(r"^- study ([^`\n]+) `([0-9a-f]{64})`", re.MULTILINE)
SECTION = re.compile(r"^## ([\w-]+): ", re.MULTILINE)
SUMMARY = re.compile(r"^\| \[([\w-]+)\]\(#")


class Held(NamedTuple):
    """What the page says of one claim that the code can be asked, too."""

    effort: float
    definition_sha256: str
    studies_sha256: tuple[str, ...]


def page(document: Mapping[str, Any], before: str = "") -> str:
    """Text of the page; of claims that the document lacks, as the page had it `before`."""
    rows = {key: line for line in before.splitlines() for key in SUMMARY.findall(line)}
    sections = _sections(before)
    for claim in document["claims"]:
        rows[claim["claim"]] = _table_row(_summary(claim))
        sections[claim["claim"]] = _section(claim)
    table = _table(("claim", "answer", "judged"), ())
    return "\n\n".join([HEAD, "\n".join([table, *rows.values()]), *sections.values()]) + "\n"


def _sections(text: str) -> dict[str, str]:
    """Sections of a page by the key of their claim."""
    begins = [*SECTION.finditer(text)]
    ends = [*(one.start() for one in begins), len(text)][1:]
    return {one[1]: text[one.start() : end].strip() for one, end in zip(begins, ends, strict=True)}


def held(text: str) -> dict[str, Held]:
    """What a page says of each claim, by its key."""
    parts = SECTION.split(text)[1:]
    return {key: _held(part) for key, part in zip(parts[::2], parts[1::2], strict=True)}


def _held(part: str) -> Held:
    made, defined = MADE.search(part), DEFINED.search(part)
    if made is None or defined is None:
        raise ValueError(f"{PAGE.name}: a claim says no effort or no definition; write the page anew")
    return Held(float(made[1]), defined[1], tuple(sha for _, sha in STUDY.findall(part)))


def _summary(claim: Mapping[str, Any]) -> tuple[str, str, str]:
    link = f"[{claim['claim']}](#{_anchor(_title(claim))})"
    return link, claim["answer"]["en"], claim["judged"]


def _title(claim: Mapping[str, Any]) -> str:
    return f"{claim['claim']}: {claim['sentence']}"


def _anchor(title: str) -> str:
    """What a heading is linked by: small letters, no marks, blanks as hyphens."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _section(claim: Mapping[str, Any]) -> str:
    return "\n\n".join(_paragraphs(claim))


def _paragraphs(claim: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {_title(claim)}"
    yield f"Said in {claim['said_in']}. {claim['question']}"
    yield f"**{claim['answer']['en']}**"
    yield f"*{claim['answer']['tr']}*"
    yield _judged(claim["judged"])
    yield _table(HEADINGS, map(_row, claim["findings"]))
    yield "At the nominal figures:"
    yield _table(claim["table"]["headings"], claim["table"]["rows"])
    yield f"Fixed before the first run: {claim['definition']}"
    yield f"{'Played' if claim['studies'] else 'Method'}: {claim['method']}"
    yield f"What would change it: {claim['would_change']}"
    if claim["context"]:
        yield "\n".join(f"- {one['told']} [{one['source']}]({one['url']})" for one in claim["context"])
    yield f"Made with effort {claim['effort']:g}, seed {claim['seed']}, version {claim['version']}."
    yield f"Definition `{claim['definition_sha256']}`."
    if claim["studies"]:
        yield "\n".join(
            f"- study {one['study']} `{one['study_sha256']}`, result `{one['outcomes_sha256']}`"
            for one in claim["studies"]
        )


def _judged(told: str) -> str:
    """What verdicts are about, as a sentence."""
    return f"{NOTHING_JUDGED.capitalize()}." if told == NOTHING_JUDGED else f"Judged: {told}."


def _row(one: Mapping[str, Any]) -> tuple[str, ...]:
    measure = with_unit(one["measure"], one["unit"])
    ranged = HIDDEN_TOLD if one["range_hidden"] else ""
    if one["range"] is not None:
        ranged = between(*_numbers(one["range"], (-1, 1)), plain)
    claimed, verdict = one["claimed"], one["verdict"]
    said = "" if claimed is None else f"{'above' if claimed['above'] else 'below'} {claimed['threshold']:g}"
    told = "only reported" if verdict is None else verdict["en"]
    return measure, one["subject"], ends(_ends(one["nominal"])), ranged, said, told, _holding(verdict)


def _holding(verdict: Mapping[str, Any] | None) -> str:
    """Share of the box at which the claim holds."""
    if verdict is None or verdict["points"] < 2:
        return ""
    value, low, high = map(share, _ends(verdict["share"]))
    return f"{value} [{low} to {high}], by {verdict['points']}"


def _ends(told: Mapping[str, float | None]) -> tuple[float, float, float]:
    """Number and interval; JSON says neither that there is none nor that an end has none."""
    value, low, high = _numbers([told["value"], told["low"], told["high"]], (0, -1, 1))
    return (value, low, high) if not math.isnan(value) else (math.nan,) * 3  # type: ignore[return-value]


def _numbers(told: Sequence[float | None], sides: Sequence[int]) -> list[float]:
    missing = {-1: -math.inf, 0: math.nan, 1: math.inf}
    return [missing[side] if value is None else value for value, side in zip(told, sides, strict=True)]


def _table(headings: Sequence[str], rows: Iterator[tuple[str, ...]] | Any) -> str:
    return "\n".join(map(_table_row, [headings, ["---"] * len(headings), *rows]))


def _table_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Read the command line and go."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("document", type=Path, help="what `openiads claims --json` printed")
    given = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    write_text(PAGE, page(json.loads(given.document.read_text(encoding="utf-8")), before))


if __name__ == "__main__":
    main()
