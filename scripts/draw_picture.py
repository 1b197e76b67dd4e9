"""Draw the picture of the README from a run folder: `python scripts/draw_picture.py runs/turkey-2017-1`.

The map is the report's own; a headless Chromium turns it into pixels.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from openiads.report.map import save_map

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "turkey-2017.png"
WIDTH = 1600
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def main(folder: Path) -> None:
    """Draw it."""
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
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        sheet.screenshot(path=PICTURE, full_page=True)
        chromium.close()
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
