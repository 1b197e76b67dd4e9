"""Draws against the generator's published answers, and their laws against theory."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from openiads.ground import draws
from openiads.ground.compiled import kernel
from openiads.ground.draws import Stream
from openiads.ground.errors import ScenarioError

ONES = 0xFFFFFFFF
WORDS = st.integers(0, ONES)


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_philox_gives_its_published_answers(counter, key, answer):
    # Random123, kat_vectors, the lines "philox4x32 10".
    assert draws.draw(*key, *counter) == answer


def test_a_stream_may_be_named_within_a_kernel():
    @kernel
    def kill(subject: int) -> tuple[int, int, int, int]:
        return draws.draw(1, 2, 3, Stream.KILL, subject, 6)

    assert kill(5) == draws.draw(1, 2, 3, 10, 5, 6) == draws.draw(1, 2, 3, Stream.KILL, 5, 6)


def test_numpy_integers_draw_what_python_integers_do():
    place = (1, 2, 3, 4, 0xFEDCBA98, 0xFFFFFFFE)
    assert draws.draw(*np.array(place, dtype=np.int64)) == draws.draw(*place)


@given(st.tuples(*[WORDS] * 6), st.integers(0, 5), st.integers(0, 31))
def test_another_place_gives_other_words(place, which, bit):
    other = list(place)
    other[which] ^= 1 << bit
    assert draws.draw(*place) != draws.draw(*other)


def test_streams_keep_their_numbers():
    # A changed number would silently change every result drawn from that stream.
    assert [(stream.name, stream.value) for stream in Stream] == [
        ("START", 1),
        ("WEAVE", 2),
        ("DETECTION", 3),
        ("RANGE_RATE", 4),
        ("FALSE_PLOT", 5),
        ("FALSE_PLOT_PLACE", 6),
        ("INTERROGATION", 7),
        ("IFF_FAILURE", 8),
        ("LINK", 9),
        ("KILL", 10),
        ("TARGET_FAILURE", 12),
        ("ASSESSMENT", 13),
        ("ACQUISITION", 14),
        ("ROUTE", 15),
        ("IMPACT", 16),
        ("ECHO_RATE", 17),
        ("TIMELINE", 18),
        ("DESTRUCTION", 19),
        ("MISSION_KILL", 20),
        ("ASSIGNMENT", 21),
        ("ARRIVAL", 22),
        ("AUTHORITY", 23),
        ("INTERROGATOR_FAILURE", 24),
        ("MISALIGNMENT", 25),
        ("ASTRAY", 26),
        ("ANTENNA", 27),
    ]


@pytest.mark.parametrize(("word", "share"), [(0, 2.0**-33), (ONES, 1.0 - 2.0**-33), (2**31, 0.5 + 2.0**-33)])
def test_a_uniform_lies_in_the_middle_of_its_step(word, share):
    assert draws.uniform(word) == share


def sample(stream: Stream, n: int) -> list[int]:
    return [word for occasion in range(n) for word in draws.draw(1, 0, occasion, stream, 2, 3)]


def test_words_are_uniform():
    # Kolmogorov and Smirnov, false alarm 0.001, the draw fixed beforehand.
    shares = [draws.uniform(word) for word in sample(Stream.DETECTION, 2000)]
    assert stats.kstest(shares, "uniform").pvalue > 0.001


def test_normals_are_normal():
    normals = [draws.normal(word) for word in sample(Stream.RANGE_RATE, 2000)]
    assert stats.kstest(normals, "norm").pvalue > 0.001


def test_exponentials_are_exponential():
    sample = [draws.exponential(draws.draw(1, r, 0, Stream.ARRIVAL, 0, 0)[0]) for r in range(2_000)]
    assert stats.kstest(sample, stats.expon.cdf).pvalue > 1e-3


def test_exponentials_stay_between_their_least_and_their_most():
    assert draws.exponential(draws.WORD) == pytest.approx(0.5 * 2.0**-32, rel=1e-6)
    assert draws.exponential(0) == pytest.approx(33.0 * np.log(2.0))


def test_the_largest_normal_is_six_and_a_third():
    assert draws.normal(ONES) == pytest.approx(stats.norm.isf(2.0**-33), rel=1e-9)
    assert draws.normal(0) == -draws.normal(ONES)


@given(st.floats(1e-3, 499.0), WORDS)
def test_a_poisson_count_is_the_quantile_of_its_chance(mean, word):
    count = draws.poisson(mean, word)
    chance = (word + 0.5) / 2**32
    assert stats.poisson.cdf(count, mean) >= chance * (1 - 1e-9)
    assert count == 0 or stats.poisson.cdf(count - 1, mean) < chance * (1 + 1e-9)


@given(st.floats(501.0, 1e6), WORDS)
def test_a_large_poisson_count_is_near_its_quantile(mean, word):
    chance = (word + 0.5) / 2**32
    assert abs(draws.poisson(mean, word) - stats.poisson.ppf(chance, mean)) < 10 + 0.001 * mean


def test_the_normal_law_at_the_switch_is_as_close_as_stated():
    counts = np.arange(350, 650)
    normal = stats.norm.cdf((counts + 0.5 - 500.0) / math.sqrt(500.0))
    assert np.abs(normal - stats.poisson.cdf(counts, 500.0)).max() < 0.0031


@pytest.mark.parametrize("mean", [0.0, -1.0, math.nan])
def test_no_mean_gives_no_count(mean):
    assert draws.poisson(mean, ONES) == 0


def test_an_identity_is_the_head_of_the_hash_of_the_name():
    # FIPS 180-2, appendix B.1: SHA-256 of "abc" starts ba7816bf.
    assert draws.identity_of("abc") == 0xBA7816BF
    assert draws.identity_of("Kürecik") == int(hashlib.sha256("Kürecik".encode()).hexdigest()[:8], 16)


def test_identities_keep_the_order_of_the_names():
    found = draws.identities(["b", "a"])
    assert found.dtype == np.int64
    assert list(found) == [draws.identity_of("b"), draws.identity_of("a")]
    assert draws.identities([]).shape == (0,)


def test_two_things_of_one_name_are_refused():
    with pytest.raises(ScenarioError) as problem:
        draws.identities(["a", "b", "a"])
    assert str(problem.value) == "two things are named 'a'; names must differ; rename one"


def clashing_names() -> tuple[str, str]:
    """Two names of one identity: a birthday found by search, about 2**16 names long."""
    seen: dict[bytes, str] = {}
    for n in range(10**6):
        name = f"raider-{n}"
        head = hashlib.sha256(name.encode()).digest()[:4]
        if head in seen:
            return seen[head], name
        seen[head] = name
    raise AssertionError("no two names of one identity among a million")


def test_two_names_of_one_identity_are_refused():
    first, second = clashing_names()
    with pytest.raises(ScenarioError) as problem:
        draws.identities([first, second])
    assert str(problem.value) == (
        f"{first!r} and {second!r} hash to the same 32-bit id and would share their draws; rename one"
    )
