"""A run goes on, and is joined, only with what it was begun with; what changed is named."""

from __future__ import annotations

import dataclasses
import json
import shutil

import numpy as np
import pytest

from openiads.ground.errors import ResultMismatch
from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.state.world import freeze
from openiads.study.campaign import inputs
from openiads.study.campaign import run_campaign as campaign
from openiads.study.campaign.merge import combined_sha256
from openiads.study.campaign.run_campaign import run
from tests.study.runs import CUT_SHORT, interrupted

REPLICATES = 4
ASKED = CUT_SHORT


@pytest.fixture(scope="module")
def scenario():
    return load("one-battery", ASKED)


@pytest.fixture(scope="module")
def prepared(scenario):
    return prepare(scenario)


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    """A run that is complete."""
    return run(
        scenario, replicates=REPLICATES, workers=1, out=tmp_path_factory.mktemp("whole") / "run"
    ).folder


@pytest.fixture(scope="module")
def half(scenario, tmp_path_factory):
    """A run that was stopped after a chunk."""
    where = tmp_path_factory.mktemp("half") / "run"

    return interrupted(scenario, 2, where, replicates=REPLICATES)


def with_another_figure(prepared):
    """A battery whose entry in the catalogue holds one more round ready."""
    plan = prepared.plan
    entry = dataclasses.replace(plan.batteries[0].entry, title="Another battery")
    battery = dataclasses.replace(plan.batteries[0], entry=entry)
    return dataclasses.replace(prepared, plan=dataclasses.replace(plan, batteries=[battery]))


def with_a_hill(prepared):
    """The same over ground that hides a little more."""
    masks = prepared.world.masks.copy()
    masks[0, 0, -1] += np.float32(0.01)
    return dataclasses.replace(prepared, world=freeze(prepared.world._replace(masks=masks)))


def prepared_otherwise(prepared):
    """The same figures and ground, from which this machine makes another World."""
    route = prepared.world.route.copy()
    route[0, 0] = np.nextafter(route[0, 0], 0.0)
    return dataclasses.replace(prepared, world=freeze(prepared.world._replace(route=route)))


CHANGES = [
    (with_another_figure, "system hq-9 of the catalogue"),
    (with_a_hill, "terrain within reach of the radars"),
    (prepared_otherwise, "what was prepared from them on this machine"),
]


@pytest.mark.parametrize(("change", "named"), CHANGES)
@pytest.mark.parametrize("state", ["half", "whole"])
def test_a_run_goes_on_only_with_its_inputs(
    scenario, prepared, tmp_path, monkeypatch, request, state, change, named
):
    where = tmp_path / "run"
    shutil.copytree(request.getfixturevalue(state), where)
    before = {path: path.read_bytes() for path in where.rglob("*") if path.is_file()}
    monkeypatch.setattr(campaign, "prepare", lambda *_: change(prepared))
    with pytest.raises(ResultMismatch) as caught:
        run(scenario, replicates=REPLICATES, out=where, resume=True)
    slug = prepared.plan.batteries[0].entry.slug
    assert str(caught.value) == (
        f"{where}: was begun with other inputs: {named.replace('hq-9', slug)}; "
        "continue it with what it was begun with, or name another folder with --out"
    )
    assert {path: path.read_bytes() for path in where.rglob("*") if path.is_file()} == before


def test_sources_and_libraries_are_named(prepared, monkeypatch):
    there = inputs.inputs_of(prepared)
    monkeypatch.setattr(inputs, "_of_sources", lambda: "0" * inputs.DIGITS)
    monkeypatch.setattr(inputs, "libraries", lambda: there["libraries"] | {"numpy": "0.1"})
    now = inputs.inputs_of(prepared)
    told = inputs.differences(there, now)
    assert told[0] == "sources of the model"
    assert f"numpy ({there['libraries']['numpy']} there, 0.1 now)" in told
    assert inputs.sha256_of_inputs(there) != inputs.sha256_of_inputs(now)


def test_parts_with_other_inputs_are_not_joined(scenario, prepared, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(campaign, "prepare", lambda *_: with_a_hill(prepared))
    run(scenario, span=(REPLICATES, REPLICATES + 1), workers=1, out=tmp_path / "far")
    with pytest.raises(
        ResultMismatch, match="terrain within reach of the radars; join parts of one run only"
    ):
        combined_sha256([whole, tmp_path / "far"])


def test_a_run_goes_on_with_the_engine_that_began_it(scenario, half, tmp_path):
    where = tmp_path / "run"
    shutil.copytree(half, where)
    with pytest.raises(ResultMismatch) as caught:
        run(scenario, replicates=REPLICATES, out=where, resume=True, engine="reference")
    assert "engine is 'fused' there and 'reference' now" in str(caught.value)


def test_manifest_and_chunks_carry_the_hash(half):
    manifest = json.loads((half / "run.json").read_text(encoding="utf-8"))
    assert manifest["inputs_sha256"] == inputs.sha256_of_inputs(manifest["inputs"])
    assert [chunk["inputs_sha256"] for chunk in manifest["chunks"]] == [manifest["inputs_sha256"]]
