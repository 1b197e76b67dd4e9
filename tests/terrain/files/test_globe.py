import math
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from openiads.terrain.files import globe

MAP = globe.builtin()

# Aerodromes on plains: published position and elevation [m] of their aeronautical information pages.
AERODROMES = {
    "Ankara Esenboga": (40.128, 32.995, 952),
    "Konya": (37.979, 32.562, 1029),
    "Erzurum": (39.957, 41.170, 1758),
    "Diyarbakir": (37.894, 40.201, 686),
    "Adana": (36.982, 35.280, 20),
}

SEAS = {
    "Black Sea": (43.0, 34.0),
    "Marmara": (40.75, 28.2),
    "Aegean": (38.6, 25.2),
    "Mediterranean": (34.0, 30.0),
}


def test_the_shipped_map_has_the_stated_content():
    packed = resources.files("openiads.terrain").joinpath("data", "globe_30s.npz").read_bytes()
    assert globe.fingerprint(*globe.unpack(packed)) == globe.SHA256


def test_the_provenance_page_states_the_same_content():
    page = resources.files("openiads.terrain").joinpath("data", "PROVENANCE.md").read_text(encoding="utf-8")
    assert globe.SHA256 in page


@given(arrays(np.int16, array_shapes(min_dims=2, max_dims=2), elements=st.integers(-32768, 32767)), st.data())
def test_packing_loses_nothing(heights, data):
    sea = data.draw(arrays(np.bool_, heights.shape))
    read_heights, read_sea = globe.unpack(globe.pack(heights, sea))
    np.testing.assert_array_equal(read_heights, heights)
    np.testing.assert_array_equal(read_sea, sea)


def test_the_map_covers_the_theatre():
    edges = [math.degrees(edge) for edge in (MAP.south, MAP.north, MAP.west, MAP.east)]
    assert edges == pytest.approx([30, 48, 19, 52])


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(39.702, 44.298, 4938), (38.531, 35.448, 3661)], ids=["Ararat", "Erciyes"]
)
def test_a_known_summit_is_where_it_should_be(lat, lon, cell):
    north, east = np.meshgrid(lat + np.arange(-3, 4) / 120, lon + np.arange(-3, 4) / 120)
    row, column = MAP.locate(np.radians(north), np.radians(east))
    around = MAP.heights[np.rint(row).astype(int), np.rint(column).astype(int)]
    assert around.max() == cell == around[3, 3]


@pytest.mark.parametrize("name", AERODROMES)
def test_an_aerodrome_is_at_its_published_height(name):
    lat, lon, published = AERODROMES[name]
    assert MAP.require(math.radians(lat), math.radians(lon), name) == pytest.approx(published, abs=25)


@pytest.mark.parametrize("name", SEAS)
def test_the_sea_is_sea_at_height_zero(name):
    point = np.radians(SEAS[name])
    assert MAP.is_sea(*point)
    assert MAP.elevation(*point) == 0


@pytest.mark.parametrize("name", AERODROMES)
def test_an_aerodrome_is_on_land(name):
    assert not MAP.is_sea(*np.radians(AERODROMES[name][:2]))


def test_opening_the_map_again_costs_no_second_copy():
    assert np.shares_memory(MAP.heights, globe.builtin().heights)
