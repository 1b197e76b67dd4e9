"""Elevation files from strangers: what is no file, broken and lying GeoTIFFs, and VRTs that reach for more.

What must hold: a map or one message, quickly, in bounded memory; no line of a library's own on stderr; no
file, server or code touched that the user did not name or allow.
"""

from __future__ import annotations

import gzip
import math
import os
import random
import socket
import struct
import time
import zlib

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from rasterio.transform import Affine

from openiads.ground.errors import OpeniadsError, OutOfRange, TerrainError
from openiads.terrain.files.from_file import from_file
from openiads.terrain.files.mosaic import HOSTS
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.outline import Around
from tests.maps import HEIGHTS, server, written

__all__ = ["server", "written"]

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

REMEDY = "name an elevation file or a folder of tiles"
FORMATS = "give a GeoTIFF, hgt or VRT of elevations in metres, or a folder of such tiles"


def message(path, around=None):
    with pytest.raises(OpeniadsError) as caught:
        open_terrain(str(path), around=around)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# What is no file.


def test_a_name_of_5000_characters_is_one_short_message():
    assert message("d" * 5000) == (
        f"{'d' * 60}... (5000 characters): a path has at most 4096 characters; {REMEDY}"
    )
    assert message("d" * 300 + ".tif") == f"{'d' * 300}.tif: cannot be read: File name too long; {REMEDY}"


def test_a_name_with_control_characters_is_shown_as_such():
    assert message("a\0.tif") == f"'a\\x00.tif': no path has control characters in it; {REMEDY}"
    assert message("a\x1b[2Jb") == f"'a\\x1b[2Jb': no path has control characters in it; {REMEDY}"


def test_what_holds_no_raster_is_told_and_not_waited_for(tmp_path):
    """Attacked: a pipe that nobody writes to, a device, a socket, an empty folder, an empty file, a loop."""
    os.mkfifo(tmp_path / "pipe.tif")
    assert message(tmp_path / "pipe.tif") == f"{tmp_path}/pipe.tif: is a named pipe, not a file; {REMEDY}"
    assert message("/dev/zero") == f"/dev/zero: is a device, not a file; {REMEDY}"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.tif"))
        assert message(tmp_path / "s.tif") == f"{tmp_path}/s.tif: is a socket, not a file; {REMEDY}"
    (tmp_path / "tiles").mkdir()
    os.mkfifo(tmp_path / "tiles" / "N36E036.hgt")
    assert message(tmp_path / "tiles").startswith(f"{tmp_path}/tiles: has no tiles; put files ending in .tif")
    (tmp_path / "empty.tif").touch()
    assert message(tmp_path / "empty.tif") == (
        f"{tmp_path}/empty.tif: is empty, 0 bytes; write or fetch it again"
    )
    (tmp_path / "loop.tif").symlink_to(tmp_path / "loop.tif")
    assert message(tmp_path / "loop.tif") == (
        f"{tmp_path}/loop.tif: cannot be read: Too many levels of symbolic links; {REMEDY}"
    )


def test_a_file_that_may_not_be_read_is_told(written, monkeypatch):
    path = written()

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", forbidden)
    assert message(path) == f"{path}: cannot be read: Permission denied; {REMEDY}"


@pytest.mark.parametrize(
    "name",
    [
        "/vsistdin/", "/vsimem/x.tif", "/vsisubfile/0_100,/etc/passwd", "GTIFF_DIR:1:/etc/passwd", "vrt:///etc/passwd",
        "NETCDF:/etc/passwd:x", "<VRTDataset rasterXSize='1' rasterYSize='1'/>", "zip+http://h/x.zip!a.tif", "ftp://h/x.tif",
        "file:///etc/passwd", "/vsicurl?url=http://h/x.tif",
    ],
)  # fmt: skip
def test_what_gdal_would_take_for_more_than_a_path_is_a_path(name):
    said = message(name)
    assert said.startswith(f"{name}: cannot be read: ")
    assert said.endswith(f"; {REMEDY}")


@pytest.mark.parametrize(
    "name", ["/vsicurl/file:///etc/passwd", "http://", "https://h:x/a.tif", "http://[::1/a"]
)
def test_an_address_that_is_none_is_told(name):
    assert (
        message(name) == f"{name}: is not the address of a server; write it like https://host/folder/map.tif"
    )


