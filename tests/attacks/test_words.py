"""Attack: what strangers write - letters that a terminal obeys, texts without end, files that are none.

What must hold: each is refused with one message - where, what, what is allowed, what to do - and exit code 2,
in a bounded time; nothing on either output is obeyed by a terminal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import unicodedata

import pytest

from openiads.catalogue.load_catalogue import DATA, Catalogue
from openiads.cli import main as door
from openiads.ground.errors import CatalogueError, OpeniadsError, OutOfRange, ScenarioError
from openiads.ground.letters import UNFIT, brief, escaped
from openiads.ground.surroundings import reading_numbas, variable
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_text
from tests.attacks.tools import PLAIN, refused

SOON = 10.0
"""CPU seconds, of which the bound of a file's length makes sure; nothing here takes more than some."""
NOT_FIT = "text without control characters and marks of direction is allowed; take it out"
TOO_LONG = "has a whole number with more than 4300 digits; no field allows that; shorten it"
HUGE = "0x" + "f" * 50_000
DIGITS = "a number of thousands of digits"
DEEP = "lists or tables are nested more than 16 deep; 16 are allowed; correct it there"
LONG_KEY = "its key has more than 16 parts; 16 are allowed; correct it there"


@pytest.fixture(autouse=True)
def in_time():
    """Nothing takes long, whatever it is."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SOON


# Letters.


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        *[("\\u0000", "0000"), ("\\u001b", "001B"), ("\\u202e", "202E"), ("\\u2066", "2066")],
        *[("\\u200b", "200B"), ("\\u009b", "009B"), ("\\n", "000A"), ("\\t", "0009")],
        *[("\u2028", "2028"), ("\u202e", "202E"), ("\\U000e0041", "E0041")],
    ],
)
@pytest.mark.parametrize(
    ("old", "path", "place"),
    [
        ('title = "One', "title", 4),
        ('name = "Gaziantep city', "asset.Gaziantep city.name", 15),
        ('system = "s-4', "battery.gaziantep.system", 4),
    ],
)
def test_a_letter_that_a_terminal_obeys_is_refused_where_it_stands(letter, code, old, path, place):
    assert old in PLAIN
    told = refused(PLAIN.replace(old, old + letter, 1))
    assert f"{path}: has U+{code} as character {place}; {NOT_FIT}" in told
    assert UNFIT.search(told.replace("\n  - ", "")) is None


def test_a_story_may_have_several_lines_and_nothing_else_of_the_kind():
    lines = "one\\n\\ttwo"
    told = load_text(PLAIN.replace('story = """', f'story = """{lines}', 1), "file.toml")
    assert told.story.startswith("one\n\ttwo")
    assert refused(PLAIN.replace('story = """', 'story = """one\\r', 1)) == (
        f"file.toml: story: has U+000D as character 4; {NOT_FIT}"
    )


def test_scripts_that_are_written_with_joiners_are_taken():
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert load("one-battery", [f"title={persian}"]).title == persian


def test_a_change_from_outside_and_a_dict_are_asked_the_same():
    told = f"one-battery: title: has U+202E as character 2; {NOT_FIT}"
    assert refused("one-battery", 'title="a\\u202eb"') == told
    assert refused({**load("one-battery").model_dump(exclude_none=True), "title": "a\u202eb"}) == told


def test_what_is_refused_are_the_letters_that_unicode_calls_controls_and_marks_without_width():
    # General categories of the Unicode Character Database; what is written or joins is let through.
    visible = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
    joiners, hieroglyphs = {0x200C, 0x200D}, set(range(0x13430, 0x13456))
    for number in range(0x110000):
        kind = unicodedata.category(chr(number))
        wanted = kind in ("Cc", "Zl", "Zp", "Cs") or (
            kind == "Cf" and number not in visible | joiners | hieroglyphs
        )
        if wanted or kind != "Cn":  # what is not assigned may be refused beforehand
            assert (UNFIT.match(chr(number)) is not None) == wanted, hex(number)


def test_a_message_never_hands_on_what_it_quotes():
    name = "\x1b[2J\u202eevil\n.toml"
    for error in (ScenarioError(f"{name}: no"), OpeniadsError(name), CatalogueError(f"x\n{name}")):
        assert UNFIT.search(str(error)) is None
    assert refused(name) == (
        f"{escaped(name)}: no such file; built-in scenarios: {', '.join(builtin.names())}"
    )


# Depth and length.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" + ".".join("a" * 50_000) + "]\n", f"line 1: {LONG_KEY}"),
        ("\n[[" + " . ".join("a" * 50_000) + "]]\n", f"line 2: {LONG_KEY}"),
        (".".join("a" * 100_000) + " = 1\n", f"line 1: {LONG_KEY}"),
        (".".join(['"a"'] * 100_000) + " = 1\n", f"line 1: {LONG_KEY}"),
        ("a = {" + ".".join("b" * 100_000) + " = 1}\n", f"line 1: {LONG_KEY}"),
        ("a = " + "[" * 50_000 + "]" * 50_000 + "\n", f"line 1: {DEEP}"),
        ("a = " + "{a = " * 50_000 + "1" + "}" * 50_000 + "\n", f"line 1: {DEEP}"),
        ("a = '''\n]]'''\nb = " + "[\n" * 50_000, f"line 19: {DEEP}"),
        ("[a.b.c.d.e.f]\ng.h.i.j.k.l.m = {n.o.p.q.r.s = 1}\n", DEEP),
        ("a = 1" + "0" * 5_000 + "\n", TOO_LONG),
    ],
    ids=lambda text: text.strip()[:6],
)
def test_what_nests_without_end_is_told_with_its_line(text, told):
    assert refused(text) == f"file.toml: {told}"


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + "[" * 99 + '"\n',
        "a = '" + "{" * 99 + "'\n",
        'a = """' + '[""' * 99 + '\\""""\n',
        "a = '''" + "['" * 99 + "''''' # [[[\nb = '" + "." * 99 + "'\n",
        "# " + "[" * 99 + "." * 99 + "\n",
        'a = "\\"' + "[" * 99 + '"\n',
        "a = [" + "[1.5, 2.5], " * 99 + "]\n",
    ],
)
def test_what_stands_in_text_or_one_after_the_other_is_not_deep(text):
    assert DEEP not in refused(text)
    assert LONG_KEY not in refused(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "area." + ".".join("a" * 50_000) + "=1",
            "the path has 50001 parts; no field has that many; write it",
        ),
        ("area.step_s=" + "[" * 50_000 + "]" * 50_000, "the value '[[[[[[["),
        ("battery[" + "9" * 5_000 + "].salvo=1", "no table named 'battery[9999"),
        ("battery.salvo=" + "9" * 5_000, "is '99999"),
        (f"battery.salvo={HUGE}", f"battery.gaziantep.salvo: is {DIGITS}; allowed is 1 to 4"),
        (f"battery.lat={HUGE}", f"battery.gaziantep.lat: is {DIGITS}; allowed is -90 to 90 deg"),
        (f"asset.population={HUGE}", f"population: is {DIGITS}; allowed is 0 to 10000000000"),
        ("asset.population=" + "9" * 4_000, "allowed is 0 to 10000000000"),
    ],
    ids=lambda text: text[:20],
)
def test_a_change_of_any_length_is_told_in_a_few_words(change, told):
    message = refused("one-battery", change)
    assert told in message
    assert len(message) < 1_000


def test_a_file_of_one_fault_made_many_times_is_told_of_a_hundred():
    message = refused("\n".join(f"k{i} = 1" for i in range(50_000)) + "\n" + PLAIN)
    assert message.startswith("at least 100 faults in file.toml:\n  - k0: no key named 'k0'")
    assert message.count("\n") == 100


def test_names_as_long_as_the_file_are_cut():
    message = refused("a" * 1_000_000 + " = 1\n" + PLAIN)
    assert len(message) < 1_000
    assert len(refused("one-battery", "battery.system=" + "g" * 100_000)) < 1_000


def test_a_document_that_holds_itself_is_refused():
    endless: dict[str, object] = {}
    endless["area"] = endless
    assert refused(endless) == f"scenario: {DEEP}"


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize(
    "field",
    [
        *("area.duration_s", "area.refraction", "battery.lat", "battery.azimuth_deg", "raid.speed_mps"),
        *("asset.value", "doctrine.horizon_s", "zone.radius_km", "traffic.start_s"),
    ],
)
def test_a_number_that_is_none_is_refused_in_every_table(field, number):
    assert f"is {number}; allowed is a finite number" in refused("one-battery", f"{field}={number}")


# Catalogues of one's own.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 3\n", "evidence.toml: x: 3 where a table is allowed"),
        ('[x]\ntitle = "a\\u202e"\n', f"evidence.toml: x.title: has U+202E as character 2; {NOT_FIT}"),
        ("a." * 50_000 + "a = 1\n", f"evidence.toml: line 1: {LONG_KEY}"),
        ("a = 1" + "0" * 5_000 + "\n", f"evidence.toml: {TOO_LONG}"),
    ],
    ids=lambda text: text[:20],
)
def test_a_catalogue_file_is_asked_the_same_as_a_scenario(tmp_path, text, told):
    (tmp_path / "evidence.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        Catalogue(tmp_path).evidence("x")
    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("file", "value", "told"),
    [
        ("systems/s-400.toml", HUGE[:5_000], f"launchers.value: {DIGITS} where at most 1e+06 is allowed"),
        ("radars/91n6e.toml", "1e308", "reference_range_km.value: 1e+308 where at most 20000 is allowed"),
        ("radars/91n6e.toml", "nan", "reference_range_km.value: nan where a finite number is allowed"),
    ],
    ids=lambda text: text[:20],
)
def test_a_figure_that_cannot_be_computed_with_is_told(tmp_path, file, value, told):
    kind, _, slug = file.removesuffix(".toml").partition("s/")
    for name in ("sources.toml", "textbook.toml"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    words = (DATA / file).read_text(encoding="utf-8").split(" = ")
    for i, word in enumerate(words[:-1]):
        if word.endswith(("value", "low", "high")) and not words[i + 1].startswith("{"):
            words[i + 1] = value + words[i + 1][len(words[i + 1].split(",")[0].split(" ")[0]) :]
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(" = ".join(words), encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        Catalogue(tmp_path).entry(kind, slug)
    assert told in str(raised.value)


# The command line.


def called(words, monkeypatch, capsys) -> tuple[int, str, str]:
    """Exit code and both outputs of a command."""
    monkeypatch.setattr(sys, "argv", ["openiads", *words])
    try:
        door.main()
        code = 0
    except SystemExit as done:
        code = int(done.code or 0)
    return code, *capsys.readouterr()


EVIL = "\x1b]0;evil\x07\u202e\x9b2J"


@pytest.mark.parametrize(
    "words",
    [
        ["scenario", "validate", EVIL],
        ["scenario", "show", f"{EVIL}.toml"],
        ["run", EVIL],
        ["run", "one-battery", "--set", f"battery.{EVIL}.salvo=1"],
        ["run", "one-battery", "--set", EVIL],
        ["run", "one-battery", "--range", EVIL],
        ["run", "one-battery", "--seed", EVIL],
        ["run", "one-battery", "--engine", EVIL],
        ["run", "one-battery", f"--{EVIL}"],
        [EVIL],
        ["catalogue", "show", EVIL],
        ["horizon", "--dem", EVIL, "--lat", "0", "--lon", "0", "--antenna-m", "9"],
        ["horizon", "--dem", "globe-30s", "--lat", EVIL, "--lon", "0"],
        ["terrain", "fetch", "--bbox", EVIL],
        ["terrain", "fetch", "--bbox", "0,0,1,1", "--source", EVIL],
        ["coverage", "one-battery", "--altitudes-m", EVIL],
        ["coverage", "one-battery", "--siting", EVIL],
        ["coverage", "one-battery", "--surface", EVIL],
    ],
    ids=lambda words: escaped(" ".join(words))[:40],
)
def test_no_command_hands_on_what_it_refuses(words, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, out, err = called(words, monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert UNFIT.search(err.rstrip("\n")) is None


def test_a_file_whose_name_is_an_attack_is_used_and_told_in_plain_letters(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{EVIL}.toml").write_text(f"# {EVIL[1:5]}\u202e\n{PLAIN}", encoding="utf-8")
    code, out, err = called(["scenario", "validate", f"{EVIL}.toml"], monkeypatch, capsys)
    assert (code, out.partition(":")[0], err) == (0, "\\x1b]0;evil\\x07\\u202e\\x9b2J.toml", "")
    code, out, err = called(["scenario", "show", "--toml", f"{EVIL}.toml"], monkeypatch, capsys)
    assert (code, out.splitlines()[0], err) == (0, "# ]0;e\\u202e", "")


def test_a_table_and_a_document_hand_on_no_letter_that_is_obeyed(capsys):
    from openiads.cli import output

    output.print_json({"a\x9b": "\u202e\n"})
    output.console().print(f"[b]{EVIL}[/x] :skull:\nnext")
    told, _ = capsys.readouterr()
    assert "[b]\\x1b]0;evil" in told
    assert "[/x] :skull:\nnext\n" in told
    assert UNFIT.search(told.replace("\n", "")) is None
    assert json.loads(told[: told.index("}") + 1]) == {"a\x9b": "\u202e\n"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OPENIADS_KERNELS", "0", "OPENIADS_KERNELS is '0'; on and off are allowed; unset it for on\n"),
        ("NUMBA_OPT", "abc", "NUMBA_OPT is 'abc'; Numba cannot read that; unset it\n"),
    ],
)
def test_a_variable_that_cannot_be_read_is_told(name, value, told):
    asked = [sys.executable, "-c", "from openiads.cli.main import main; main()", "scenario", "list"]
    done = subprocess.run(asked, env={**os.environ, name: value}, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.parametrize("word", ["", "ON", "\x1b[2J", "o" * 5_000])
def test_a_word_of_a_variable_is_one_of_a_few(word, monkeypatch):
    monkeypatch.setenv("OPENIADS_KERNELS", word)
    with pytest.raises(OutOfRange) as raised:
        variable("OPENIADS_KERNELS", ("on", "off"))
    told = f"OPENIADS_KERNELS is {brief(repr(word), 40)}; on and off are allowed; unset it for on"
    assert str(raised.value) == told


def test_what_numba_refuses_of_its_variables_is_told_with_their_names(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "0")
    with pytest.raises(OutOfRange) as raised, reading_numbas():
        raise ValueError("Number of threads specified must be > 0.")  # as numba.core.config does
    assert "NUMBA_NUM_THREADS" in str(raised.value)
    assert str(raised.value).endswith(
        ": Numba refuses what it reads there: Number of threads specified must be > 0; unset it"
    )


@pytest.mark.parametrize("name", ["COLUMNS", "LINES", "TERMINAL_WIDTH"])
@pytest.mark.parametrize("value", ["\u00b2", "abc", "0", "-5", "9" * 5_000, "99999999999"])
def test_a_screen_of_no_size_is_not_believed(name, value, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    code, out, err = called(["catalogue", "sources"], monkeypatch, capsys)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 100
    assert name not in os.environ


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links are for Unix here")
def test_a_cache_folder_that_leads_to_itself_is_none(tmp_path, monkeypatch):
    from openiads.ground.cache_folder import place_for

    (tmp_path / "round").symlink_to(tmp_path / "round")
    monkeypatch.setenv("OPENIADS_CACHE_DIR", str(tmp_path / "round"))
    assert place_for("x").folder is None
