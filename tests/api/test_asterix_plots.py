"""ASTERIX reports as plots: records by hand, and the sample of the decoder where it is installed."""

from __future__ import annotations

import importlib.util
import math
import struct

import numpy as np
import pytest

from openiads.api.asterix_plots import (
    DayClock,
    RadarPlace,
    elevation,
    packets,
    plots_from_asterix,
    plots_of_records,
    told_places,
)
from openiads.ground.errors import OpeniadsError, OutOfRange

ERRORS = {"range_sd_m": 50.0, "azimuth_sd_deg": 0.1, "altitude_sd_m": 100.0}
HERE = {"25/201": RadarPlace(43.5, 16.4, 780.0)}


def report(**items):
    """A record as the decoder gives it, with values alone."""
    told = {
        "I010": {"SAC": 25, "SIC": 201}, "I140": {"ToD": 27354.5}, "I020": {"SIM": 0, "RAB": 0},
        "I040": {"RHO": 100.0, "THETA": 90.0}, "I090": {"FL": 330.0},
    } | items  # fmt: skip
    return {"category": 48} | {
        item: {field: {"val": value} for field, value in fields.items()}
        for item, fields in told.items()
        if fields is not None
    }


def marker(**items):
    """A service message of the same radar."""
    return report(**dict.fromkeys(("I140", "I020", "I040", "I090"))) | {
        "category": 34,
        **{
            item: {field: {"val": value} for field, value in fields.items()} for item, fields in items.items()
        },
    }


def test_a_report_becomes_a_plot_in_metres_and_radians():
    found = plots_of_records([report()], ERRORS, HERE)
    plots = found.plots
    assert plots.time.tolist() == [27354.5]
    assert plots.slant_range.tolist() == [185_200.0]  # 100 nautical miles
    assert plots.azimuth == pytest.approx([math.pi / 2.0])
    # Flight level 330 is 10 058 m. Over a flat earth the target is 9 278 m up, which at 185.2 km is 2.87
    # degrees; the earth falls away by r^2 / 2R = 2 692 m, which takes 0.83 of them.
    assert np.degrees(plots.elevation) == pytest.approx([2.04], abs=0.01)
    assert np.degrees(plots.azimuth_sd) == pytest.approx([0.1])
    assert plots.elevation_sd == pytest.approx([100.0 / 185_200.0])
    assert found.sensors.names == ("25/201",)
    assert np.degrees(found.sensors.latitude) == pytest.approx([43.5])


def test_a_target_straight_above_is_at_ninety_degrees():
    assert elevation(9_000.0, 10_000.0, 1_000.0) == pytest.approx(math.pi / 2.0)


def test_a_measured_height_comes_before_the_flight_level():
    measured = report(I110={"3D_Height": 40_000.0})
    one, other = (plots_of_records([each], ERRORS, HERE).plots.elevation[0] for each in (report(), measured))
    assert other == pytest.approx(one + (40_000.0 - 33_000.0) * 0.3048 / 185_200.0, rel=1e-2)


def test_without_any_height_there_is_no_elevation():
    plots = plots_of_records([report(I090=None)], ERRORS, HERE).plots
    assert np.isnan(plots.elevation).all()
    assert np.isnan(plots.elevation_sd).all()


@pytest.mark.parametrize(
    "other", [{"I040": None}, {"I140": None}, {"I020": {"SIM": 1}}, {"I020": {"RAB": 1}}, {"I010": None}]
)
def test_what_is_no_plot_of_a_target_is_left_out(other):
    assert plots_of_records([report(), report(**other)], ERRORS, HERE).plots.count == 1


def test_a_service_message_tells_place_and_turn():
    told = marker(I120={"LAT": 43.57, "Lon": 16.4, "Height": 780.0}, I041={"RotS": 4.945})
    found = plots_of_records([report(), told], ERRORS)
    assert np.degrees(found.sensors.latitude) == pytest.approx([43.57])
    assert found.sensors.scan_period.tolist() == [4.945]


def test_reports_of_a_radar_nobody_knows_are_counted():
    found = plots_of_records([report(), report(I010={"SAC": 1, "SIC": 2})], ERRORS, HERE)
    assert found.plots.count == 1
    assert found.left_out == {"1/2": 1}


