"""`python -m verification [--replicates N] [--quick]`: theory, effects, rounds, networks, steps, ground."""

from __future__ import annotations

import argparse
import sys

from verification import (
    beside,
    blocks,
    cause_and_effect,
    fly_out,
    horizons,
    intercepts,
    invariants,
    look_ahead,
    networking,
    sectors,
    steps,
    table,
    wrong_engagements,
)
from verification.cases import settings

PARTS = ("theory", "effects", "engagement", "networking", "steps", "horizons", "blocks", "wrong_engagements")


def main() -> int:
    """Run what is asked; 0 if all of it holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m verification", description=__doc__)
    parser.add_argument("--replicates", type=int, default=50_000, help="of each degenerate scenario")
    parser.add_argument("--quick", action="store_true", help="2,000 replicates, and 60 pairs")
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    asked = parser.parse_args()
    holds = True
    if asked.only in (None, "theory"):
        holds &= table.print_table(settings(), 2_000 if asked.quick else asked.replicates)
    if asked.only in (None, "effects"):
        holds &= cause_and_effect.print_table(quick=asked.quick)
    if asked.only in (None, "engagement"):
        holds &= fly_out.print_table()
        holds &= sectors.print_table(quick=asked.quick)
        holds &= intercepts.print_table(quick=asked.quick)
        holds &= look_ahead.print_table(quick=asked.quick)
        holds &= invariants.print_table(quick=asked.quick)
    if asked.only in (None, "networking"):
        holds &= networking.print_table(quick=asked.quick)
    if asked.only == "steps" or (asked.only is None and not asked.quick):
        holds &= steps.main()
    if asked.only in (None, "horizons"):
        holds &= horizons.print_table(quick=asked.quick)
        holds &= beside.print_table(quick=asked.quick)
    if asked.only in (None, "wrong_engagements"):
        holds &= wrong_engagements.print_table(quick=asked.quick)
    if asked.only in (None, "blocks"):
        blocks.print_table(quick=asked.quick)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
