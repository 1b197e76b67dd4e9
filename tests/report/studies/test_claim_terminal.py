"""A claim on a terminal: no number is lost, however narrow it is."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from openiads.report.studies import claim_words
from openiads.report.studies.claim_terminal import account
from tests.report.studies import laid_answers as laid


def shown(width: int) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(account(laid.answered()))
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 100])
def test_sentence_answer_and_every_number_are_there(width):
    said = shown(width)
    assert max(map(len, said.splitlines())) <= width
    flat = " ".join(said.split())
    for part in ("twice: The Triumf is", "(press articles of 2017)", "Twice as effective: supported 1/5,"):
        assert part in flat
    assert "Türkçe: İki kat etkili: destekleniyor 1/5," in flat
    for one in laid.FINDINGS:
        assert claim_words.ends(one.nominal) in said
        assert claim_words.ranged(one) in said
