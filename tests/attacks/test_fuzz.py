"""Attack: files that were torn, flipped, swapped and written into, and `--set` of anything.

What must hold: each either loads or is refused by one error of the family, within a bounded time; nothing
else is ever raised, and no message has a letter that a terminal obeys.
"""

from __future__ import annotations

import shutil
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openiads.catalogue.load_catalogue import DATA, KINDS, ONLY, TABLES, Catalogue
from openiads.ground.errors import CatalogueError, OpeniadsError, ScenarioError, UnknownName
from openiads.ground.letters import UNFIT
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_text

ENOUGH = 10.0
"""CPU seconds that no file of this size may take."""
LONGEST = 250_000
"""Signs of the longest list of faults."""
SCENARIOS = [builtin.text_of(name) for name in builtin.names()] + [builtin.template()]
OVERLAYS = [text for text in SCENARIOS if "based_on" in text]
ENTRIES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.toml"))
WORDS = st.sampled_from(
    [
        *"[]{}.,=\n#\\\"'",
        *("[[", '"""', "nan", "-inf", "true", "0x1F", "[]", "{}", "1e999", "9" * 30, "-1", "2017-07-25"),
        *("\x00", "\x1b[2J", "\u202e", "\\u0000", "\ud800", "\u00e9", "\U0001f680", "name = 1\n"),
        *("[raid]\n", "[[raid]]\n", "[area]\n", "a.b.c = 1\n"),
    ]
)
PLACES = st.integers(0, 10**6)
KIND = st.sampled_from(["flip", "cut", "swap", "put", "value", "table"])
MUTATIONS = st.lists(st.tuples(KIND, PLACES, PLACES, WORDS), min_size=1, max_size=4)


def mutated(text: str, mutations) -> str:
    """A text after some mutations; a flip works on bytes, and what is no UTF-8 then is a question mark."""
    for kind, at, other, word in mutations:
        place, lines = at % (len(text) + 1), text.split("\n")
        if kind == "flip":
            data = bytearray(text.encode("utf-8", "replace") or b"\n")
            data[at % len(data)] ^= 1 << other % 8
            text = data.decode("utf-8", "replace")
        elif kind == "cut":
            text = text[:place] + text[place + other % 200 :]
        elif kind == "put":
            text = text[:place] + word + text[place:]
        else:
            mark = {"swap": "", "value": " = ", "table": "["}[kind]
            chosen = [i for i, line in enumerate(lines) if mark in line] or [0]
            i, j = chosen[at % len(chosen)], other % len(lines)
            if kind == "swap":
                lines[i], lines[j] = lines[j], lines[i]
            else:  # another value for a key, or a value for a table
                lines[i] = f"{lines[i].strip('[]').partition(' = ')[0]} = {word}"
            text = "\n".join(lines)
    return text


def require_answer(ask, *family: type[OpeniadsError]) -> None:
    """It works, or it is refused in words that can be shown."""
    begun, told = time.process_time(), ""
    try:
        ask()
    except family as error:
        told = str(error)
    assert UNFIT.search(told.replace("\n  - ", "")) is None
    assert len(told) < LONGEST
    assert time.process_time() - begun < ENOUGH


@given(st.sampled_from(SCENARIOS), MUTATIONS)
@settings(max_examples=300)
def test_a_scenario_file_that_was_tampered_with_loads_or_is_refused(text, mutations):
    require_answer(lambda: load_text(mutated(text, mutations), "file.toml"), ScenarioError)


@given(st.sampled_from(OVERLAYS), MUTATIONS)
@settings(max_examples=300)
def test_a_file_that_says_only_what_differs_and_was_tampered_with_loads_or_is_refused(text, mutations):
    require_answer(lambda: load_text(mutated(text, mutations), "file.toml"), ScenarioError)


PARTS = st.sampled_from(
    [
        *("battery", "raid", "gaziantep", "fighters", "area", "network", "timeline", "delivery", "zone"),
        *("salvo", "lat", "weapon", "entry", "name", "loadout", "story", "based_on", "version"),
        *("[0]", "[99]", "[-1]", ".", "=", "[", "]", " ", "0", "x"),
    ]
)
PATHS = st.builds(lambda parts, joint: joint.join(parts), st.lists(PARTS, max_size=5), st.sampled_from(".|"))
VALUES = WORDS | st.text(max_size=20) | st.sampled_from(["[[1]]", "[1, 2]", "{a = 1}", "''", "flat"])


@given(PATHS, VALUES)
@settings(max_examples=300)
def test_any_change_from_outside_is_taken_or_refused(path, value):
    change = f"{path.replace('|', '')}={value}"
    require_answer(lambda: load("one-battery", [change]), ScenarioError)


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_any_text_as_a_change_is_taken_or_refused(change):
    require_answer(lambda: load("one-battery", [change]), ScenarioError)


SINGLE = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.binary()
)
KEYS = st.sampled_from(["name", "count", "entry", "x"]) | st.integers()
ANYTHING = st.recursive(
    SINGLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    *[
        (table,)
        for table in ("area", "doctrine", "network", "battery", "raid", "traffic", "zone", "corridor")
    ],
    *[(field,) for field in ("version", "name", "title", "story", "based_on", "timeline")],
    *[
        ("area", "terrain"),
        ("area", "duration_s"),
        ("timeline", "delivery"),
        ("timeline", "delivery", 0, "date"),
    ],
    *[("network", 0), ("network", 0, "batteries"), ("battery", 0), ("battery", 0, "loadout")],
    *[
        ("battery", 0, "lat"),
        ("raid", 0),
        ("raid", 0, "entry"),
        ("raid", 0, "weapon"),
        ("raid", 0, "targets"),
    ],
    *[("raid", 0, "waypoints"), ("traffic", 0, "origin"), ("traffic", 0, "patrol"), ("raid", 0, "name")],
]


@given(st.sampled_from(FIELDS), ANYTHING)
@settings(max_examples=300)
def test_a_value_of_any_kind_in_any_field_is_taken_or_refused(field, value):
    document = load("one-battery").model_dump(exclude_none=True)
    document["timeline"] = {"delivery": [{"date": "2017-07-25", "event": "x"}]}
    node = document
    for part in field[:-1]:
        node = node[part]
    node[field[-1]] = value
    require_answer(lambda: load(document), ScenarioError)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A catalogue of one's own."""
    return shutil.copytree(DATA, tmp_path_factory.mktemp("own") / "data")


def entries_of(own: Catalogue, name: str) -> list[tuple[str, str]]:
    """Kind and slug of what rests on a file."""
    folder, _, slug = name.removesuffix(".toml").rpartition("/")
    if folder.removesuffix("s") in KINDS and folder not in TABLES.values():
        return [(folder.removesuffix("s"), slug)]
    kinds = [kind for kind, file in TABLES.items() if file == name]
    return [(kind, kind if kind in ONLY else slug) for kind in kinds for slug in own.names(kind)[:2]] or [
        ("radar", "91n6e")
    ]


@given(st.sampled_from(ENTRIES), MUTATIONS)
@settings(max_examples=300)
def test_a_catalogue_file_that_was_tampered_with_is_read_or_refused(copied, name, mutations):
    def read() -> None:
        own = Catalogue(copied)
        for kind, slug in entries_of(own, name):
            own.entry(kind, slug)

    file = copied / name
    kept = file.read_bytes()
    file.write_bytes(mutated(kept.decode(), mutations).encode("utf-8", "replace"))
    try:
        require_answer(read, CatalogueError, UnknownName)
    finally:
        file.write_bytes(kept)
