"""What commands print through."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openiads.cli.legible import json_for, toml_for
from openiads.ground.letters import escaped, unfit

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

WIDTH = 100
"""Width of what goes into a file or a pipe, and the most that is used on a screen; COLUMNS makes it less."""
SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
MOST_SIGNS = 10_000
"""Characters across or down of the largest screen that is believed."""


def settle_size() -> None:
    """Forget the size of the screen in the surroundings where it is none; Rich and Typer take it as it is."""
    for name in SIZES:
        told = os.environ.get(name, "")
        if not (told.isascii() and told.isdecimal() and len(told) <= 9 and 0 < int(told) <= MOST_SIGNS):
            os.environ.pop(name, None)


def console(stderr: bool = False) -> Console:
    """A console no wider than a page."""
    from rich.console import Console
    from rich.segment import Segment

    class Legible(Console):
        """Letters that a terminal obeys are written out, of whoever wrote them; Rich's own commands pass."""

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterator[Segment]:
            for segment in super().render(renderable, options):
                fit = segment.control or unfit(segment.text, lines=True) is None
                yield segment if fit else Segment(_told(segment.text), segment.style)

    # A bracket in the name of a file is no colour.
    plain = partial(Legible, stderr=stderr, highlight=False, markup=False, emoji=False)
    made = plain()
    asked = os.environ.get("COLUMNS", "")
    width = made.width if made.is_terminal or asked.isdecimal() else WIDTH
    return plain(width=min(max(width, 1), WIDTH))


def say(text: str, stderr: bool = True) -> None:
    """Print a line, with the letters that a terminal obeys written out."""
    print(escaped(text), file=sys.stderr if stderr else sys.stdout)


def _told(text: str) -> str:
    return "\n".join(map(escaped, text.split("\n")))


def print_page(*parts: RenderableType) -> None:
    """Print to standard output, without the blanks that fill lines up to the width."""
    made = console()
    with made.capture() as captured:
        made.print(*parts, sep="\n")
    lines = captured.get().split("\n")
    made.file.write("\n".join(line.rstrip(" ") for line in lines))
    made.file.flush()


def print_place(page: Path) -> None:
    """Say where a page was written."""
    from rich.text import Text

    print_page(Text(f"{page} has it all"))


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json_for(sys.stdout, document))


def print_toml(text: str) -> None:
    """Print the text of a TOML file."""
    print(toml_for(sys.stdout, text), end="")


@contextmanager
def notices_told() -> Iterator[None]:
    """Show notices on stderr at once, a line each and each once, while the work goes on."""
    from openiads.ground.errors import Notice

    told: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, Notice):
            if str(message) not in told:  # arms of a study have much in common
                say(f"note: {message}")
            told.add(str(message))
        else:
            shown(message, category, *where, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", Notice)
        shown = warnings.showwarning
        warnings.showwarning = show
        yield


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
    """What the user waits for, and whether it is only this once; if not, a notice says why."""
    return f"compiling{' once' if kept else ''} (up to about {how_long})"
