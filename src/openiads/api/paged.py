"""What results have in common that are shown: a page as a file, and a table for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from openiads.api.new_files import new_page
from openiads.study.campaign import run_folder


class Paged:
    """A result with a page."""

    def page(self) -> str:
        """The text of its page, which needs nothing else."""
        raise NotImplementedError

    def to_html(self, place: str | Path) -> Path:
        """Write its page to a new file."""
        where = new_page(place)
        run_folder.write_text(where, self.page(), resumes=False)
        return where


def told_on_pages(provenance: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """What a result can be found from again, as pages name it."""
    return {name.replace("_sha256", " hash"): str(value) for name, value in provenance}


def html_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *caption: str) -> str:
    """A table as notebooks show it; each line of the caption is text.

    >>> html_table(["a"], [["1"], ["<2>"]], "all")
    '<table><caption>all</caption><tr><th>a</th></tr><tr><td>1</td></tr><tr><td>&lt;2&gt;</td></tr></table>'
    """
    told = "<br>".join(map(escape, caption))
    heads = "".join(f"<th>{escape(name)}</th>" for name in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{told}</caption><tr>{heads}</tr>{body}</table>"
