"""Coverage maps: every claim that stands on paper is measured on paper."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest
from matplotlib.image import imread

from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.frames import great_circle
from openiads.ground.units import DEG
from openiads.report.coverage.sheet_page import single_map
from openiads.report.coverage.sheets import (
    Answers,
    Imprint,
    Outline,
    Ring,
    Scene,
    Spot,
    altitude_sheet,
    answers_panels,
    answers_sheet,
    save,
)
from openiads.report.ink.page import SINGLE_MM, house_style, width_mm_of, wrapped
from openiads.report.ink.paint import DETECTABLE, ENGAGEABLE, HIDDEN, UNKNOWN, VISIBLE, Ink, band_inks, paint
from openiads.report.maps.map_contours import contour_lines, in_metres
from openiads.report.maps.map_drawing import draw
from openiads.report.maps.map_layers import Rings
from openiads.report.maps.paper_canvas import PER_MM
from openiads.report.maps.paper_furniture import mm_per_m, scale_length_km
from openiads.report.maps.sampler import Sampler, averaged
from openiads.report.maps.section import section_around
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.projection import Projection

SITE = 37.0, 36.0
SHAPE = 150, 180
LATITUDES, LONGITUDES = np.meshgrid(
    38.25 - (np.arange(SHAPE[0]) + 0.5) / 60.0, 34.5 + (np.arange(SHAPE[1]) + 0.5) / 60.0, indexing="ij"
)
AWAY_KM = great_circle(SITE[0] * DEG, SITE[1] * DEG, LATITUDES * DEG, LONGITUDES * DEG)[0] / 1000.0
HEIGHTS = (1500.0 * np.exp(-(((LONGITUDES - 36.6) * 3.0) ** 2)) + 50.0).astype(np.float32)
LOWEST_M = np.where(AWAY_KM < 100.0, AWAY_KM**2, np.inf).astype(np.float32)
IMPRINT = Imprint(
    "a <small> scenario",
    "9.8.7",
    "made-up",
    1852.0,
    "mean",
    4.0 / 3.0,
    "drawn by hand.",
    ("north 91n6e", "south 96l6e"),
    2.5,
    ("Notional sites",),
)


def grid(**changes) -> Grid:
    """A ridge in the east of a map of one-minute cells."""
    spacings = {"row_spacing": DEG / 60.0, "column_spacing": DEG / 60.0}
    parts = {"heights": HEIGHTS, "north": 38.25 * DEG, "west": 34.5 * DEG} | spacings
    return Grid("made-up", **(parts | changes))


def scene(**changes) -> Scene:
    """One battery with its radar, two assets and a ring."""
    spots = (
        Spot("Battery & Co", *SITE),
        Spot("its radar", *SITE, "radar"),
        Spot("Port", 36.7, 35.6, "asset"),
        Spot("Town", 37.2, 36.5, "asset"),
    )
    parts = {
        "grid": grid(),
        "imprint": IMPRINT,
        "spots": spots,
        "rings": (Ring(*SITE, 90.0, "90 km, brochure"),),
    }
    return Scene(**(parts | changes))


def answers(altitude_m: float = 1000.0, **changes) -> Answers:
    """Circles within circles."""
    parts = {"visible": AWAY_KM < 70.0, "detectable": AWAY_KM < 50.0, "engageable": AWAY_KM < 30.0}
    return Answers(altitude_m, **(parts | changes))


def texts(path) -> list[str]:
    """Every line of text of a drawing."""
    return [unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8"))]


def pixels(path) -> np.ndarray:
    """RGB of a picture, 0 to 255."""
    return np.rint(imread(path)[..., :3] * 255.0).astype(int)


def has(picture: np.ndarray, ink: Ink) -> bool:
    """Whether level ground in an ink is somewhere on the picture."""
    return bool((np.abs(picture - np.array(ink.colour)).max(axis=-1) <= 1).sum() > 100)


SHEETS = {
    "altitude": lambda **size: altitude_sheet(scene(), LOWEST_M, title="Lowest", **size),
    "answers": lambda **size: answers_sheet(scene(), answers(), title="Four", **size),
    "panels": lambda **size: answers_panels(scene(), [answers(50.0), answers(300.0)], title="Two", **size),
}


@pytest.mark.parametrize("ending", ["png", "svg"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_the_same_input_gives_the_same_bytes(sheet, ending, tmp_path):
    once, again = (
        save(SHEETS[sheet](width_mm=SINGLE_MM, dots_per_inch=80), tmp_path / f"{n}.{ending}") for n in "ab"
    )
    assert once.read_bytes() == again.read_bytes()
    assert b"date" not in once.read_bytes().lower().replace(b"update", b"")


def test_the_users_own_settings_of_matplotlib_change_nothing(tmp_path):
    import matplotlib as mpl

    plain = save(SHEETS["altitude"](dots_per_inch=60), tmp_path / "plain.svg")
    with mpl.rc_context({"font.size": 30.0, "svg.fonttype": "path", "lines.linewidth": 9.0}):
        other = save(SHEETS["altitude"](dots_per_inch=60), tmp_path / "other.svg")
        assert mpl.rcParams["font.size"] == 30.0
    assert plain.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_the_map_rests_on_is_printed_on_it(sheet, tmp_path):
    told = " ".join(texts(save(SHEETS[sheet](dots_per_inch=60), tmp_path / "map.svg")))
    for part in (
        "Terrain made-up, cells of 1,852 m, mean height of each cell; drawn by hand.",
        "Refraction: effective Earth radius 4/3 of the true one.",
        "Radars: north 91n6e and south 96l6e.",
        "Target: 2.5 m² radar cross-section.",
        "Notional sites.",
        "Made with Natural Earth.",
        "Scenario a <small> scenario, openiads 9.8.7.",
        "naive ring, 90 km",
        "no data",
        "battery",
        "defended asset",
    ):
        assert part in told
    assert re.search(r"0 \d+ \d+ km", told), "the scale bar has its numbers"
    assert re.search(r"3\d(\.\d)?° N", told)
    assert re.search(r"3\d(\.\d)?° E", told)


def test_the_map_of_altitudes_names_bands_sites_and_rings(tmp_path):
    second = Outline(LOWEST_M + 300.0, 1000.0, "two radars at 1000 m")
    page = altitude_sheet(scene(), LOWEST_M, title="Lowest", outlines=[second], dots_per_inch=100)
    told = texts(save(page, tmp_path / "map.svg"))
    thousand = in_metres(1000.0)
    for part in ("Lowest", "50 m or less", "50 to 300 m", "beyond every radar", "two radars at 1000 m"):
        assert part in told
    assert {"Battery & Co", "Port", "Town", "90 km, brochure"} <= set(told)
    assert "its radar" not in told, "a radar that stands where its battery stands is part of it"
    assert thousand in told, "the contour of 1000 m carries its number"
    assert "more than 10\u2009000 m" in told


def test_the_four_answers_have_their_own_colours(tmp_path):
    picture = pixels(save(answers_sheet(scene(), answers(), dots_per_inch=120), tmp_path / "map.png"))
    for ink in (HIDDEN, VISIBLE, DETECTABLE, ENGAGEABLE):
        assert has(picture, ink), ink


def test_a_layer_that_was_not_computed_is_not_in_the_key(tmp_path):
    page = answers_sheet(scene(rings=()), answers(engageable=None), dots_per_inch=60)
    told = texts(save(page, tmp_path / "map.svg"))
    assert "detectable" in told
    assert "engageable" not in told
    assert not [line for line in told if "ring" in line]


def test_panels_are_lettered_and_have_their_notes(tmp_path):
    several = [answers(a, note=f"seen: {a:g} %") for a in (50.0, 300.0, 1000.0)]
    told = texts(save(answers_panels(scene(), several, dots_per_inch=60), tmp_path / "map.svg"))
    assert {"a", "b", "c", "seen: 50 %", "seen: 300 %", "seen: 1000 %"} <= set(told)
    assert f"{in_metres(300.0)} above ground" in told


def test_ground_without_data_is_hatched_and_never_coloured(tmp_path):
    gap = LOWEST_M.copy()
    gap[60:90, 60:110] = np.nan
    whole, holed = (
        pixels(save(altitude_sheet(scene(rings=()), low, dots_per_inch=150), tmp_path / f"{name}.png"))
        for name, low in (("whole", LOWEST_M), ("holed", gap))
    )
    changed = np.abs(whole - holed).max(axis=-1) > 0
    inside = holed[changed]
    assert changed.sum() > 10_000
    # Among contours and names that moved, most of the gap is white paper under grey lines.
    white = (inside.min(axis=-1) > 250).mean()
    grey = (np.abs(inside - np.array(UNKNOWN.hatch_colour)).max(axis=-1) < 60).mean()
    assert white > 0.5
    assert grey > 0.05


def test_a_window_wider_than_the_grid_shows_no_data_around_it(tmp_path):
    wide = scene(window_deg=(34.0, 32.0, 40.0, 40.0))
    picture = pixels(save(altitude_sheet(wide, LOWEST_M, dots_per_inch=100), tmp_path / "map.png"))
    assert (picture.min(axis=-1) > 250).mean() > 0.4


def test_the_scale_bar_measures_a_great_circle_in_the_middle_of_the_map():
    with house_style():
        _, canvas = single_map(scene(), "", [], 183.0, 100)
    length_km = scale_length_km(canvas, 36.0)
    on_paper = canvas.section.ground_length(length_km * 1000.0) * mm_per_m(canvas)
    assert on_paper <= 36.0
    section = canvas.section
    x = 0.5 * (section.west + section.east) + np.array([-0.5, 0.5]) * on_paper / mm_per_m(canvas)
    left, right = np.transpose(section.inverse(x, 0.5 * (section.south + section.north)))
    assert great_circle(*left, *right)[0] == pytest.approx(length_km * 1000.0, rel=1e-4)


def test_the_scale_bar_of_a_drawing_is_as_long_as_it_says(tmp_path):
    drawing = save(altitude_sheet(scene(), LOWEST_M, dots_per_inch=72), tmp_path / "map.svg").read_text()
    with house_style():
        _, canvas = single_map(scene(), "", [], 183.0, 72)
    ends = []
    for half in ("0", "0.5"):
        outline = re.search(rf'<g id="scale-bar-{half}">\s*<path d="([^"]*)"', drawing)
        assert outline is not None
        x = [float(n) for n in re.findall(r"[ML] (\S+) \S+", outline.group(1))]
        ends += [min(x), max(x)]
    told = next(
        float(t.removesuffix(" km")) for t in texts(tmp_path / "map.svg") if re.fullmatch(r"\d+ km", t)
    )
    paper_mm = (max(ends) - min(ends)) * 25.4 / 72.0
    assert paper_mm == pytest.approx(told * 1000.0 * mm_per_m(canvas), rel=2e-3)


def test_a_ring_is_a_circle_on_paper_and_has_its_radius_on_the_ground():
    section = section_around(LATITUDES * DEG, LONGITUDES * DEG)
    x, y = section.circle(SITE[0] * DEG, SITE[1] * DEG, 90e3)
    away, _ = great_circle(SITE[0] * DEG, SITE[1] * DEG, *section.inverse(x, y))
    assert away == pytest.approx(90e3, rel=1e-9)
    middle = 0.5 * (x.min() + x.max()), 0.5 * (y.min() + y.max())
    radii = np.hypot(x - middle[0], y - middle[1])
    assert np.ptp(radii) < 1e-3 * radii.mean()


def test_a_dashed_ring_is_drawn_at_its_distance():
    with house_style():
        _, canvas = single_map(scene(), "", [], 183.0, 100)
        draw(canvas, [Rings([Ring(*SITE, 90.0)])])
    (drawn,) = canvas.axes.collections[-1].get_segments()
    x = canvas.section.west + drawn[:, 0] / mm_per_m(canvas)
    y = canvas.section.north - drawn[:, 1] / mm_per_m(canvas)
    away, _ = great_circle(SITE[0] * DEG, SITE[1] * DEG, *canvas.section.inverse(x, y))
    assert away == pytest.approx(90e3, rel=1e-9)
    assert canvas.rings[0][2][2] == pytest.approx(PER_MM * 90e3 * mm_per_m(canvas), rel=1e-3)


def test_the_painted_ring_ends_where_the_dashed_one_runs(tmp_path):
    lonely = scene(spots=(Spot("far", 38.1, 34.6),))
    page = answers_sheet(lonely, answers(visible=AWAY_KM < 0.0), dots_per_inch=150)
    picture = pixels(save(page, tmp_path / "map.png"))
    with house_style():
        _, canvas = single_map(lonely, "", [], 183.0, 150)
    warm = (picture[..., 0] - picture[..., 2] > 40) & (picture[..., 0] > 180)
    before_key = canvas.columns + round(11.5 * canvas.page.dots_per_mm)
    columns = np.nonzero(warm[:, :before_key].any(axis=0))[0]
    wide_mm = (columns.max() - columns.min()) / canvas.page.dots_per_mm
    assert wide_mm == pytest.approx(180e3 * mm_per_m(canvas), abs=1.0)


def test_the_projection_keeps_shapes_and_comes_back():
    section = section_around(LATITUDES * DEG, LONGITUDES * DEG)
    x, y = section.forward(LATITUDES * DEG, LONGITUDES * DEG)
    latitude, longitude = section.inverse(x, y)
    assert latitude == pytest.approx(LATITUDES * DEG, abs=1e-12)
    assert longitude == pytest.approx(LONGITUDES * DEG, abs=1e-12)
    # At the point of touch a kilometre is a kilometre, along and across.
    ends = section.inverse([0.0, 1000.0, 0.0], [0.0, 0.0, 1000.0])
    for i in (1, 2):
        assert great_circle(ends[0][0], ends[1][0], ends[0][i], ends[1][i])[0] == pytest.approx(
            1000.0, rel=1e-6
        )


def test_cells_of_a_projected_grid_are_found_under_their_pixels():
    utm = Projection("EPSG:32636")
    values = np.arange(40.0 * 50.0, dtype=np.float32).reshape(40, 50)
    ground = Grid("utm", np.zeros((40, 50)), 4_120e3, 700e3, 1000.0, 1000.0, projection=utm)
    row, column = np.array([3.0, 20.0, 36.0]), np.array([2.0, 25.0, 47.0])
    latitude, longitude = ground.place(row, column)
    section = section_around(latitude, longitude)
    sampler = Sampler(ground, section, 400, 400)
    x, y = section.forward(latitude, longitude)
    i = ((section.north - y) / section.height * 400).astype(int)
    j = ((x - section.west) / section.width * 400).astype(int)
    assert (sampler.nearest(values)[i, j] == values[row.astype(int), column.astype(int)]).all()
    assert sampler.smooth(values)[i, j] == pytest.approx(
        values[row.astype(int), column.astype(int)], abs=10.0
    )


def test_the_map_of_a_whole_grid_needs_neither_sites_nor_rings(tmp_path):
    page = altitude_sheet(Scene(grid(), IMPRINT), LOWEST_M, dots_per_inch=60)
    assert save(page, tmp_path / "map.png").stat().st_size > 0


def test_fine_ground_is_averaged_before_it_is_shaded():
    coarse = averaged(grid(), 3)
    assert coarse.heights.shape == (50, 60)
    assert coarse.heights[0, 0] == pytest.approx(HEIGHTS[:3, :3].mean(), rel=1e-6)
    assert averaged(grid(), 1).heights.shape == SHAPE


def test_contours_skip_what_is_unknown_and_close_around_what_is_seen():
    field = np.full((60, 60), 900.0, dtype=np.float32)
    field[20:40, 20:40] = 10.0
    (line,) = contour_lines(field, 50.0, 1.0)
    assert (line[0] == line[-1]).all()
    field[20:40, 10:20] = np.nan
    (line,) = contour_lines(field, 50.0, 1.0)
    assert (line[0] != line[-1]).any()


@pytest.mark.parametrize("count", [2, 4, 6, 9])
def test_bands_grow_lighter_in_grey(count):
    grey = [np.dot(ink.colour, (0.2126, 0.7152, 0.0722)) for ink in band_inks(count)]
    assert (np.diff(grey) > 200.0 / count / 2.5).all()


# Full deficiency: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, A physiologically-based model for
# simulation of color vision deficiency, IEEE TVCG 15 (2009), 1291-1298, severity 1.0.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Linear sRGB to CIE XYZ: IEC 61966-2-1.
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE 1976 L*a*b* (D65) of linear sRGB."""
    share = rgb @ np.array(TO_XYZ).T / np.array([0.9505, 1.0, 1.0890])
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(
    "inks", [band_inks(6), [HIDDEN, VISIBLE, DETECTABLE, ENGAGEABLE]], ids=["bands", "answers"]
)
def test_neighbouring_colours_differ_for_the_colour_blind(inks, deficiency):
    srgb = np.array([ink.colour for ink in inks]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = lab(np.clip(linear @ np.array(DEFICIENCIES[deficiency]).T, 0.0, 1.0))
    assert (np.linalg.norm(np.diff(seen, axis=0), axis=1) > 9.0).all()


def test_level_ground_keeps_its_colour_and_a_hatch_leaves_most_of_it():
    level = np.full((200, 200), (np.sqrt(0.5) - 0.25) / 0.75, dtype=np.float32)
    plain, hatched = (
        paint(np.zeros((200, 200), dtype=int), [ink], level, 300 / 25.4)
        for ink in (Ink((10, 120, 200)), Ink((10, 120, 200), "/"))
    )
    assert (plain == (10, 120, 200)).all()
    inked = (hatched != plain).any(axis=-1).mean()
    assert 0.05 < inked < 0.35


def test_text_is_broken_to_its_width_and_numbers_are_not_broken():
    with house_style():
        lines = wrapped("a target at 10\u2009000\u2009m above the ground of a long country", 30.0)
        assert max(map(width_mm_of, lines)) <= 30.0
    assert any("10\u2009000\u2009m" in line for line in lines)
    assert " ".join(lines) == "a target at 10\u2009000\u2009m above the ground of a long country"


def test_no_type_is_smaller_than_seven_points(tmp_path):
    for sheet, made in SHEETS.items():
        drawing = save(made(width_mm=SINGLE_MM, dots_per_inch=60), tmp_path / f"{sheet}.svg").read_text()
        sizes = [float(s) for s in re.findall(r"font-size: ([\d.]+)px", drawing)]
        assert sizes
        # The drawing counts in points, which SVG calls px.
        assert min(sizes) >= 7.0


def test_a_picture_is_as_wide_as_was_asked(tmp_path):
    page = SHEETS["answers"](width_mm=SINGLE_MM, dots_per_inch=300)
    assert pixels(save(page, tmp_path / "map.png")).shape[1] == round(SINGLE_MM / 25.4 * 300)


def message(error: type[Exception], act) -> str:
    """Text of the error that an act raises."""
    with pytest.raises(error) as caught:
        act()
    return str(caught.value)


def test_a_file_that_is_there_is_kept(tmp_path):
    path = tmp_path / "map.png"
    path.write_bytes(b"precious")
    page = SHEETS["altitude"](dots_per_inch=60)
    assert message(OutputError, lambda: save(page, path)) == (
        f"{path}: exists already; remove it or name another file"
    )
    assert path.read_bytes() == b"precious"
    assert [p.name for p in tmp_path.iterdir()] == ["map.png"]


def test_a_map_is_png_or_svg(tmp_path):
    path = tmp_path / "map.jpg"
    page = SHEETS["altitude"](dots_per_inch=60)
    assert message(OutOfRange, lambda: save(page, path)) == (
        f"{path}: pictures are written as .png or .svg, not '.jpg'; use one of these"
    )


REFUSED = {
    "a layer of the map has the shape (3, 3); the grid 'made-up' has (150, 180), give arrays on that grid": (
        lambda: altitude_sheet(scene(), np.zeros((3, 3)))
    ),
    "altitudes of the contours [m] are [300.0, 50.0]; give some, ascending": (
        lambda: altitude_sheet(scene(), LOWEST_M, altitudes_m=[300.0, 50.0])
    ),
    "width of the page is 20 mm; allowed are 80 to 420, one column of a journal is 89, two are 183": (
        lambda: answers_sheet(scene(), answers(), width_mm=20.0)
    ),
    "resolution of the page is 5000 dots per inch; allowed are 50 to 1200, journals ask for 300": (
        lambda: answers_panels(scene(), [answers()], dots_per_inch=5000)
    ),
    "window of the map [deg] is (40.0, 30.0, 35.0, 31.0); give south, west, north, east, the lesser first": (
        lambda: altitude_sheet(scene(window_deg=(40.0, 30.0, 35.0, 31.0)), LOWEST_M)
    ),
    "a sheet of panels was asked for without an altitude; give at least one": (
        lambda: answers_panels(scene(), [])
    ),
}


@pytest.mark.parametrize("told", REFUSED)
def test_what_cannot_be_drawn_is_refused_with_a_remedy(told):
    assert message(OutOfRange, REFUSED[told]) == told
