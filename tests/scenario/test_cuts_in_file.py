"""What a file may say of links that are cut, and what is refused in which words."""

from __future__ import annotations

from typing import Any

import pytest

from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load_document
from openiads.scenario.plan import plan_of
from openiads.simulation.models import require_default


def document(**cut: Any) -> dict[str, Any]:
    """Two batteries and a radar in one network, one alone, and a cut."""
    place = {"lat": 37.0, "system": "s-400"}
    return {
        "name": "cuts",
        "area": {"terrain": "flat", "duration_s": 600},
        "battery": [{"name": name, "lon": 35.0 + i, **place} for i, name in enumerate("abc")],
        "radar": [{"name": "watch", "type": "early-warning-generic", "lat": 37.5, "lon": 35.0}],
        "network": [
            {"name": "net", "form": "national", "batteries": ["a", "b"], "radars": ["watch"]},
            {"name": "lone", "form": "alone", "batteries": ["c"]},
        ],
        "asset": [{"name": "town", "lat": 37.0, "lon": 35.5}],
        "raid": [{"name": "raid", "threat": "fighter", "count": 1, "entry": [35.0, 35.0], "target": "town"}],
        "cut": [{"name": "storm", "network": "net", **cut}],
    }


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (
            {"begin_s": 50, "end_s": 50},
            "cut.storm.end_s: is 50 s, not after begin_s 50 s; swap them or leave one out",
        ),
        ({"network": "nett"}, "cut.storm.network: no network named 'nett'; did you mean 'net'? known: "),
        (
            {"network": "lone"},
            "cut.storm.network: is 'lone', whose form is 'alone': it has no links; leave the cut out",
        ),
        (
            {"batteries": ["c"]},
            "cut.storm.batteries: 'c' is not in network 'net'; allowed are a, b",
        ),
        ({"batteries": ["d"]}, "cut.storm.batteries: no battery named 'd'"),
        ({"batteries": ["a", "a"]}, "cut.storm.batteries: 'a' is named 2 times; name it once"),
        ({"radars": ["wach"]}, "cut.storm.radars: no radar named 'wach'; did you mean 'watch'?"),
        ({"begin_s": -1}, "cut.storm.begin_s"),
        ({"end_s": 0}, "cut.storm.end_s"),
        ({"begin": 1}, "begin"),
    ],
)
def test_what_no_cut_can_be_is_refused(cut: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_document(document(**cut), "cuts")
    assert words in str(caught.value)


def test_a_cut_of_nobody_is_of_all(recwarn: pytest.WarningsRecorder) -> None:
    plan = plan_of(load_document(document(begin_s=10, end_s=20), "cuts"))
    (cut,) = plan.cuts
    assert cut.batteries == (0, 1)
    assert set(cut.radars) == set(plan.networks[0].radars)
    assert (cut.begin, cut.end) == (10.0, 20.0)
    assert plan.apart == {0: 2, 1: 3}
    assert [network.name for network in plan.networks[2:]] == ["a", "b"]


def test_who_is_cut_off_keeps_its_people_and_loses_what_comes_over_links() -> None:
    tables = document(batteries=["b"])
    tables["network"][0] |= {
        "flight_plans": True,
        "interrogator": "full",
        "delay_s": 9,
        "loss_probability": 0.5,
    }
    plan = plan_of(load_document(tables, "cuts"))
    home, apart = plan.networks[0], plan.networks[2]
    assert (apart.flight_plans, apart.cueing, apart.loss) == (False, False, 0.0)
    assert apart.delay == plan.engagement.own_delay
    assert (apart.interrogator, apart.entry, apart.confirmation) == (
        home.interrogator, home.entry, home.confirmation,
    )  # fmt: skip
    assert all(plan.radars[s].battery == 1 for s in apart.radars)


def test_a_cut_goes_with_the_batteries_that_it_names() -> None:
    tables = document(batteries=["a"])
    tables["battery"][0]["remove"] = True
    assert load_document(tables, "cuts").cut == []
    tables["cut"][0]["batteries"] = ["a", "b"]
    (cut,) = load_document(tables, "cuts").cut
    assert cut.batteries == ["b"]


def test_a_cut_may_be_left_out() -> None:
    tables = document()
    tables["cut"][0]["remove"] = True
    assert load_document(tables, "cuts").cut == []


def test_the_twin_refuses_cuts() -> None:
    with pytest.raises(ScenarioError) as caught:
        require_default(load_document(document(), "cuts"))
    assert str(caught.value) == (
        "cut.storm: the readable twin plays no cuts of links; leave it out, or choose another engine"
    )


def test_a_cut_after_the_end_is_told() -> None:
    with pytest.warns(UserWarning, match="begins at 700 s, when area.duration_s 600 s is over"):
        load_document(document(begin_s=700), "cuts")
