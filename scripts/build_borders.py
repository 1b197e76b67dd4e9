"""Make the coasts and borders again from Natural Earth, as the npm package world-atlas carries it.

Downloads with `npm`, compares with the file in the tree; `--write` writes it first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "src/openiads/terrain/data/borders.json"
PACKAGE = "world-atlas@2.0.2"
PACKAGE_SHA256 = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
MEMBER = "package/countries-50m.json"
CREDIT = "Made with Natural Earth"

WEST, EAST, SOUTH, NORTH = 15.0, 56.0, 26.0, 51.0
DECIMALS = 4

Point = tuple[float, float]
Line = list[Point]


def topology() -> dict[str, Any]:
    """The topology of the world's countries at 1:50 million."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
        (packed,) = Path(folder).glob("*.tgz")
        found = hashlib.sha256(packed.read_bytes()).hexdigest()
        if found != PACKAGE_SHA256:
            raise SystemExit(f"{PACKAGE}: SHA-256 is {found}; expected {PACKAGE_SHA256}")
        with tarfile.open(packed) as archive:
            member = archive.extractfile(MEMBER)
            assert member is not None
            found_topology: dict[str, Any] = json.load(member)
            return found_topology


def arcs_of(part: Any) -> Iterator[int]:
    """Numbers of the arcs in nested lists; one's complement means the arc backwards."""
    if isinstance(part, int):
        yield part if part >= 0 else ~part
    else:
        for inner in part:
            yield from arcs_of(inner)


def decoded(world: dict[str, Any]) -> list[Line]:
    """Every arc as longitude and latitude: arcs hold whole steps from point to point."""
    (scale_x, scale_y), (x, y) = world["transform"]["scale"], world["transform"]["translate"]
    lines = []
    for arc in world["arcs"]:
        steps = accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]])
        lines.append([(x + scale_x * step[0], y + scale_y * step[1]) for step in steps])
    return lines


def clipped_segment(start: Point, end: Point) -> tuple[Point, Point] | None:
    """The part of a segment inside the box, or None (Liang and Barsky 1984)."""
    enter, leave = 0.0, 1.0
    for axis, low, high in ((0, WEST, EAST), (1, SOUTH, NORTH)):
        run = end[axis] - start[axis]
        if run == 0.0:
            if not low <= start[axis] <= high:
                return None
            continue
        first, second = sorted(((low - start[axis]) / run, (high - start[axis]) / run))
        enter, leave = max(enter, first), min(leave, second)
    if enter >= leave:
        return None

    def at(share: float) -> Point:
        return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])

    return at(enter), at(leave)


def clipped(line: Line) -> Iterator[Line]:
    """The pieces of a line inside the box."""
    piece: Line = []
    for start, end in pairwise(line):
        inside = clipped_segment(start, end)
        if piece and (inside is None or inside[0] != start):
            yield piece
            piece = []
        if inside:
            piece = [*(piece or [inside[0]]), inside[1]]
            if inside[1] != end:
                yield piece
                piece = []
    if piece:
        yield piece


def rounded(line: Line) -> list[list[float]]:
    """The line in few decimals, without the points that fall together."""
    points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in line]
    return points[:1] + [b for a, b in pairwise(points) if a != b]


def owners_of(world: dict[str, Any]) -> dict[int, list[str]]:
    """Names of the countries that each arc bounds, in alphabetical order."""
    owners: dict[int, list[str]] = defaultdict(list)
    for country in world["objects"]["countries"]["geometries"]:
        for arc in arcs_of(country["arcs"]):
            owners[arc].append(country["properties"]["name"])
    return {arc: sorted(names) for arc, names in owners.items()}


def build() -> str:
    """The file's text: an arc of one country is coast, an arc of two is a border between them."""
    world = topology()
    lines = decoded(world)
    owners = owners_of(world)
    content: dict[str, Any] = {"credit": CREDIT, "source": f"Natural Earth 1:50m, {PACKAGE}"}
    for name, shared in (("coast", 1), ("frontiers", 2)):
        pieces = [
            (owners[arc], rounded(piece))
            for arc in sorted(owners)
            if len(owners[arc]) == shared
            for piece in clipped(lines[arc])
        ]
        told = [(names, piece) for names, piece in pieces if len(piece) > 1]
        content[f"{name}_deg"] = [piece for _, piece in told]
        content[f"{name}_of"] = [names for names, _ in told]
    return json.dumps(content, separators=(",", ":")).replace("]],", "]],\n") + "\n"


def main() -> None:
    """Build, write if told to, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the file into the source tree")
    text = build()
    if parser.parse_args().write:
        TARGET.write_text(text, encoding="utf-8")
    content = json.loads(text)
    print(f"{len(text)} bytes, {len(content['coast_deg'])} coasts, {len(content['frontiers_deg'])} frontiers")
    print(f"SHA-256 {hashlib.sha256(text.encode()).hexdigest()}")
    if TARGET.read_text(encoding="utf-8") != text:
        raise SystemExit(f"{TARGET.name} differs from what was built")


if __name__ == "__main__":
    main()
