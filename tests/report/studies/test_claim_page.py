"""Pages of claims: whole, self-contained, readable by anybody, on a telephone too."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from openiads.report.studies import claim_words
from openiads.report.studies.claim_page import matrix, numeric, page
from openiads.report.studies.claims_index import index, pages
from openiads.study.analysis.box_range import Range
from openiads.study.analysis.verdict import Kind
from openiads.study.claims.claim import NOTHING_JUDGED, Made, Table
from tests.report.clipped import CLIPPED
from tests.report.run.test_run_page import Seen
from tests.report.studies import laid_answers as laid
from tests.rules import none

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOUND = [
    laid.answered(),
    laid.answered(laid.CELLS, laid.SQUARE, "chain"),
    laid.answered(laid.CURVES, laid.FINDINGS[:1], "threats", context=()),
    laid.answered(laid.PLANE, (laid.FINDINGS[4],), "tender"),
]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages(FOUND)


def words_of(text: str) -> str:
    """What a reader sees of a page."""
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).replace("\u00a0", " ").split()))


def test_there_is_a_page_of_each_claim_and_one_of_all(made):
    assert list(made) == ["index.html", "twice.html", "chain.html", "threats.html", "tender.html"]


def test_what_opens_also_closes_and_nobody_is_asked_for_anything(made):
    for text in made.values():
        seen = Seen(text)
        assert seen.open == []
        asked = [attrs.get("src") for tag, attrs in seen.tags if attrs.get("src")]
        asked += [attrs["href"] for tag, attrs in seen.tags if tag == "link"]
        assert asked == ["data:,"]


def test_links_lead_somewhere(made):
    for name, text in made.items():
        seen = Seen(text)
        ids = {attrs["id"] for _, attrs in seen.tags if "id" in attrs}
        links = [str(attrs["href"]) for tag, attrs in seen.tags if tag == "a"]
        none(f"{name}: {to}" for to in links if to.startswith("#") and to[1:] not in ids)
        none(f"{name}: {to}" for to in links if not to.startswith(("#", "http")) and to not in made)


def test_the_answer_comes_first_in_two_languages(made):
    text = made["twice.html"]
    english, turkish, picture = (text.index(part) for part in ("supported 1/5", "destekleniyor 1/5", "<svg"))
    assert english < turkish < picture < text.index('<table class="answers') < text.index('id="verdicts"')
    assert re.search(r'<p class="lead" lang="tr"><span class="tongue">Türkçe</span> İki kat etkili', text)
    assert made["index.html"].count('lang="tr"><span class="tongue">Türkçe</span>') == len(FOUND)


def test_a_page_says_all_that_a_claim_and_its_answer_say(made):
    said = words_of(made["twice.html"])
    claim, answer = FOUND[0].claim, FOUND[0].answer
    parts = [
        "Said in press articles of 2017.", claim.question, claim.definition, answer.method,
        answer.would_change, "A maker said so.", "A catalogue <of 2010>", "a" * 64, "b" * 64,
        "openiads claims twice --effort 0.2",
        "no figure of its price was published",
        "holds at 100 % of all settings [98 % to 100 %], by 99 of them",
        "holds at 100 % of all settings [90 % to 100 %], by 24 of them",
        "depends on catalogue.rounds.48n6e3.kill_probability",
        'twice as effective" as other anti-aircraft missile systems & cheaper.', "91N6E",
        claim_words.CHANCE[Made.PLAYED].partition(". ")[2],
        claim_words.IGNORANCE[Made.PLAYED].partition(". ")[2],
        "Judged: twice or more.", claim_words.BRACKETS,
    ]  # fmt: skip
    none(part for part in parts if part not in said)
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">' in made["twice.html"]


def test_what_was_not_published_beside_a_claim_has_no_heading(made):
    assert "What was published" not in made["threats.html"]


def test_several_measures_of_several_things_are_a_matrix():
    found = matrix(laid.SQUARE)
    assert found.measures == [
        "raiders stopped", "people defended against ballistic missiles", "leakers",
    ]  # fmt: skip
    assert [subject for subject, _ in found.rows] == ["Patriot GEM-T", laid.LONG, "FD-2000"]
    assert {len(row) for _, row in found.rows} == {3}
    assert matrix(laid.FINDINGS) is None


def test_measures_of_different_things_are_a_list():
    mixed = [laid.finding(f"thing {n}", (1.0, 0.9, 1.1), measure=f"measure {n}") for n in range(4)]
    assert matrix(mixed) is None


def test_a_measure_of_several_findings_stands_over_them_once(made):
    text = made["twice.html"].partition('id="verdicts"')[2]
    assert text.count("raiders stopped, over the other&#39;s</th>") == 1
    assert [measure for measure, _ in claim_words.by_measure(laid.SQUARE)] == matrix(laid.SQUARE).measures
    assert claim_words.repeats(laid.FINDINGS)
    assert not claim_words.repeats(laid.FINDINGS[:1])


def test_many_numbers_are_folded_and_their_verdicts_counted():
    many = page(laid.answered(findings=laid.TWELVE + laid.FINDINGS[1:2]))
    assert "<summary>All numbers<span>13 findings" in many
    assert "12 supported" in many
    assert "1 not supported" in many
    assert "All numbers" not in page(laid.answered())


def test_a_place_of_the_matrix_without_a_finding_stays_empty():
    found = matrix(laid.SQUARE[:-1])
    assert found.rows[2][1][2] == []


def test_shares_by_status_are_told_or_it_is_said_why_not(made):
    said = words_of(made["twice.html"])
    assert "assumption 61 %, seen 31 %, lowrel 8 %" in said
    assert "For 1 of 4 findings no shares by status are told" in said
    assert "no shares by status" not in words_of(made["chain.html"])


def test_the_index_counts_verdicts_and_gives_no_overall_mark(made):
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", made["index.html"], flags=re.DOTALL)
    counts = [[int(n) for n in re.findall(r'<span class="[^"]*">(\d+)</span></td>', row)] for row in rows]
    assert counts == [[1, 1, 1, 1, 1, 1], [3, 3, 3, 0, 0, 0], [1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]]
    assert "there is no overall mark" in made["index.html"]


def test_the_index_says_beside_each_count_what_is_judged():
    found = [laid.answered(), laid.answered(key="chain", judged=NOTHING_JUDGED)]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", index(found), flags=re.DOTALL)
    assert [re.findall(r'<span class="answer judged">(.*?)</span>', row) for row in rows] == [
        ["judged: twice or more"], [NOTHING_JUDGED],
    ]  # fmt: skip
    assert claim_words.BRACKETS in words_of(index(found))


def test_a_claim_of_which_nothing_is_judged_says_so_and_names_no_rule():
    said = words_of(page(laid.answered(judged=NOTHING_JUDGED)))
    assert "Nothing is judged." in said
    assert "there is no overall mark" not in said


def made_as(**changed: object) -> str:
    """The words of a page of an answer that rests on no study."""
    found = laid.answered()
    return words_of(page(replace(found, answer=replace(found.answer, folders=(), **changed), studies=())))


PLAYED = ("played many times", "by chance alone", "[by chance]")


def test_a_page_of_what_was_computed_does_not_say_that_it_was_played():
    none(told for told in PLAYED if told in made_as())
    none(told for told in PLAYED if told in made_as(told_as=Made.SEARCHED))
    assert all(told in words_of(page(laid.answered())) for told in PLAYED)


def test_a_range_of_histories_is_not_said_to_be_of_settings():
    said = made_as(told_as=Made.TIMES).partition("Figures and sources")[0]
    assert "Pale band: 5 to 95 % of the histories." in said
    assert claim_words.BRACKETS not in said
    assert "no shares by status" not in said
    assert "histories" in made_as(told_as=Made.DRAWN)


def test_why_a_number_lies_off_its_brackets_is_told_only_where_there_are_some():
    assert claim_words.BRACKETS not in words_of(page(laid.answered(findings=laid.FINDINGS[3:5])))
    off = laid.finding("off its band", (5.0, 4.8, 5.2), range=Range(2.0, 3.0))
    for findings, told in ((laid.FINDINGS, False), ((*laid.FINDINGS, off), True)):
        for text in (page, lambda found: index([found])):
            assert (claim_words.OUTSIDE in words_of(text(laid.answered(findings=findings)))) == told


def test_columns_of_numbers_stand_to_the_right():
    assert numeric(laid.TABLE) == {1, 2}
    assert numeric(Table(("a", "b", "c"), (("x", "", "none of them"),))) == set()


def test_a_claim_that_uses_no_figure_says_so():
    found = laid.answered()
    text = page(replace(found, answer=replace(found.answer, entries=())))
    assert "The answer rests on no figure of the catalogue." in text
    assert "all claims" not in text


@pytest.mark.parametrize(
    ("finding", "cells"),
    [
        (laid.FINDINGS[0], ("2.41 [2.12 to 2.77]", "1.93 to 3.13", "above 2", "supported")),
        (laid.FINDINGS[2], ("3.90 [2.20 to no upper end]", "3.12 to 5.07", "above 2",
                            "depends on catalogue.rounds.48n6e3.kill_probability")),
        (laid.FINDINGS[3], ("\u2013", "", "above 2",
                            "cannot be tested here: no figure of its price was published")),
        (laid.FINDINGS[4], ("1.07 [0.95 to 1.20]", "", "", "only reported")),
        (laid.FINDINGS[5], ("2.20 [0.40 to 5.10]", "1.76 to 2.86", "above 2", "open at this effort")),
    ],
)  # fmt: skip
def test_a_finding_in_words(finding, cells):
    assert claim_words.cells(finding)[2:] == cells


def test_every_kind_of_verdict_has_a_colour_and_a_meaning():
    assert set(Kind) == set(claim_words.TONES) == set(claim_words.MEANT) - {None}


def test_what_is_only_reported_stands_in_the_key(made):
    for name in ("index.html", "twice.html", "tender.html"):
        assert claim_words.MEANT[None] in made[name]
    assert claim_words.MEANT[None] not in made["threats.html"]


@pytest.mark.parametrize(
    ("measure", "unit", "words"),
    [
        ("days without a battery", "d", "days without a battery"), ("leakers", "", "leakers"),
        ("share", "1", "share"), ("greatest distance", "km", "greatest distance, km"),
        ("people defended", "people", "people defended"),
        ("people covered", "million", "people covered, million"),
    ],
)  # fmt: skip
def test_a_unit_is_said_once(measure, unit, words):
    assert claim_words.with_unit(measure, unit) == words


@pytest.fixture(scope="module")
def written(made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1440])
def test_pages_show_without_requests_or_sideways_scrolling(
    browser: Browser, written: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for file in sorted(written.iterdir()):
        asked.clear()
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width, file.name
        assert width > 390 or page.evaluate(CLIPPED) == [], file.name
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        if file.name != "index.html":
            assert page.locator("figure svg:visible").count() == 1
    assert said == []
    page.close()
