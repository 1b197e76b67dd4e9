"""Studies over catalogue files of one's own, which travel to whoever plays."""

from __future__ import annotations

import pickle

import pytest

from openiads.catalogue.load_catalogue import DATA, PACKAGED
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground.errors import ScenarioError
from openiads.study.design.load_study import load
from openiads.study.design.points import scenario_at

STUDY = {
    "name": "own",
    "scenario": "one-battery",
    "vary": {"battery.system": ["s-400", "mine"]},
    "box": {"figures": ["catalogue.systems.mine.reaction_s"], "points": 4, "replicates": 2},
}


@pytest.fixture
def own(tmp_path):
    (tmp_path / "systems").mkdir()
    text = (DATA / "systems" / "s-400.toml").read_text(encoding="utf-8")
    (tmp_path / "systems" / "mine.toml").write_text(text, encoding="utf-8")
    return catalogue_at(tmp_path)


def test_an_arm_may_have_a_system_of_ones_own(own):
    design = load(STUDY, own)
    assert [arm.name for arm in design.arms] == ["s-400", "mine"]
    assert scenario_at(design, "mine", 1).battery[0].system == "mine"


def test_without_its_folder_the_arm_says_what_is_missing():
    with pytest.raises(ScenarioError, match=r"arm mine: .*no system named 'mine'"):
        load(STUDY)


def test_a_design_travels_with_its_catalogue(own):
    design = pickle.loads(pickle.dumps(load(STUDY, own)))
    assert scenario_at(design, "mine", 2).battery[0].system == "mine"
    assert design.arms[1].catalogue.system("mine").reaction == PACKAGED.system("s-400").reaction


def test_of_the_packaged_catalogue_only_the_name_travels():
    assert pickle.loads(pickle.dumps(PACKAGED)) is PACKAGED
    assert len(pickle.dumps(PACKAGED)) < 200
