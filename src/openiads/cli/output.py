"""What commands print through."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from openiads.cli.legible import json_for, toml_for

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH = 100
"""Width of what goes into a file or a pipe, and the most that is used on a screen; COLUMNS makes it less."""


def console(stderr: bool = False) -> Console:
    """A console no wider than a page."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    asked = os.environ.get("COLUMNS", "")
    width = made.width if made.is_terminal or asked.isdecimal() else WIDTH
    return Console(stderr=stderr, highlight=False, width=min(max(width, 1), WIDTH))


def print_page(*parts: RenderableType) -> None:
    """Print to standard output, without the blanks that fill lines up to the width."""
    made = console()
    with made.capture() as captured:
        made.print(*parts, sep="\n")
    lines = captured.get().split("\n")
    made.file.write("\n".join(line.rstrip(" ") for line in lines))
    made.file.flush()


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json_for(sys.stdout, document))


def print_toml(text: str) -> None:
    """Print the text of a TOML file."""
    print(toml_for(sys.stdout, text), end="")


@contextmanager
def notices_told() -> Iterator[None]:
    """Say on stderr, a line each, what there is to know though the work goes on."""
    from openiads.ground.errors import Notice

    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", Notice)
        try:
            yield
        finally:
            for warning in heard:
                if issubclass(warning.category, Notice):
                    print(f"note: {warning.message}", file=sys.stderr)
                else:
                    warnings.showwarning(warning.message, warning.category, warning.filename, warning.lineno)


@contextmanager
def compiling_told(how_long: str, note: str = "", err: Console | None = None) -> Iterator[None]:
    """Say on stderr, once, that the compiler is at work: when it begins, and only if it does."""
    from openiads.ground import compiled

    told: list[str] = []

    def tell(function: str) -> None:
        if not told:
            (err or console(stderr=True)).print(
                compiling_words(how_long, compiled.CACHE is not None) + note, soft_wrap=True
            )
        told.append(function)

    with compiled.compiling(tell):
        yield


def compiling_words(how_long: str, kept: bool) -> str:
    """What the user waits for, and whether for the last time; why it is not is a notice."""
    return f"compiling{' once' if kept else ''} (up to some {how_long})"
