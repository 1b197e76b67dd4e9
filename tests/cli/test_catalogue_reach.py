"""`openiads catalogue show` of a round: what it reaches stands below its figures."""

from __future__ import annotations

import json

import openiads as oi


def test_a_round_is_shown_with_its_reach(call):
    code, out, err = call("catalogue", "show", "48n6e3")
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert "What it reaches, by public figures and a textbook fly-out" in told
    assert "How far ahead a target is when the first and the last round leave, km" in told
    assert "what falls freely to 60 km; none faster than 4800 m/s." in told


def test_as_json_it_has_the_same_numbers_as_the_function(call):
    told = json.loads(call("catalogue", "show", "9m96e", "--json")[1])
    assert told["reach"] == oi.reach("9m96e").document()
    assert "reach" not in json.loads(call("catalogue", "show", "s-400", "--json")[1])
