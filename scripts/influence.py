"""Measure which figures decide the built-in scenarios: `python scripts/influence.py turkey-2017 --workers 2`.

Without a name all built-in scenarios, one after the other.  Each one's document goes into the package, from
which reports weigh the statuses of figures; the ten figures that move the leakers of turkey-2017 most go into
docs/limits.md and README.md, between marks.  An interrupted scan goes on from `runs/`, as long as scenario,
figures and model are the same.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console

from openiads.report.studies.influence_words import HEADINGS, markdown, page, shares_told
from openiads.scenario import builtin
from openiads.study.campaign.run_folder import write_text
from openiads.study.influence.influence_scan import scan
from openiads.study.influence.measured import influence_of
from openiads.study.known.influence_document import Influence, read
from openiads.study.known.kept import packaged

ROOT = Path(__file__).parents[1]
TOLD = "turkey-2017"
"""The scenario whose table stands in the docs."""
REPLICATES = {
    "one-battery": 256,
    "turkey-2017": 128,
    "turkey-2017-as-fielded": 64,
    "patriot-2013": 64,
    "turkey-four-batteries": 32,
    "saturation": 16,
}
"""Fewer where one takes longer: all together take an hour and a half of processor time."""
BEGIN, END = "<!-- influence: written by scripts/influence.py -->", "<!-- influence: end -->"
SHORT = ("figure", "of", "low", "nominal", "high", "unit", "leakers at low", "leakers at high")
TOLD_EVERY = 15.0
"""Seconds between two words of progress."""


def measure(name: str, replicates: int, seed: int, workers: int | None) -> Influence:
    """Scan one scenario and put its document into the package."""
    kept = ROOT / "runs" / f"{name}-influence.json.part"
    told = [0.0]

    def progress(done: int, total: int, heat: str) -> None:
        if done == total or time.monotonic() - told[0] > TOLD_EVERY:
            told[0] = time.monotonic()
            print(f"{name}: {heat}, {done} of {total} variants", file=sys.stderr, flush=True)

    found = influence_of(scan(name, replicates, seed, workers, kept, progress))
    write_text(packaged(name), found.text())
    kept.unlink()
    return found


def tell(found: Influence) -> None:
    """Write the tables of the docs."""
    put(ROOT / "docs" / "limits.md", f"{head(found)}\n\n{markdown(found, HEADINGS)}\n\n{shares_told(found)}")
    put(ROOT / "README.md", f"{markdown(found, SHORT)}\n\n{shares_told(found)}")


def head(found: Influence) -> str:
    """What the table is of, and how it was made."""
    mean, low, high = found.leakers
    command = f"python scripts/influence.py {found.scenario} --replicates {found.replicates}"
    return (
        f"Made by `{command} --seed {found.seed}` with version {found.version}: {mean:.1f} leakers "
        f"({low:.1f} to {high:.1f}) with all figures as they are; {found.figures} figures moved one at a "
        f"time, and here the ten with the largest swing of the mean leakers. In brackets its change and the "
        f"95 % interval of that, over {found.replicates} pairs."
    )


def put(path: Path, block: str) -> None:
    """Replace what stands between the marks of a file."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{path}: has no marks {BEGIN!r} and {END!r}; put them where the table shall stand")
    path.write_text(f"{before}{BEGIN}\n\n{block}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Read the command line and go."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="*", help=f"built-in ones; all if none is named: {builtin.names()}")
    parser.add_argument("--replicates", type=int, help="of the figures that matter most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int)
    parser.add_argument(
        "--tell", action="store_true", help="only write the docs again from what was measured"
    )
    given = parser.parse_args()
    for name in given.scenario or builtin.names():
        replicates = given.replicates or REPLICATES[name]
        found = read(packaged(name)) if given.tell else measure(name, replicates, given.seed, given.workers)
        Console().print(page(found))
        if name == TOLD:
            tell(read(packaged(name)))  # as kept: pages are made of the same digits


if __name__ == "__main__":
    main()