@pytest.mark.parametrize(
    "name",
    [
        "/vsizip//vsicurl/http://h/a.zip/x.tif",
        "/vsizip/{/vsicurl/http://h/a}/x.tif",
        "/vsigzip/vsicurl/http://h/a.gz",
        "/vsitar//vsistdin/",
    ],
)
def test_an_archive_that_lies_elsewhere_is_refused(name):
    assert message(name) == (f"{name}: names an archive that is not here; fetch it and name it where it is")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("passwd.tif", "root:x:0:0:root:/root:/bin/bash\n"),
        ("x.xyz", "30 40 5\n31 40 6\n30 39 7\n31 39 8\n"),
        (
            "wms.tif",
            "<GDAL_WMS><Service name='TMS'><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service></GDAL_WMS>",
        ),
        ("x.json", '{"type": "FeatureCollection", "features": []}'),
        ("x.pgm", "P2 2 2 9\n1 2 3 4\n"),
    ],
)
def test_formats_that_are_not_meant_are_not_opened(name, text, tmp_path):
    """Attacked: formats that GDAL opens by what they hold, whatever they are called."""
    (tmp_path / name).write_text(text)
    path = tmp_path / name
    assert message(path) == (
        f"{path}: cannot be read as a raster ('{path}' not recognized as being in a supported file format.); "
        f"{FORMATS}"
    )


# GeoTIFFs that lie and broken ones.

KINDS = {"H": 3, "I": 4, "d": 12, "B": 1, "s": 2}


def tiff(data=b"", pixels=((0, 0, 30, 40), (0.5, 0.25)), **tags):
    """A GeoTIFF of 3 x 2 cells, of which each tag can be said otherwise; None leaves one out."""
    (tie, sizes) = pixels
    entries = {
        256: ("I", [3]), 257: ("I", [2]), 258: ("H", [16]), 259: ("H", [1]), 262: ("H", [1]), 273: ("I", [8]),
        277: ("H", [1]), 278: ("I", [2]), 279: ("I", [12]), 339: ("H", [2]),
        33550: ("d", [*sizes, 0.0]), 33922: ("d", [*tie[:2], 0, *tie[2:], 0]),
        34735: ("H", [1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326]),
    }  # fmt: skip
    entries |= {int(tag[1:]): value for tag, value in tags.items()}
    body = data or struct.pack("<6h", *HEIGHTS.ravel())
    out, extra = b"", b""
    kept = sorted((tag, value) for tag, value in entries.items() if value)
    after = 8 + len(body) + 2 + 12 * len(kept) + 4
    for tag, (kind, values) in kept:
        raw = struct.pack(f"<{len(values)}{kind}", *values)
        if len(raw) > 4:
            extra, raw = extra + raw, struct.pack("<I", after + len(extra))
        out += struct.pack("<HHI", tag, KINDS[kind], len(values)) + raw.ljust(4, b"\0")
    return (
        b"II*\0"
        + struct.pack("<I", 8 + len(body))
        + body
        + struct.pack("<H", len(kept))
        + out
        + bytes(4)
        + extra
    )


@pytest.fixture
def made(tmp_path):
    """Writes bytes as a file; gives its path."""

    def make(data, name="made.tif"):
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return make


def test_the_file_that_the_lies_are_told_in_is_a_good_one(made):
    np.testing.assert_array_equal(from_file(made(tiff())).heights, HEIGHTS)


