"""A printed page in millimetres: what every sheet of the coverage maps has around its map.

Matplotlib is imported when a page is made, so that a command that draws nothing does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openiads.ground.errors import OutOfRange
from openiads.study.campaign.run_folder import require_free, write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72.0
SINGLE_MM, DOUBLE_MM = 89.0, 183.0
"""Widths of one and of two columns of a journal."""
SUBPIXELS = 64.0
"""FreeType measures in these parts of a point."""
SMALL_PT, TITLE_PT = 7.0, 9.0
LINE_MM = 3.1
"""From one line of small type to the next."""
FONT = "DejaVu Sans"
NAMED_FONT = f"font-family: '{FONT}'".encode()
ANY_FONT = NAMED_FONT + b", Verdana, sans-serif"
"""A reader of SVG without our font takes one that is nearly as wide."""
INK = "#1a1a1a"
GREY = "#4a4a4a"
SALT = "openiads"
ENDINGS = {".png": "png", ".svg": "svg"}
PACKING: dict[str, dict[str, Any]] = {".png": {"pil_kwargs": {"compress_level": 3}}, ".svg": {}}
"""A PNG so packed takes a third of the time of the usual level 6, and 3 % more bytes."""
STYLE: dict[str, Any] = {
    "font.family": [FONT],
    "font.size": SMALL_PT,
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,
    "text.antialiased": True,
    "path.simplify": False,
    "image.composite_image": False,
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": SALT,
}
"""Only what shapes the bytes; the rest is Matplotlib's default, whatever the user's own settings are."""


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib as this house sets it, and as it was when done."""
    import matplotlib as mpl
    from matplotlib import style

    with mpl.rc_context():
        settings: Any = mpl.rcParams
        style.use("default")
        settings.update(STYLE)
        yield


@dataclass(frozen=True, eq=False)
class Page:
    """A figure with one pair of axes in millimetres, from its upper left corner."""

    figure: Figure
    axes: Axes
    width_mm: float
    height_mm: float
    dots_per_inch: int
    maker: str

    @property
    def dots_per_mm(self) -> float:
        """Pixels of a millimetre."""
        return self.dots_per_inch / MM_PER_INCH

    def panel(self, left_mm: float, top_mm: float, columns: int, rows: int) -> Axes:
        """Axes in millimetres over a rectangle of whole pixels, from its upper left corner."""
        dots = self.dots_per_mm
        wide, tall = (round(v * dots) for v in (self.width_mm, self.height_mm))
        left, bottom = round(left_mm * dots), tall - round(top_mm * dots) - rows
        axes = self.figure.add_axes((left / wide, bottom / tall, columns / wide, rows / tall))
        axes.set_xlim(0.0, columns / dots)
        axes.set_ylim(rows / dots, 0.0)
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_linewidth(0.6)
            spine.set_zorder(50)
        return axes

    def words(self, x_mm: float, y_mm: float, text: str, size_pt: float = SMALL_PT, **more: Any) -> None:
        """A line of text that stands on a base line."""
        self.axes.text(x_mm, y_mm, text, fontsize=size_pt, va="baseline", **more)

    def paragraph(self, x_mm: float, y_mm: float, lines: Sequence[str], **more: Any) -> float:
        """Lines of small type below a place; gives the base line that would follow."""
        for number, line in enumerate(lines):
            self.words(x_mm, y_mm + number * LINE_MM, line, **more)
        return y_mm + len(lines) * LINE_MM

    def picture(self, axes: Axes, pixels: Any, left_mm: float = 0.0, top_mm: float = 0.0) -> None:
        """Lay an RGB picture (rows, columns, 3) dot on dot."""
        from matplotlib.image import AxesImage

        tall, wide = (n / self.dots_per_mm for n in pixels.shape[:2])
        extent = (left_mm, left_mm + wide, top_mm + tall, top_mm)
        image = AxesImage(axes, extent=extent, interpolation="none", origin="upper")
        image.set_data(pixels)
        axes.add_image(image)


def new_page(width_mm: float, height_mm: float, dots_per_inch: int, maker: str) -> Page:
    """An empty page of whole pixels."""
    from matplotlib.figure import Figure

    dots = dots_per_inch / MM_PER_INCH
    wide, tall = round(width_mm * dots), round(height_mm * dots)
    figure = Figure(figsize=(wide / dots_per_inch, tall / dots_per_inch), dpi=dots_per_inch)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0.0, wide / dots)
    axes.set_ylim(tall / dots, 0.0)
    axes.axis("off")
    return Page(figure, axes, wide / dots, tall / dots, dots_per_inch, maker)


@cache
def width_mm_of(text: str, size_pt: float = SMALL_PT, weight: str = "normal") -> float:
    """Width of a line of text on paper."""
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import LoadFlags

    font = get_font(findfont(FontProperties(family=FONT, weight=weight)))
    font.set_size(size_pt, 72.0)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / SUBPIXELS * MM_PER_POINT


def wrapped(text: str, width_mm: float, size_pt: float = SMALL_PT, weight: str = "normal") -> list[str]:
    """Lines of a text, broken between words so that each is no wider."""
    lines: list[str] = []
    for word in text.split(" "):  # and not between the digits of a number, where thin spaces are
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_mm_of(longer, size_pt, weight) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def save(page: Page, path: Path) -> Path:
    """Write a page as PNG or SVG, whole or not at all; the same page gives the same bytes.

    A file that is there already is an error.
    """
    return save_figure(page.figure, path, page.dots_per_inch, page.maker)


def ending_of(path: Path) -> str:
    """How a picture's name ends, if it is one that is written."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise OutOfRange(f"{path}: pictures are written as .png or .svg, not {ending!r}; use one of these")
    return ending


def save_figure(figure: Figure, path: Path, dots_per_inch: int, maker: str) -> Path:
    """The same of any figure."""
    path = Path(path)
    ending = ending_of(path)
    require_free(path)
    made_by = {"Software": maker} if ending == ".png" else {"Date": None, "Creator": maker}

    def fill(beside: Path) -> None:
        drawn = BytesIO()
        with house_style():
            figure.savefig(
                drawn, format=ENDINGS[ending], dpi=dots_per_inch, metadata=made_by, **PACKING[ending]
            )
        whole = drawn.getvalue()
        beside.write_bytes(whole if ending == ".png" else whole.replace(NAMED_FONT, ANY_FONT))

    write_whole(path, fill, resumes=False)
    return path
