"""Tables without lines that keep every number, however narrow the terminal.

Where room is short, bars become shorter and then go; then words go over several lines; then the table is
parted, and each part begins with the names again.  A heading between rows has all of the width.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

GAP = 2
LEAST_BAR = 4
"""Columns below which a bar says nothing."""
LEAST_WORDS, LONGEST_WORD = 12, 24
"""Least width that words get before a table is split into two; a longer single word gets more."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of characters that can be drawn in fewer columns, and be left out."""

    draw: Callable[[int], Text]
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.draw(min(self.width, options.max_width))


Cell = str | Text | Drawn


@dataclass(frozen=True, slots=True)
class Column:
    """A column while its width is being found."""

    index: int
    width: int  # that it takes if it gets it
    least: int  # that it needs


@dataclass
class Listing:
    """A table: words to the left, numbers to the right, bars between them.

    Parameters
    ----------
    headings : of the columns
    words : columns whose cells may go over several lines; all others but bars are numbers, which may not
    right : columns of words that stand to the right
    names : columns from the left that say what a row is about, and that each part begins with
    """

    headings: Sequence[str]
    words: Collection[int] = (0,)
    right: Collection[int] = ()
    header_style: str = "bright_black"
    gap: int = GAP
    names: int = 1
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    over: dict[int, str] = field(default_factory=dict)  # headings between rows, by the row below

    def add_row(self, *cells: Cell) -> None:
        """Add a row; cells that are missing are empty."""
        self.rows.append(cells + ("",) * (len(self.headings) - len(cells)))

    def add_heading(self, words: str) -> None:
        """What the rows that follow have in common."""
        self.over[len(self.rows)] = words

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bars, text = self._columns()
        room = options.max_width - self._taken(text)
        share = min((bar.width for bar in bars), default=0)
        if bars and room < sum(bar.width + self.gap for bar in bars):
            share = room // len(bars) - self.gap
        if bars and share >= LEAST_BAR:
            shown = sorted(
                [*text, *(Column(bar.index, min(bar.width, share), 0) for bar in bars)], key=lambda c: c.index
            )
            yield from self._tables(shown, [column.width for column in shown])
            return
        for part in self._parts(text, options.max_width):
            yield from self._tables(part, self._widths(part, options.max_width))

    def _columns(self) -> tuple[list[Column], list[Column]]:
        """Bars, and all others."""
        bars, text = [], []
        for i, heading in enumerate(self.headings):
            cells = [row[i] for row in self.rows]
            drawn = [cell.width for cell in cells if isinstance(cell, Drawn)]
            if drawn:
                bars.append(Column(i, max(drawn), LEAST_BAR))
                continue
            told = [str(cell) for cell in (heading, *cells)]
            width = max(cell_len(line) for text_of in told for line in (text_of.splitlines() or [""]))
            least = width
            if i in self.words:
                longest = max((cell_len(word) for text_of in told for word in text_of.split()), default=0)
                least = min(width, max(LEAST_WORDS, min(longest, LONGEST_WORD)))
            text.append(Column(i, width, least))
        return bars, text

    def _taken(self, columns: Sequence[Column]) -> int:
        return sum(column.width for column in columns) + self.gap * max(len(columns) - 1, 0)

    def _parts(self, columns: Sequence[Column], room: int) -> list[list[Column]]:
        """Columns that stand together, each time with those that say what a row is about.

        Where these alone leave no room for another, all but the first are columns like any other.
        """
        names = list(columns[: self.names])
        rest = columns[len(names) :]
        if self._needed([*names, *rest[:1]]) > room:
            names, rest = names[:1], columns[1:]
        parts = [list(names)]
        for column in rest:
            if self._needed([*parts[-1], column]) > room and len(parts[-1]) > len(names):
                parts.append(list(names))
            parts[-1].append(column)
        return parts

    def _needed(self, columns: Sequence[Column]) -> int:
        return sum(column.least for column in columns) + self.gap * (len(columns) - 1)

    def _widths(self, columns: Sequence[Column], room: int) -> list[int]:
        """The least of each, and of what is left as much as each can use, in turn."""
        widths = [column.least for column in columns]
        left = room - sum(widths) - self.gap * (len(columns) - 1)
        widths[0] = max(widths[0] + min(left, 0), 1)  # a name may be broken, a number not
        while left > 0 and any(width < column.width for width, column in zip(widths, columns, strict=True)):
            for i, column in enumerate(columns):
                if left > 0 and widths[i] < column.width:
                    widths[i] += 1
                    left -= 1
        return widths

    def _tables(self, columns: Sequence[Column], widths: Sequence[int]) -> Iterator[RenderableType]:
        """The rows, cut where a heading stands between them."""
        cuts = [*sorted(self.over), len(self.rows)]
        yield self._table(columns, widths, slice(0, cuts[0]), headed=True)
        for start, end in pairwise(cuts):
            yield Text(self.over[start], style="bold")
            yield self._table(columns, widths, slice(start, end), headed=False)

    def _table(
        self, columns: Sequence[Column], widths: Sequence[int], rows: slice, headed: bool
    ) -> RenderableType:
        table = Table(
            box=None, header_style=self.header_style, pad_edge=False, padding=(0, self.gap, 0, 0),
            show_header=headed and any(self.headings),
        )  # fmt: skip
        for column, width in zip(columns, widths, strict=True):
            i = column.index
            bar = not column.least and column.width > 0
            left = bar or (i in self.words and i not in self.right)
            table.add_column(
                Text(self.headings[i]), justify="left" if left else "right", width=width,
                no_wrap=i not in self.words, overflow="fold",
            )  # fmt: skip
        for row in self.rows[rows]:
            table.add_row(*(row[column.index] for column in columns))
        return table
