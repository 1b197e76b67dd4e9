"""Elementary functions against 50-digit decimal arithmetic, and compiled against interpreted."""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground import compiled, scalar
from tests.plain import plain

getcontext().prec = 50
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
TINY = Decimal(10) ** -49
N = 1000


def series(first: Decimal, square: Decimal, start: int) -> Decimal:
    """Alternating Taylor series of sine (start 1) or cosine (start 0)."""
    total = term = first
    n = start
    while abs(term) > TINY:
        term *= -square / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


def exact_sincos(x: float) -> tuple[Decimal, Decimal]:
    """Sine and cosine after taking away whole quarters."""
    quarters = (Decimal(x) / (PI / 2)).to_integral_value()
    rest = Decimal(x) - quarters * PI / 2
    sine, cosine = series(rest, rest * rest, 1), series(Decimal(1), rest * rest, 0)
    return ((sine, cosine), (cosine, -sine), (-sine, -cosine), (-cosine, sine))[int(quarters) % 4]


def exact_atan(t: Decimal) -> Decimal:
    """Arctangent by halving the angle until its series is short."""
    halvings = 0
    while abs(t) > Decimal("0.05"):
        t = t / (1 + (1 + t * t).sqrt())
        halvings += 1
    total, power, n = Decimal(0), t, 1
    while abs(power) > TINY * abs(t):
        total += power / n
        power *= -t * t
        n += 2
    return total * 2**halvings


def exact_atan2(y: Decimal, x: Decimal) -> Decimal:
    """Angle of (x, y) by the quadrant."""
    if abs(y) > abs(x):
        return PI / 2 * (1 if y > 0 else -1) - exact_atan(x / y)
    return exact_atan(y / x) + (0 if x > 0 else PI if y >= 0 else -PI)


def ulps(got: float, exact: Decimal) -> float:
    """Error in units in the last place of the exact value."""
    return abs(float((Decimal(got) - exact) / Decimal(math.ulp(float(exact)))))


def between(low: float, high: float, seed: int = 1) -> list[float]:
    draw = random.Random(seed)
    return [draw.uniform(low, high) for _ in range(N)]


def scattered(low: float, high: float, seed: int = 1) -> list[float]:
    """Magnitudes from 10**low to 10**high."""
    return [10.0**exponent for exponent in between(low, high, seed)]


def signed(low: float, high: float, seed: int) -> list[float]:
    signs = random.Random(-seed)
    return [signs.choice((-1.0, 1.0)) * size for size in scattered(low, high, seed)]


@pytest.mark.parametrize("arguments", [between(-700, 700), between(-1, 1)], ids=["wide", "near 0"])
def test_the_exponential_is_right_to_the_last_place(arguments):
    assert max(ulps(scalar.exp(x), Decimal(x).exp()) for x in arguments) < 0.9


@pytest.mark.parametrize("arguments", [scattered(-300, 300), between(0.5, 2)], ids=["wide", "near 1"])
def test_the_logarithm_is_right_to_the_last_place(arguments):
    assert max(ulps(scalar.log(x), Decimal(x).ln()) for x in arguments) < 0.9


NEAR_ZEROS = [n * math.pi / 2 for n in random.Random(3).sample(range(1, 600_000), N)]


@pytest.mark.parametrize(
    "arguments", [between(-10, 10), between(-1e6, 1e6), NEAR_ZEROS], ids=["turns", "far", "near zeros"]
)
def test_sine_and_cosine_are_right_to_the_last_place(arguments):
    for x in arguments:
        sine, cosine = exact_sincos(x)
        assert ulps(scalar.sin(x), sine) < 0.9
        assert ulps(scalar.cos(x), cosine) < 0.9


@pytest.mark.parametrize("reach", [0, 8])
def test_the_angle_of_a_point_is_right_within_two_places(reach):
    points = zip(signed(-reach - 0.5, reach + 0.5, 4), signed(-reach - 0.5, reach + 0.5, 5), strict=True)
    assert max(ulps(scalar.atan2(y, x), exact_atan2(Decimal(y), Decimal(x))) for y, x in points) < 1.5


def test_arcsine_and_arccosine_are_right_within_two_places():
    for x in between(-1, 1):
        other = (1 - Decimal(x) ** 2).sqrt()
        assert ulps(scalar.asin(x), exact_atan2(Decimal(x), other)) < 2.0
        assert ulps(scalar.acos(x), exact_atan2(other, Decimal(x))) < 2.0


