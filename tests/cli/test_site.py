"""`openiads site`: an answer, its files, and one message for what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openiads.api import site_arguments
from openiads.cli import site as command
from openiads.ground.cache_folder import Place
from openiads.study.siting import site_question
from openiads.terrain.maps.named_lines import lines_of

COARSE = ("--spacing-km", "200", "--cell-km", "50", "--altitudes-m", "3000")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    """Covers are kept where no other test finds them."""
    from openiads.study.coverage import stored_cover

    folder = tmp_path_factory.mktemp("covers")
    monkeypatch.setattr(stored_cover, "place_for", lambda *_: Place(folder))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--belt", "armenai=50"],
            "belt: no border or coast of Turkey named 'armenai'; did you mean 'armenia'?",
        ),
        (["--belt", "armenia"], "belt is 'armenia'; a border or coast and a width in km are allowed"),
        (["--belt", "armenia=-5"], "belt armenia: is -5 km wide; 0 to 1000 km are allowed"),
        (["--belt", "coast=900"], "no land is left: all "),
        (["--belt", "armenia=50", "--belt", "armenia=90"], "belt armenia: is named twice; name it once"),
        (
            ["--objective", "leakers", *["--against", "one-battery"] * 2],
            "against: one-battery is named twice",
        ),
        (
            ["--candidates", "one.csv", "--batteries", "2"],
            "batteries: are 2, and of 1 candidates 1 is left to stand",
        ),
        (
            ["--candidates", "twice.csv"],
            "candidates: twice.csv: 'a' is there 2 times; give each place its own name",
        ),
        (["--objective", "peple"], "objective: no objective named 'peple'; did you mean 'people'?"),
        (["--fold", "3"], "--fold is 3; a whole number from 1 to 2 is allowed"),
        (["--batteries", "0"], "--batteries is 0; a whole number from 1 to 64 is allowed"),
        (["--battery", "none"], "battery: no battery named 'none'; known: gaziantep"),
        (["--altitudes-m", "low"], "--altitudes-m is 'low'; numbers between commas are allowed"),
        (["--exclude", "there.html"], "exclude: there.html: is no GeoJSON of polygons"),
        (
            ["--threat", "srbm"],
            "threat: srbm is ballistic, and has no height over a place",
        ),
        (["--threat", "figter"], "no threat named 'figter'; did you mean 'fighter'?"),
        (["--along", "iraqi"], "along: no border or coast of Turkey named 'iraqi'; did you mean 'iraq'?"),
        (["--against", "saturation"], "against: is for objective leakers, and it is people; leave it out"),
        (["--objective", "leakers", "--against", "nobody"], "no scenario named 'nobody'; known: "),
        (["--objective", "leakers", "--few", "0"], "--few is 0; a whole number from 1 to 100 is allowed"),
        (["--html", "there.html"], "there.html: exists already; remove it or name another file"),
        (["--geojson", "x", "--html", "x"], "--html: x is the file of --geojson already; name another one"),
    ],
    ids=lambda words: " ".join(words)[-30:],
)
def test_what_cannot_be_asked_is_one_message(call, tmp_path, words, message):
    given = {
        "there.html": "mine",
        "one.csv": "\ufeffname,lat,lon\na,39.9,32.9\n",
        "twice.csv": "name,lat,lon\na,39.9,32.9\na,40.0,33.0\n",
    }
    for name, text in given.items():
        (tmp_path / name).write_text(text)
    code, out, err = call("site", "one-battery", *COARSE, *words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == set(given)


def test_the_answer_comes_with_a_bound_a_page_and_points(call, tmp_path):
    code, out, err = call(
        "site", "one-battery", *COARSE, "--belt", "aegean=100", "--html", "p.html", "--geojson", "s.geojson"
    )
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert "one-battery: sites for 1 S-400" in flat
    assert "No choice among the " in flat
    assert "Keeping 100 km along aegean free costs " in flat
    assert flat.endswith("p.html has it all")
    page = (tmp_path / "p.html").read_text()
    assert page.count("<svg") == 1
    assert "All sites are notional" in page
    points = json.loads((tmp_path / "s.geojson").read_text())["features"]
    assert sum(one["properties"]["chosen"] for one in points) == 1
    # No position is finer than 5 km.
    assert all(
        round(x * 20) == pytest.approx(x * 20) for one in points for x in one["geometry"]["coordinates"]
    )


def test_places_of_a_list_are_the_only_candidates(call, tmp_path):
    (tmp_path / "places.csv").write_text("name,lat,lon\nAnkara,39.93,32.85\nIzmir,38.42,27.14\n")
    code, out, _ = call("site", "one-battery", *COARSE, "--candidates", "places.csv", "--json")
    told = json.loads(out)
    assert code == 0
    assert [one["name"] for one in told["candidates"]] == ["Ankara", "Izmir"]


@pytest.mark.parametrize(
    "text", ["", "name,lat\na,1\n", "name,lat,lon\na,north,east\n", "name,lat,lon\na,99,10\n"]
)
def test_a_list_that_is_none_is_one_message(call, tmp_path, text):
    (tmp_path / "places.csv").write_text(text)
    code, out, err = call("site", "one-battery", *COARSE, "--candidates", "places.csv")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("candidates")


def test_json_is_one_document(call):
    code, out, _ = call("site", "one-battery", *COARSE, "--batteries", "2", "--fold", "2", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["batteries"], told["fold"]) == (2, 2)
    for one in told["chosen"].values():
        assert len(one["sites"]) == 2
        assert one["value_people"] <= one["bound_people"] * (1 + 1e-12)
    assert told["prices"][0]["excluded"] == "all together"


def test_leakers_are_played_and_said_beside_cover(call):
    words = ("--objective", "leakers", "--few", "2", "--replicates", "4", "--html", "p.html")
    places = ("--candidates", "places.csv", "--altitudes-m", "3000", "--cell-km", "50")
    Path("places.csv").write_text("name,lat,lon\nGaziantep,37.1,37.3\nKilis,36.75,37.2\nAnkara,39.9,32.9\n")
    code, out, err = call("site", "one-battery", *places, *words)
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert "by fewest leakers" in flat
    assert " let fewest through: " in flat
    assert "Where the scenario has them, " in flat
    page = Path("p.html").read_text()
    assert "best by cover" in page
    assert "That no other choice lets fewer through is not proven" in page
    code, out, _ = call("site", "one-battery", *places, *words[:-2], "--json")
    told = json.loads(out)["played"]
    assert told["aimed"] == 6  # two fighters release a missile each and turn home
    assert [one["choice"] for one in told["choices"]].count("as the scenario has them") == 1


def test_classes_are_met_by_their_own_cross_sections_and_speeds(call):
    threats = ("--threat", "bomber", "--threat", "fighter-low-observable")
    code, out, _ = call("site", "one-battery", *COARSE, *threats, "--json")
    told = json.loads(out)
    assert code == 0
    assert [one["threat"] for one in told["classes"]] == ["bomber", "fighter-low-observable"]
    bomber, stealthy = told["chosen"]["mean"]["covered"]["mean"]["people"]
    assert bomber > stealthy


def test_strips_along_named_lines_may_be_what_is_covered(call):
    code, out, _ = call("site", "one-battery", *COARSE, "--objective", "border", "--along", "aegean")
    assert code == 0
    assert "km along aegean" in " ".join(out.split())


def test_as_many_as_the_api_takes():
    assert command.MOST_SITES == site_question.MOST_SITES
    assert command.MOST_FEW == site_arguments.MOST_FEW
    assert command.LINES.split(", ") == list(lines_of("Turkey"))
