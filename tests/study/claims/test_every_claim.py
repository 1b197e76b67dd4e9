"""One battery of checks for every claim, present and future; a new file joins by itself."""

from __future__ import annotations

import pkgutil

import pytest

from openiads.ground.errors import UnknownName
from openiads.ground.statistics import wilson
from openiads.study.analysis.verdict import SUPPORTED
from openiads.study.claims import stated
from openiads.study.claims.claim import NOTHING_JUDGED, Made
from openiads.study.claims.every_claim import ORDER, claim, claims
from tests.rules import none
from tests.study.claims.english_words import english_in
from tests.study.claims.laid import laying


def test_every_file_of_the_folder_states_one_claim_of_its_name():
    files = {module.name for module in pkgutil.iter_modules(stated.__path__)}
    assert files == set(claims())


def test_claims_come_in_the_order_of_the_articles():
    told = [key for key in claims() if key in ORDER]
    assert told == sorted(told, key=ORDER.index)


def test_every_claim_says_what_it_is_about_before_any_number():
    none(
        f"{key}.{name}"
        for key, one in claims().items()
        for name in ("sentence", "said_in", "question", "definition")
        if len(getattr(one, name)) < 10
    )


def test_every_claim_says_in_a_few_words_what_is_judged():
    none(key for key, one in claims().items() if not 10 < len(one.judged) < 100 or one.judged.endswith("."))


def test_what_stands_beside_a_claim_was_published():
    cited = [(key, beside) for key, one in claims().items() for beside in one.context]
    none(f"{key}: {one.told}" for key, one in cited if not (one.source and one.url.startswith("http")))


def test_an_unknown_claim_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'alone'"):
        claim("alon")


COMPUTED = ("reach", "price", "phases", "anywhere", "move", "patriots", "tender", "build")
"""Claims that compute, or price what was fired: drawn tables do not do; each has tests of its own."""


@pytest.fixture(scope="module")
def asked():
    """Each other claim's answer to numbers that were drawn, and the designs that it would have played."""
    found = {}
    for key in claims().keys() - set(COMPUTED):
        one = claims()[key]
        asking = laying()
        found[key] = one.ask(asking), asking.designs
    return found


def test_every_claim_comes_to_an_answer_of_its_own(asked):
    none(key for key, (answer, _) in asked.items() if answer.key != key or not answer.findings)


def test_an_answer_is_one_line_in_both_languages(asked):
    lines = [(key, line) for key, (answer, _) in asked.items() for line in (answer.english, answer.turkish)]
    none(
        f"{key}: {line}" for key, line in lines if not 20 < len(line) < 400 or "\n" in line or line[-1] != "."
    )


def test_numbers_of_a_turkish_line_have_turkish_words(asked):
    found = {key: english_in(answer.turkish) for key, (answer, _) in asked.items()}
    none(f"{key}: {words}" for key, words in found.items() if words)


def test_something_is_judged_where_the_claim_says_so(asked):
    for key, (answer, _) in asked.items():
        any_ = any(one.verdict is not None for one in answer.findings)
        assert any_ == (claims()[key].judged != NOTHING_JUDGED), key


def test_what_rests_on_studies_was_played(asked):
    assert {answer.made for answer, _ in asked.values()} == {Made.PLAYED}


def test_every_number_of_a_text_is_filled_in(asked):
    told = [
        (key, text)
        for key, (answer, _) in asked.items()
        for text in (answer.english, answer.turkish, answer.method, answer.would_change)
    ]
    none(f"{key}: {text}" for key, text in told if "{" in text or "nan" in text.split())


def test_every_row_of_a_table_has_a_cell_for_each_heading(asked):
    for answer, _ in asked.values():
        assert {len(row) for row in answer.table.rows} == {len(answer.table.headings)}


def test_findings_are_told_apart(asked):
    for key, (answer, _) in asked.items():
        names = [(one.measure, one.subject) for one in answer.findings]
        assert len(names) == len(set(names)), key


def test_studies_of_claims_have_names_of_their_own(asked):
    names = [design.name for _, designs in asked.values() for design in designs]
    hashes = {design.sha256 for _, designs in asked.values() for design in designs}
    assert len(hashes) == len(set(names))  # the same study may be asked for by two


def test_more_points_can_decide_what_fewer_cannot():
    # By Wilson's interval n of n leave n / (n + 3.84) at least: below nine of ten up to 34, and not at 35.
    assert wilson(34, 34)[0] < SUPPORTED <= wilson(35, 35)[0]
