"""The picture of the ground: a PNG that anybody can read, lit from the north-west."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from openiads.report.maps.relief import SHADES, TINTS_M, palette, png, relief, shading
from openiads.terrain.grid import Grid

LATITUDES = np.radians(np.linspace(37.0, 36.0, 60))
LONGITUDES = np.radians(np.linspace(35.0, 36.0, 80))


def decoded(data: bytes) -> tuple[int, int, np.ndarray]:
    """Width, height and indices of a PNG with a palette, unpacked by the words of its standard."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body = 8, {}
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind = data[at + 4 : at + 8]
        body[kind] = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            kind + body[kind]
        )
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", body[b"IHDR"][:10])
    assert (depth, colour) == (8, 3)
    rows = np.frombuffer(zlib.decompress(body[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return width, height, rows[:, 1:]


def test_a_png_gives_back_its_indices() -> None:
    index = (np.arange(12, dtype=np.uint8) % 5).reshape(3, 4)
    width, height, found = decoded(png(index, palette()))
    assert (width, height) == (4, 3)
    assert (found == index).all()


def test_every_index_has_a_colour() -> None:
    assert len(palette()) == 2 + len(TINTS_M) * SHADES <= 256


def test_slopes_to_the_north_west_are_lit_and_slopes_to_the_south_east_lie_in_shade() -> None:
    rising = np.tile(np.linspace(0.0, 4000.0, 80), (60, 1))
    level = shading(np.zeros((60, 80)), LATITUDES, LONGITUDES).mean()
    # Ground that rises eastwards faces west.
    assert shading(rising, LATITUDES, LONGITUDES).mean() > level
    assert shading(rising[:, ::-1], LATITUDES, LONGITUDES).mean() < level
    # Ground that rises southwards faces north; row 0 is the northernmost.
    south = np.tile(np.linspace(0.0, 4000.0, 60)[:, None], (1, 80))
    assert shading(south, LATITUDES, LONGITUDES).mean() > level
    assert shading(south[::-1], LATITUDES, LONGITUDES).mean() < level


def test_sea_is_clear_and_what_is_off_the_map_is_told() -> None:
    heights = np.full((4, 4), 300.0, dtype=np.float32)
    sea = np.zeros((4, 4), dtype=np.bool_)
    sea[:, 0] = True
    edge = np.radians(0.25)
    grid = Grid("small", heights, np.radians(37.0), np.radians(35.0), edge, edge, sea=sea)
    found = relief(grid, np.radians([36.9, 36.1]), np.radians([35.1, 35.9, 36.4]))
    _, _, index = decoded(found.png)
    assert found.has_sea
    assert found.has_unknown
    assert (index[:, 0] == 0).all()
    assert (index[:, 2] == 1).all()
    assert (index[:, 1] > 1).all()
    assert palette()[0, 3] == 0
