"""The complete file, its hash and the schema."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.write_scenario import canonical_toml, schema_json, sha256_of
from tests.scenario.small import SMALL


@pytest.mark.parametrize("name", builtin.names())
def test_the_complete_file_says_the_same_scenario(name: str) -> None:
    scenario = load(name, ["area.terrain=flat"])
    text = canonical_toml(scenario)
    assert load_text(text, name) == scenario
    assert canonical_toml(load_text(text, name)) == text


def test_defaults_are_written_out_and_absent_values_are_not() -> None:
    written = tomllib.loads(canonical_toml(load_text(SMALL, "small")))
    assert written["area"]["step_s"] == 1.0
    assert written["doctrine"]["control"] == "tight"
    assert written["battery"][0]["azimuth_deg"] == 180.0
    assert "salvo" not in written["battery"][0]


def test_what_the_format_gained_is_written_where_it_says_something() -> None:
    scenario = load_text(SMALL, "small")
    assert "pattern" not in tomllib.loads(canonical_toml(scenario))["raid"][0]
    poisson = load_text(SMALL, "small", ["raid.wave.pattern=poisson", "raid.wave.spacing_s=30"])
    assert tomllib.loads(canonical_toml(poisson))["raid"][0]["pattern"] == "poisson"
    assert scenario.raid[0].model_dump()["pattern"] == "regular"  # who reads the table meets every field


def test_the_hash_follows_the_meaning_and_not_the_form() -> None:
    plain = sha256_of(load_text(SMALL, "small"))
    reworded = SMALL.replace("lat = 37.0\n", "lat = 37 # comment\n").replace("[area]", "\n[area]\nstep_s = 1")
    assert sha256_of(load_text(reworded, "small")) == plain
    assert sha256_of(load_text(SMALL, "small", ["raid.wave.count=5"])) != plain


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_story_survives(story: str) -> None:
    scenario = load_text(SMALL, "small").model_copy(update={"story": story})
    assert tomllib.loads(canonical_toml(scenario))["story"] == story


@given(st.floats(min_value=-90, max_value=90))
def test_any_number_survives_to_the_last_bit(latitude: float) -> None:
    scenario = load_text(SMALL, "small")
    asset = scenario.asset[0].model_copy(update={"lat": latitude})
    written = tomllib.loads(canonical_toml(scenario.model_copy(update={"asset": [asset]})))
    assert written["asset"][0]["lat"] == latitude


def test_keys_that_need_quotes_get_them() -> None:
    scenario = load_text(SMALL, "small", ["battery.north.loadout.9m96e=8"])
    battery = scenario.battery[0].model_copy(update={"loadout": {"a b": 1, "40n6e": 2}})
    written = tomllib.loads(canonical_toml(scenario.model_copy(update={"battery": [battery]})))
    assert written["battery"][0]["loadout"] == {"a b": 1, "40n6e": 2}


def test_the_schema_names_every_table_with_its_bounds_and_words() -> None:
    schema = json.loads(json.dumps(schema_json()))
    assert schema["$id"] == "urn:openiads:scenario:1"
    assert schema["additionalProperties"] is False
    area = schema["$defs"]["Area"]["properties"]
    assert (area["duration_s"]["minimum"], area["duration_s"]["maximum"]) == (60, 86_400)
    assert area["step_s"]["description"] == (
        "Step of what flies, a matter of numerics: looks, launches and intercepts have their own times in it."
    )