def test_the_clock_goes_on_after_midnight():
    clock = DayClock()
    assert [clock.of(time) for time in (86_399.0, 86_398.5, 1.0, 2.0)] == [
        86_399.0,
        86_398.5,
        86_401.0,
        86_402.0,
    ]


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_capture_is_taken_out_of_its_packets(order):
    sent = [b"one", b"second"]
    content = struct.pack(f"{order}IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)
    for each in sent:
        content += struct.pack(f"{order}IIII", 0, 0, 42 + len(each), 42 + len(each)) + bytes(42) + each
    assert list(packets(content)) == sent
    assert list(packets(b"\x30\x00\x03")) == [b"\x30\x00\x03"]


def test_errors_must_be_above_nothing(tmp_path):
    with pytest.raises(OutOfRange, match=r"^range_sd_m is 0.0; a number from 1e-12 to 100,000 is allowed"):
        plots_from_asterix(tmp_path / "none", range_sd_m=0.0, azimuth_sd_deg=0.1, altitude_sd_m=100.0)


@pytest.mark.skipif(importlib.util.find_spec("asterix") is not None, reason="asterix_decoder is installed")
def test_without_the_decoder_it_says_what_to_install(tmp_path):
    with pytest.raises(OpeniadsError, match=r"pip install 'openiads\[asterix\]'"):
        plots_from_asterix(tmp_path / "none", **ERRORS)


class TestSample:
    """The decoder's own capture: seven radars, of which two tell where they stand."""

    @pytest.fixture
    def sample(self):
        """Its path."""
        asterix = pytest.importorskip(
            "asterix", reason="asterix_decoder is not installed: its licence is GPL"
        )
        return asterix.get_sample_file("cat_034_048.pcap")

    def test_reports_are_read(self, sample):
        found = plots_from_asterix(sample, **ERRORS)
        count = found.plots.count + sum(found.left_out.values()) + found.repeated
        assert (
            count == 126
        )  # of 128 records two have no position; those that are there twice are counted, too
        assert np.isfinite(found.plots.elevation).mean() > 0.9
        assert (np.abs(np.degrees(found.plots.elevation)) < 45.0).all()

    def test_the_first_report_is_that_of_its_bytes(self, sample):
        # C5AF is 50 607 / 256 nautical miles, F1E0 61 920 / 65 536 of a turn, 356D4D 3 501 389 / 128 s.
        plots = plots_from_asterix(sample, places={"25/201": RadarPlace(45.0, 15.0, 0.0)}, **ERRORS).plots
        first = np.argmin(plots.time)
        assert plots.time[first] == pytest.approx(3_501_389 / 128.0)
        assert plots.slant_range[first] == pytest.approx(50_607 / 256.0 * 1_852.0)
        assert np.degrees(plots.azimuth[first]) == pytest.approx(61_920 / 65_536 * 360.0)


def test_a_capture_out_of_order_and_with_repeats_is_put_in_order():
    later = report(I140={"ToD": 27360.0})
    flat = report(I140={"ToD": 27358.0}, I090=None)
    found = plots_of_records([later, report(), later, flat, flat], ERRORS, HERE)
    assert found.plots.time.tolist() == [27354.5, 27358.0, 27360.0]
    assert np.isnan(found.plots.elevation).tolist() == [False, True, False]
    assert found.repeated == 2


def test_places_are_three_numbers():
    assert told_places({"25/201": [43.5, 16.4, 780.0]}) == HERE
    with pytest.raises(OutOfRange, match=r"places\['25/201'\] is .* latitude, longitude .* allowed"):
        told_places({"25/201": (43.5, 16.4)})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"range_sd_m": "x"}, "range_sd_m is 'x'; a number is allowed; write it like range_sd_m=70.0"),
        (
            {"places": 5},
            "places is 5; a dict of places by the names of radars is allowed; write it like "
            "places={'25/201': (43.5, 16.4, 780.0)}",
        ),
        (
            {"places": {"25/201": (91, 0, 0)}},
            "places['25/201'][0] is 91; a number from -90 to 90 is allowed; write it like (43.5, 16.4, "
            "780.0)",
        ),
    ],
)
def test_arguments_of_another_kind_are_told(given, message):
    with pytest.raises(OutOfRange) as caught:
        plots_from_asterix("none", **ERRORS | given)
    assert str(caught.value) == message
