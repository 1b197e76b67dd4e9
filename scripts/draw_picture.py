"""Draw the pictures of the README from a run folder: `python scripts/draw_picture.py runs/turkey-2017-1`.

The map of the run is the report's own; a headless Chromium turns it into pixels.  The sheet of coverage is
that of `openiads coverage turkey-2017 --out`, made smaller.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from openiads.api.coverage import coverage
from openiads.report.run.run_map import save_map

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH = 1600
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def draw_run(folder: Path, picture: Path) -> None:
    """The map of a run."""
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        drawing = save_map(folder, Path(scratch) / "map.svg")
        page = Path(scratch) / "map.html"
        page.write_text(
            f'<body style="margin:0"><img src="{drawing.name}" width="{WIDTH}" style="display:block">'
        )
        chromium = playwright.chromium.launch(executable_path=browser, args=OPTIONS)
        sheet = chromium.new_page(viewport={"width": WIDTH, "height": 800})
        sheet.goto(page.as_uri())
        sheet.screenshot(path=picture, full_page=True)
        chromium.close()


def draw_coverage(scenario: str, picture: Path) -> None:
    """The four answers at each altitude."""
    drawn = io.BytesIO()
    coverage(scenario).plot("answers").savefig(drawn, format="png")
    sheet = Image.open(drawn).convert("RGB")
    sheet.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    sheet.quantize(256).save(picture, optimize=True)


def main(folder: Path) -> None:
    """Draw both."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    draw_run(folder, IMAGES / "turkey-2017.png")
    draw_coverage("turkey-2017", IMAGES / "turkey-2017-coverage.png")
    for picture in IMAGES.iterdir():
        print(f"{picture}: {picture.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
