import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from openiads.ground.errors import UnknownName
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.outline import Around


@pytest.mark.parametrize("name", ["globe-30s", "flat"])
def test_a_map_is_opened_by_its_name(name):
    assert open_terrain(name).name == name


def test_the_surface_is_chosen_on_opening():
    mean, highest = open_terrain("globe-30s"), open_terrain("globe-30s", "max")
    assert highest.surface == "max"
    assert (highest.heights >= mean.heights).all()


def test_a_path_is_read_as_a_file(tmp_path):
    path = str(tmp_path / "ground.tif")
    place = Affine(0.5, 0, 30, 0, -0.5, 40)
    options = {"height": 1, "width": 2, "count": 1, "dtype": "int16", "crs": "EPSG:4326", "transform": place}
    with rasterio.open(path, "w", driver="GTiff", **options) as out:
        out.write(np.array([[3, 4]], dtype=np.int16), 1)
    assert open_terrain(path, "max").heights.tolist() == [[4, 4]]


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownName) as caught:
        open_terrain("globe-30")
    assert str(caught.value) == (
        "no terrain named 'globe-30'; did you mean 'globe-30s'? "
        "known: globe-30s, flat, the path of an elevation file or folder of tiles"
    )


def test_only_what_lies_around_a_site_is_kept_of_the_built_in_map():
    site = np.radians(39.0), np.radians(35.0)
    whole, part = open_terrain("globe-30s"), open_terrain("globe-30s", "mean", Around(*site, 50e3))
    assert part.heights.size < whole.heights.size / 300
    assert part.sea.shape == part.heights.shape
    for north, east in [(0.0, 0.0), (0.4, 0.0), (-0.3, 0.3)]:
        at = site[0] + np.radians(north), site[1] + np.radians(east)
        assert part.elevation(*at) == pytest.approx(whole.elevation(*at), abs=1e-6)


def test_a_map_far_from_the_site_is_kept_whole():
    assert open_terrain("globe-30s", "mean", Around(0.0, 0.0, 50e3)).heights.shape == (2160, 3960)
