"""The standard atmosphere against its printed table."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground import atmosphere

# U.S. Standard Atmosphere, 1976, table I, pages 53 to 68, by geometric altitude:
# [m], temperature [K], pressure [mbar] and density [kg/m3] as printed.
TABLE = [
    (0, "288.150", "1.01325e3", "1.2250e0"),
    (5_000, "255.676", "5.4048e2", "7.3643e-1"),
    (10_000, "223.252", "2.6499e2", "4.1351e-1"),
    (11_000, "216.774", "2.2699e2", "3.6480e-1"),
    (15_000, "216.650", "1.2111e2", "1.9476e-1"),
    (20_000, "216.650", "5.5293e1", "8.8910e-2"),
    (25_000, "221.552", "2.5492e1", "4.0084e-2"),
    (30_000, "226.509", "1.1970e1", "1.8410e-2"),
    (32_000, "228.490", "8.8906e0", "1.3555e-2"),
    (40_000, "250.350", "2.8714e0", "3.9957e-3"),
    (50_000, "270.650", "7.9779e-1", "1.0269e-3"),
    (60_000, "247.021", "2.1958e-1", "3.0968e-4"),
    (70_000, "219.585", "5.2209e-2", "8.2829e-5"),
    (75_000, "208.399", "2.3881e-2", "3.9921e-5"),
    (80_000, "198.639", "1.0524e-2", "1.8458e-5"),
]
MBAR = 100.0


def last_place(printed: str) -> float:
    """One unit of the last printed digit; the table was cut, not rounded, in places."""
    digits, _, exponent = printed.partition("e")
    return 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))


@pytest.mark.parametrize(("altitude", "temperature", "pressure", "density"), TABLE)
def test_the_printed_table_comes_out(altitude, temperature, pressure, density):
    assert atmosphere.temperature(altitude) == pytest.approx(float(temperature), abs=last_place(temperature))
    assert atmosphere.pressure(altitude) / MBAR == pytest.approx(float(pressure), abs=last_place(pressure))
    assert atmosphere.density(altitude) == pytest.approx(float(density), abs=last_place(density))


def test_pressures_at_the_feet_follow_from_the_layers_below():
    pressure = 101_325.0
    for layer, (foot, gradient) in enumerate(zip(atmosphere.FEET, atmosphere.GRADIENTS, strict=True)):
        assert atmosphere.PRESSURES[layer] == pytest.approx(pressure, rel=5e-7)
        if layer + 1 == len(atmosphere.FEET):
            return
        start, end = atmosphere.TEMPERATURES[layer : layer + 2]
        rise = atmosphere.FEET[layer + 1] - foot
        assert end == pytest.approx(start + gradient * rise, abs=1e-9)
        exponent = 9.80665 * 28.9644 / 8_314.32
        mean = (end - start) / math.log(end / start) if gradient else start
        pressure *= math.exp(-exponent * rise / mean)


@pytest.mark.parametrize(
    ("altitude", "pressure", "density"), [(86_000, 3.7338e-1, 6.958e-6), (100_000, 3.2011e-2, 5.604e-7)]
)
def test_the_tail_passes_through_the_table(altitude, pressure, density):
    assert atmosphere.pressure(altitude) == pytest.approx(pressure, rel=2e-5)
    assert atmosphere.density(altitude) == pytest.approx(density, rel=5e-5)


def test_the_tail_falls_below_the_table_as_stated():
    # Table I, page 69, 120 km: 2.5382e-5 mbar, 2.222e-8 kg/m3.
    assert atmosphere.pressure(120_000) / 2.5382e-3 == pytest.approx(0.4, abs=0.05)
    assert atmosphere.density(120_000) / 2.222e-8 == pytest.approx(0.67, abs=0.05)


@given(st.floats(-5_000.0, 199_999.0))
def test_air_thins_with_height_without_a_jump(altitude):
    low, high = atmosphere.density([altitude, altitude + 1.0])
    assert 1.0 - 3e-4 < high / low < 1.0
    low, high = atmosphere.pressure([altitude, altitude + 1.0])
    assert 1.0 - 3e-4 < high / low < 1.0


def test_any_shape_is_kept():
    assert atmosphere.density(np.zeros((2, 0, 3))).shape == (2, 0, 3)
    assert atmosphere.density(np.zeros((2, 3))).shape == (2, 3)