HUGE = 1_000_000_000
NEAR = Around(math.radians(39.9), math.radians(30.5), 10e3)
LIES = {
    "a billion by a billion cells": {"t256": ("I", [HUGE]), "t257": ("I", [HUGE])},
    "a billion by a billion cells of a thousandth of a second": {
        "t256": ("I", [HUGE]), "t257": ("I", [HUGE]), "pixels": ((0, 0, 30, 40), (1e-8, 1e-8)),
    },
    "tiles of a billion cells": {
        "t322": ("I", [32768]), "t323": ("I", [32768]), "t324": ("I", [8]), "t325": ("I", [12]), "t273": None,
        "t278": None, "t279": None, "t256": ("I", [40_000]), "t257": ("I", [40_000]),
        "pixels": ((0, 0, 30, 40), (1e-3, 1e-3)), "t259": ("H", [8]),
    },
    "no cells": {"t256": ("I", [0])},
    "no bands": {"t277": ("H", [0])},
    "65535 bands": {"t277": ("H", [65535])},
    "complex heights": {"t258": ("H", [32]), "t339": ("H", [5])},
    "a place that is no number": {"pixels": ((0, 0, math.nan, 40), (0.5, 0.25))},
    "a place that is infinite": {"pixels": ((0, 0, 30, math.inf), (0.5, 0.25))},
    "cells that are no number": {"pixels": ((0, 0, 30, 40), (math.nan, 0.25))},
    "cells of nothing": {"pixels": ((0, 0, 30, 40), (0.0, 0.0))},
    "cells as fine as atoms": {"pixels": ((0, 0, 30, 40), (1e-300, 1e-300))},
    "a place beyond the pole": {"pixels": ((0, 0, 30, 400), (0.5, 0.25))},
    "a place outside the turn": {"pixels": ((0, 0, 1e30, 40), (0.5, 0.25))},
    "data beyond its end": {"t273": ("I", [4_000_000_000])},
    "a packing that nobody knows": {"t259": ("H", [65535])},
    "keys that end early": {"t34735": ("H", [1, 1, 0, 60_000, 1024, 0])},
}  # fmt: skip


HARMLESS = {
    "heights of 3 bits": {"t258": ("H", [3])},
    "more data than there are": {"t279": ("I", [4_000_000_000])},
    "a reference system of another kind": {"t34735": ("H", [1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 32766])},
}