@pytest.mark.parametrize(
    ("bases", "exponents"),
    [
        (scattered(-3, 3), between(-100, 100, 2)),
        (between(0.99, 1.01), between(-5e4, 5e4, 2)),
        (between(0.1, 10), between(-1, 1, 2)),
    ],
    ids=["large", "near 1", "small"],
)
def test_a_power_keeps_its_last_places_however_large_the_exponent(bases, exponents):
    for x, y in zip(bases, exponents, strict=True):
        assert ulps(scalar.power(x, y), (Decimal(y) * Decimal(x).ln()).exp()) < 2.0


@pytest.mark.parametrize(
    ("function", "arguments", "value"),
    [
        (scalar.exp, (0.0,), 1.0),
        (scalar.exp, (710.0,), math.inf),
        (scalar.exp, (-746.0,), 0.0),
        (scalar.exp, (-745.0,), 5e-324),
        (scalar.exp, (-math.inf,), 0.0),
        (scalar.exp, (math.nan,), math.nan),
        (scalar.log, (1.0,), 0.0),
        (scalar.log, (0.0,), -math.inf),
        (scalar.log, (-1.0,), math.nan),
        (scalar.log, (math.inf,), math.inf),
        (scalar.log, (math.nan,), math.nan),
        (scalar.sin, (0.0,), 0.0),
        (scalar.cos, (0.0,), 1.0),
        (scalar.sin, (2e6,), math.nan),
        (scalar.cos, (math.inf,), math.nan),
        (scalar.atan2, (0.0, 0.0), 0.0),
        (scalar.atan2, (0.0, -1.0), math.pi),
        (scalar.atan2, (-0.0, -1.0), -math.pi),
        (scalar.atan2, (0.0, -0.0), math.pi),
        (scalar.atan2, (1.0, 0.0), math.pi / 2),
        (scalar.atan2, (-1.0, 0.0), -math.pi / 2),
        (scalar.atan2, (math.nan, 1.0), math.nan),
        (scalar.atan2, (1.0, math.nan), math.nan),
        (scalar.asin, (1.0,), math.pi / 2),
        (scalar.asin, (1.0000001,), math.nan),
        (scalar.acos, (-1.0,), math.pi),
        (scalar.acos, (-1.0000001,), math.nan),
        (scalar.power, (0.0, 2.0), 0.0),
        (scalar.power, (0.0, -2.0), math.inf),
        (scalar.power, (0.0, 0.0), 1.0),
        (scalar.power, (1.0, 1e308), 1.0),
        (scalar.power, (10.0, 400.0), math.inf),
        (scalar.power, (10.0, -400.0), 0.0),
        (scalar.power, (math.inf, 2.0), math.inf),
        (scalar.power, (math.inf, -2.0), 0.0),
        (scalar.power, (-1.0, 2.0), math.nan),
        (scalar.power, (10.0, 3.0), 1000.0),
    ],
)
def test_the_ends_are_as_stated(function, arguments, value):
    got = function(*arguments)
    assert math.isnan(got) if math.isnan(value) else got == value


def test_the_tangent_of_a_point_keeps_the_sign_of_zero():
    assert math.copysign(1.0, scalar.atan2(-0.0, 1.0)) == -1.0


ANGLES = st.floats(-1e5, 1e5)


@given(ANGLES)
def test_wrapping_stays_in_half_a_turn_and_keeps_the_direction(angle):
    wrapped = scalar.wrap(angle)
    assert -math.pi < wrapped <= math.pi
    assert math.remainder(wrapped - angle, 2 * math.pi) == pytest.approx(0.0, abs=1e-10)


@given(ANGLES)
def test_turning_stays_in_one_turn_and_keeps_the_direction(angle):
    turned = scalar.turn(angle)
    assert 0.0 <= turned < 2 * math.pi
    assert math.remainder(turned - angle, 2 * math.pi) == pytest.approx(0.0, abs=1e-10)


@pytest.mark.parametrize(
    ("angle", "wrapped"), [(-math.pi, math.pi), (math.pi, math.pi), (0.5, 0.5), (3 * math.pi, math.pi)]
)
def test_half_a_turn_is_positive(angle, wrapped):
    assert scalar.wrap(angle) == wrapped