@pytest.mark.parametrize("lie", HARMLESS)
def test_a_lie_that_does_no_harm_is_read_without_a_word(lie, made, capfd):
    assert from_file(made(tiff(**HARMLESS[lie]))).heights.shape == (2, 3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_geotiff_is_one_message(lie, made, capfd):
    """Attacked: tags that lie about sizes, types and places; whole and around a site."""
    path = made(tiff(**LIES[lie]))
    began = time.process_time()
    for around in (None, NEAR):
        message(path, around)
    assert time.process_time() - began < 5.0
    assert capfd.readouterr() == ("", "")


def test_what_a_lie_is_told_as(made):
    assert message(made(tiff(**LIES["a place that is no number"]))).endswith(
        ": 2 x 3 cells of -0.25 by 0.5 from 40 north and nan east lie nowhere on the Earth; "
        "write their place into the file with `gdal_edit.py -a_ullr WEST NORTH EAST SOUTH`"
    )
    assert message(made(tiff(**LIES["tiles of a billion cells"]))).endswith(
        ": is stored in pieces of 32768 x 32768 cells, 2.1 GB each; at most 1.6 GB are read at once; "
        "write it with `gdal_translate -co TILED=YES`"
    )
    assert message(made(tiff(**LIES["a billion by a billion cells"]))).endswith(
        ": is stored in pieces of 2 x 1000000000 cells, 4.0 GB each; at most 1.6 GB are read at once; "
        "write it with `gdal_translate -co TILED=YES`"
    )


def test_packed_nothing_is_read_in_parts(made):
    """Attacked: 40 MB of zeros in 40 kB; each strip is unpacked by itself."""
    rows, strips = 2000, 10
    strip = zlib.compress(bytes(2 * 10_000 * rows // strips), 9)
    data = strip * strips
    grid = from_file(
        made(
            tiff(
                data, pixels=((0, 0, 30, 40), (1e-4, 1e-4)), t256=("I", [10_000]), t257=("I", [rows]),
                t259=("H", [8]), t278=("I", [rows // strips]),
                t273=("I", [8 + i * len(strip) for i in range(strips)]),
                t279=("I", [len(strip)] * strips),
            )
        )
    )  # fmt: skip
    assert grid.heights.shape == (rows, 10_000)
    assert not grid.heights.any()


def test_an_hgt_that_unpacks_to_much_more_is_none(made):
    """Attacked: 200 MB of zeros in 200 kB, under the name of a tile of 26 MB."""
    path = made(gzip.compress(bytes(200_000_000)), "N40E030.hgt.gz")
    began = time.process_time()
    assert f"({path}' not recognized" in message(path).replace("('", "(")
    assert time.process_time() - began < 10.0


@pytest.mark.parametrize("half", [0.1, 0.5, 0.9, 0.99])
def test_a_geotiff_that_ends_early_is_one_message(half, written, tmp_path, made, capfd):
    heights = (np.random.default_rng(5).random((64, 64)) * 3000).astype(np.int16)
    with open(written(heights, compress="deflate"), "rb") as file:
        whole = file.read()
    path = made(whole[: int(half * len(whole))])
    assert message(path).startswith(f"{path}: cannot be read as a raster (")
    assert capfd.readouterr() == ("", "")


def flipped(data, rng):
    """Some bits of a file turned, most of them where its structure is."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8])):
        at = rng.randrange(min(len(out), 500) if rng.random() < 0.7 else len(out))
        out[at] ^= 1 << rng.randrange(8)
    return bytes(out)


@pytest.mark.parametrize("driver", ["GTiff", "HFA", "AAIGrid"])
def test_flipped_bits_are_a_map_or_one_message(driver, written, made, capfd):
    """Attacked: 100 copies of a small file of each format, seeded, with bits turned."""
    endings = {"GTiff": "x.tif", "HFA": "x.img", "AAIGrid": "x.asc"}
    heights = np.arange(256, dtype=np.int16).reshape(16, 16)
    utm = {"crs": "EPSG:32636", "transform": Affine(1000, 0, 400_000, 0, -1000, 4_400_000)}
    source = written(heights, description="elevation", compress="deflate", **utm)
    if driver != "GTiff":
        rasterio.shutil.copy(source, source[:-3] + endings[driver][2:], driver=driver)
        source = source[:-3] + endings[driver][2:]
    with open(source, "rb") as file:
        data = file.read()
    capfd.readouterr()
    rng, read = random.Random(8), 0
    for _ in range(100):
        path = made(flipped(data, rng), endings[driver])
        try:
            from_file(path)
            read += 1
        except (TerrainError, OutOfRange) as error:
            assert "\n" not in str(error)  # noqa: PT017
    assert 0 <= read < 100
    assert capfd.readouterr() == ("", "")


# VRTs.

VRT = """<VRTDataset rasterXSize="3" rasterYSize="2"><SRS>EPSG:4326</SRS>
<GeoTransform>30, 0.5, 0, 40, 0, -0.25</GeoTransform>{band}</VRTDataset>"""
BAND = '<VRTRasterBand dataType="Int16" band="1">{sources}</VRTRasterBand>'
SOURCE = """<SimpleSource><SourceFilename relativeToVRT="{relative}">{name}</SourceFilename>
<SourceBand>1</SourceBand><SourceProperties RasterXSize="3" RasterYSize="2" DataType="Int16"/>
<SrcRect xOff="0" yOff="0" xSize="3" ySize="2"/><DstRect xOff="0" yOff="0" xSize="3" ySize="2"/>
</SimpleSource>"""


def over(name, relative=1):
    """A mosaic of one raster."""
    return VRT.format(band=BAND.format(sources=SOURCE.format(name=name, relative=relative)))


@pytest.fixture
def vrt(made):
    """Writes a VRT; gives its path."""
    return lambda text, name="made.vrt": made(text.encode(), name)


def refusal(path, what):
    return (
        f"{path}: {what}; only a VRT that joins rasters as `gdalbuildvrt` does is read; "
        f"make a GeoTIFF of this one with `gdal_translate {path} whole.tif`, if you trust it"
    )


RAW = """<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">
<SourceFilename relativetoVRT="0">/etc/passwd</SourceFilename><ImageOffset>0</ImageOffset>
<PixelOffset>1</PixelOffset><LineOffset>3</LineOffset></VRTRasterBand>"""
CODE = """<VRTRasterBand dataType="Int16" band="1" subClass="VRTDerivedRasterBand">
<PixelFunctionType>f</PixelFunctionType><PixelFunctionLanguage>Python</PixelFunctionLanguage>
<PixelFunctionCode>open("/tmp/openiads-was-here", "w")</PixelFunctionCode></VRTRasterBand>"""
REACHING = {
    "is a VRTRawRasterBand": VRT.format(band=RAW),
    "is a VRTDerivedRasterBand": VRT.format(band=CODE),
    "has <SourceFilename>": VRT.format(band=RAW.replace(' subClass="VRTRawRasterBand"', "")),
    "has <PixelFunctionType>": VRT.format(band=CODE.replace(' subClass="VRTDerivedRasterBand"', "")),
    "is a VRTWarpedDataset": over("ground.tif").replace(
        "<VRTDataset", '<VRTDataset subClass="VRTWarpedDataset"'
    ),
    "has <GDALWarpOptions>": over("ground.tif").replace("<SRS>", "<GDALWarpOptions/><SRS>"),
    "has <Group>": over("ground.tif").replace("<SRS>", '<Group name="/"/><SRS>'),
    "has <OpenOptions>": over("ground.tif").replace("<SourceBand>", "<OpenOptions/><SourceBand>"),
    "has <KernelFilteredSource>": over("ground.tif").replace("SimpleSource", "KernelFilteredSource"),
    "has elements in <SrcRect>": over("ground.tif").replace(
        '<SrcRect xOff="0" yOff="0" xSize="3" ySize="2"/>',
        "<SrcRect><SourceFilename>x</SourceFilename></SrcRect>",
    ),
    "has a <SimpleSource> that names no file, or several": over(""),
    "names /vsistdin/": over("/vsistdin/", 0),
    "names /vsimem/x.tif": over("/vsimem/x.tif", 0),
    "names /vsisubfile/0_9,/etc/passwd": over("/vsisubfile/0_9,/etc/passwd", 0),
    "declares entities": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + over("ground.tif"),
}  # fmt: skip


@pytest.mark.parametrize("what", REACHING)
def test_a_vrt_that_is_more_than_a_mosaic_is_refused(what, vrt, written):
    """Attacked: raw bands, code, warping, options, other file systems, entities."""
    written()
    path = vrt(REACHING[what])
    assert message(path) == refusal(path, what)
    assert not os.path.exists("/tmp/openiads-was-here")


def test_an_entity_that_grows_a_billionfold_is_not_read(vrt):
    """Attacked: the billion laughs."""
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    path = vrt(f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>' + over("&l9;"))
    assert message(path) == refusal(path, "declares entities")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<VRTDataset", "is not a VRT that can be read (unclosed token: line 1, column 0); write it again"),
        (b"<a><VRTDataset/></a>", f"is not a VRT, it begins with <a>; {FORMATS}"),
        (b"<VRTDataset>\xff</VRTDataset>", "is a VRT that is not written in UTF-8 (byte 12); write it again"),
        (
            b"<VRTDataset/>",
            "cannot be read as a raster (Missing one of rasterXSize, rasterYSize or bands on VRTDataset.); "
            + FORMATS,
        ),
    ],
)  # fmt: skip
def test_a_vrt_that_is_none_is_told(data, said, made):
    path = made(data, "made.vrt")
    assert message(path) == f"{path}: {said}"


def test_elements_in_one_another_50000_deep_are_one_message(vrt):
    path = vrt(over("ground.tif").replace("<SRS>", "<a>" * 50_000 + "</a>" * 50_000 + "<SRS>"))
    assert message(path) == refusal(path, "has <a>")


def test_what_gdalbuildvrt_writes_is_read(vrt, written, tmp_path):
    """What must go on: relative, absolute and complex sources, a mask of no data, units, a VRT in a VRT."""
    path = written(HEIGHTS, nodata=-9999)
    for name, relative in (("ground.tif", 1), (path, 0), (path, 1)):
        np.testing.assert_array_equal(from_file(vrt(over(name, relative))).heights, HEIGHTS)
    complex_ = over("ground.tif").replace("SimpleSource", "ComplexSource").replace(
        "</ComplexSource>", "<NODATA>-9999</NODATA></ComplexSource>"
    )  # fmt: skip
    kept = vrt(
        complex_.replace("<ComplexSource>", "<NoDataValue>-9999</NoDataValue><ComplexSource>", 1), "in.vrt"
    )
    np.testing.assert_array_equal(from_file(kept).heights, HEIGHTS)
    np.testing.assert_array_equal(from_file(vrt(over("in.vrt"))).heights, HEIGHTS)
    feet = over("ground.tif").replace("<SimpleSource>", "<UnitType>ft</UnitType><SimpleSource>")
    assert "heights are in 'ft'" in message(vrt(feet))
    feet = over("ground.tif").replace("<SRS>", '<Metadata><MDI key="units">feet</MDI></Metadata><SRS>')
    assert "heights are in 'feet'" in message(vrt(feet))


def test_a_mosaic_is_what_gdal_itself_makes_of_it(vrt, written, monkeypatch):
    """Nothing is lost by writing a VRT anew: GDAL reads the same heights and gaps from the file as it is."""
    written(HEIGHTS, "a.tif", nodata=20)
    text = over("a.tif").replace("SimpleSource", "ComplexSource").replace(
        "</ComplexSource>",
        "<NODATA>20</NODATA><ScaleOffset>3</ScaleOffset><ScaleRatio>2</ScaleRatio></ComplexSource>",
    ).replace(
        'band="1">', 'band="1"><NoDataValue>-5</NoDataValue><Offset>4</Offset><Scale>2</Scale>'
    )  # fmt: skip
    path = vrt(text)
    with rasterio.open(path) as dataset:
        raw = dataset.read(1, masked=True)
    assert raw.mask.sum() == 1
    assert "1 of 6 cells read have no height" in message(path)
    monkeypatch.setattr("openiads.terrain.files.canvas._told", lambda *_: "")
    from openiads.terrain.files.raster import opened

    with opened(path) as dataset:
        again = dataset.read(1, masked=True)
        assert (dataset.offsets, dataset.scales, dataset.nodata) == ((4.0,), (2.0,), -5.0)
    np.testing.assert_array_equal(raw.filled(-1), again.filled(-1))


def test_a_vrt_that_names_itself_is_told(vrt, tmp_path):
    """Attacked: a VRT in itself, at once, by way of another, and by way of a link."""
    path = vrt(over("made.vrt"))
    assert message(path) == f"{path}: names itself, by way of {path}; name rasters only"
    other = vrt(over("made.vrt"), "other.vrt")
    vrt(over("other.vrt"))
    assert message(path) == f"{path}: {other}: names itself, by way of {path}; name rasters only"
    (tmp_path / "link.vrt").symlink_to(path)
    vrt(over("link.vrt"))
    assert message(path) == f"{path}: names itself, by way of {tmp_path}/link.vrt; name rasters only"


def test_vrts_in_one_another_end(vrt, written):
    written()
    paths = [vrt(over("ground.tif" if not n else f"v{n - 1}.vrt"), f"v{n}.vrt") for n in range(5)]
    assert from_file(paths[2]).heights.shape == (2, 3)
    assert message(paths[3]) == (
        f"{paths[3]}: {paths[1]}: is a VRT in 3 others; only a VRT that joins rasters as "
        f"`gdalbuildvrt` does is read; make a GeoTIFF of this one with "
        f"`gdal_translate {paths[1]} whole.tif`, if you trust it"
    )


def test_a_vrt_that_grows_by_those_in_it_is_bounded(vrt, written, monkeypatch):
    """Attacked: ten times ten times ten pieces; the bound is lowered here so that it is met soon."""
    written()
    monkeypatch.setattr("openiads.terrain.files.mosaic.MOST_TEXT", 100_000)
    many = "".join(SOURCE.format(name="{name}", relative=1) for _ in range(10))
    vrt(VRT.format(band=BAND.format(sources=many.replace("{name}", "ground.tif"))), "a.vrt")
    vrt(VRT.format(band=BAND.format(sources=many.replace("{name}", "a.vrt"))), "b.vrt")
    path = vrt(VRT.format(band=BAND.format(sources=many.replace("{name}", "b.vrt"))))
    assert message(path) == f"{path}: is a VRT of more than 0 MB; name a part of it"


@pytest.mark.parametrize("told", [True, False])
def test_what_a_mosaic_names_must_be_of_the_formats_that_are_read(told, vrt, tmp_path, server):
    """Attacked: a text of heights, a description of a web service and a pipe, as pieces of a mosaic.

    GDAL opens a piece by whatever it holds: where the VRT says all about it, when it is read; else at once.
    """
    service = f"""<GDAL_WMS><Service name="TMS"><ServerUrl>{server.url}/${{z}}/${{x}}/${{y}}</ServerUrl>
    </Service><DataWindow><UpperLeftX>30</UpperLeftX><UpperLeftY>40</UpperLeftY><LowerRightX>31</LowerRightX>
    <LowerRightY>39</LowerRightY><TileLevel>0</TileLevel><SizeX>3</SizeX><SizeY>2</SizeY></DataWindow>
    <Projection>EPSG:4326</Projection><BandsCount>1</BandsCount></GDAL_WMS>"""
    (tmp_path / "service.tif").write_text(service)
    (tmp_path / "heights.xyz").write_text("30 40 5\n31 40 6\n32 40 6\n30 39 7\n31 39 8\n32 39 8\n")
    (tmp_path / "empty.tif").touch()
    os.mkfifo(tmp_path / "pipe.tif")
    said = {
        "service.tif": "cannot be read as a raster ('{piece}' not recognized as being in a supported file "
        f"format.); {FORMATS}",
        "heights.xyz": "cannot be read as a raster ('{piece}' not recognized as being in a supported file "
        f"format.); {FORMATS}",
        "empty.tif": "{piece}: is empty, 0 bytes; write or fetch it again",
        "pipe.tif": f"{{piece}}: is a named pipe, not a file; {REMEDY}",
        "none.tif": f"{{piece}}: cannot be read: No such file or directory; {REMEDY}",
    }
    for name, words in said.items():
        text = over(name)
        if not told:
            start = text.index("<SourceProperties")
            text = text[:start] + text[text.index("</SimpleSource>") :]
        path = vrt(text)
        assert message(path) == f"{path}: {words.format(piece=tmp_path / name)}"
    assert not server.asked


# VRTs and servers.


@pytest.fixture
def served(server, written):
    """A raster on the server; gives its address."""
    written(HEIGHTS, "served/ground.tif")
    return f"{server.url}/ground.tif"


@pytest.mark.parametrize("prefix", ["", "/vsicurl/"])
def test_a_vrt_here_names_a_server_only_if_that_is_allowed(prefix, vrt, served, server, monkeypatch):
    """Attacked: a VRT from a stranger that has its reader's machine ask servers."""
    path, host = vrt(over(prefix + served, 0)), server.url.removeprefix("http://")
    assert message(path) == (
        f"{path}: names a raster of a server, {prefix}{served}; a VRT may name what lies beside it; "
        f"if you trust it, allow that server with {HOSTS}={host}"
    )
    assert not server.asked
    monkeypatch.setenv(HOSTS, "elsewhere.example")
    assert HOSTS in message(path)
    monkeypatch.setenv(HOSTS, f"elsewhere.example, {host.upper()}")
    np.testing.assert_array_equal(from_file(path).heights, HEIGHTS)


@pytest.mark.parametrize("prefix", ["", "/vsicurl/"])
def test_a_vrt_on_a_server_names_what_lies_there(prefix, served, server):
    for name, relative in (("ground.tif", 1), (served, 0), (f"/vsicurl/{served}", 0)):
        (server.folder / "all.vrt").write_text(over(name, relative))
        np.testing.assert_array_equal(from_file(f"{prefix}{server.url}/all.vrt").heights, HEIGHTS)


def test_a_vrt_on_a_server_names_neither_this_machine_nor_another(served, server, written):
    here, path = written(), f"{server.url}/all.vrt"
    (server.folder / "all.vrt").write_text(over(here, 0))
    assert message(path) == (
        f"{path}: names a file of this machine, {here}; a VRT on a server may name what lies there; "
        "keep it here if it is yours"
    )
    (server.folder / "all.vrt").write_text(over("http://elsewhere.example/x.tif", 0))
    assert message(path) == (
        f"{path}: names a raster on another server than {server.url[7:]}, http://elsewhere.example/x.tif; "
        f"a VRT may name what lies beside it; if you trust it, allow that server "
        f"with {HOSTS}=elsewhere.example"
    )


def test_what_a_mosaic_on_a_server_does_not_cover_is_not_sea(server, written):
    written(HEIGHTS, "served/ground.tif")
    (server.folder / "all.vrt").write_text(
        over("ground.tif").replace('rasterXSize="3"', 'rasterXSize="4"', 1)
    )
    assert "2 of 8 cells read are covered by none of its sources" in message(f"{server.url}/all.vrt")


def test_a_vrt_that_is_served_as_a_tile_is_none(server, written):
    """Attacked: a VRT under the name of a GeoTIFF on a server, and as a piece of one there."""
    written(HEIGHTS, "served/ground.tif")
    (server.folder / "tile.tif").write_text(over("ground.tif"))
    (server.folder / "all.vrt").write_text(over("tile.tif"))
    for name in ("tile.tif", "all.vrt"):
        assert "not recognized as being in a supported file format" in message(f"{server.url}/{name}")


def test_an_address_with_a_tab_in_it_fools_nobody(vrt, monkeypatch):
    monkeypatch.setenv(HOSTS, "good.example")
    path = vrt(over("http://good.exam&#9;ple@bad.example/x.tif", 0))
    assert message(path).endswith("; no path has control characters in it")