@pytest.mark.parametrize("angle", [2 * math.pi, -2 * math.pi, -1e-20, -0.0])
def test_a_whole_turn_is_none(angle):
    assert scalar.turn(angle) == 0.0


def test_arrays_of_any_shape_carry_the_bits_of_the_scalar():
    angles = np.array(between(-10, 10)).reshape(10, 4, 25)
    sine, cosine = scalar.sincos_array(angles)
    assert sine.shape == cosine.shape == angles.shape
    assert [scalar.sincos(x) for x in angles.ravel()] == list(zip(sine.ravel(), cosine.ravel(), strict=True))
    back = scalar.atan2_array(sine, cosine)
    expected = [scalar.atan2(y, x) for y, x in zip(sine.ravel(), cosine.ravel(), strict=True)]
    assert list(back.ravel()) == expected


def test_arrays_broadcast_and_may_be_empty():
    assert scalar.atan2_array(np.ones((3, 1)), np.ones(2)).shape == (3, 2)
    assert scalar.sincos_array(np.empty((0, 2)))[0].shape == (0, 2)
    assert scalar.sincos_array(0.0)[1].shape == ()


def test_an_exponential_too_small_to_be_normal_is_the_nearest_that_there_is():
    for x in np.linspace(-745.0, -708.0, 500).tolist():
        assert abs(Decimal(scalar.exp(x)) - Decimal(x).exp()) <= Decimal(2) ** -1074


def test_numbers_too_small_to_be_normal_have_logarithms():
    for exponent in range(-1074, -1020):
        assert scalar.log(2.0**exponent) == pytest.approx(exponent * math.log(2.0), rel=1e-15)


WORDS = [(1.0, 1023 << 52), (2.0, 1024 << 52), (1.5, 1023 << 52 | 1 << 51), (-0.0, -(2**63)), (5e-324, 1)]
"""Numbers and what IEEE 754 writes for them: sign, exponent with its bias of 1023, fraction."""


@pytest.mark.parametrize(("number", "word"), WORDS)
def test_the_bits_of_a_number_are_those_of_the_standard_compiled_or_not(number, word):
    @compiled.kernel
    def both(number, word):  # type: ignore[no-untyped-def]
        return compiled.word_of(number), compiled.of_word(word)

    for answer in (both(number, word), plain(both)(number, word)):
        assert answer[0] == word
        assert math.copysign(1.0, answer[1]) == math.copysign(1.0, number)
        assert answer[1] == number


# Run twice, once in this process and once with the kernels off: the two lists must be equal.
BITS = """
import random
from openiads.ground import atmosphere, draws, frames, quantile, scalar

def bits(seed):
    draw = random.Random(seed)
    values = []
    for _ in range(300):
        x, y, p = draw.uniform(-30, 30), draw.uniform(-30, 30), draw.random()
        values += [scalar.exp(x), scalar.log(abs(x)), *scalar.sincos(1e3 * x), scalar.atan2(x, y)]
        values += [scalar.asin(p), scalar.acos(-p), scalar.power(abs(x), y), scalar.wrap(x), scalar.turn(y)]
        values += [quantile.inverse_normal(p), quantile.inverse_normal(p * 1e-12), draws.poisson(abs(x), 77)]
        values += [frames.altitude_of(1e6 * x, 1e6 * y, 1e7 * p), atmosphere.density_at(1e5 * p)]
        values += draws.draw(draw.getrandbits(32), 3, draw.getrandbits(32), 5, draw.getrandbits(32), 7)
    return [float(value).hex() for value in values]
"""


def test_compiled_and_interpreted_give_the_same_bits():
    space: dict[str, object] = {}
    exec(compile(BITS, "bits", "exec"), space)
    here = space["bits"](8)  # type: ignore[operator]
    code = BITS + "\nimport json, sys\njson.dump(bits(8), sys.stdout)"
    environment = {**os.environ, "OPENIADS_KERNELS": "off"}
    plain = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert json.loads(plain.stdout) == here


def test_an_angle_is_turned_by_whole_turns():
    for angle in [*between(-20, 20, 9), *signed(-20, 1, 9), 0.0, -2.0 * math.pi]:
        turned = scalar.turn(angle)
        assert 0.0 <= turned < 2.0 * math.pi, angle
        turns = round((turned - angle) / (2.0 * math.pi))
        assert turned == pytest.approx(angle + turns * 2.0 * math.pi, abs=1e-14), angle
