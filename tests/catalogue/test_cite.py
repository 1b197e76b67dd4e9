"""Sources and the status mix, on entries counted by hand."""

import dataclasses

import pytest

from openiads.catalogue import interrogator, radar, round_of, sources, status_mix, system
from openiads.catalogue.entries import Choice, Figure


def made(*statuses):
    """An entry whose figures have these statuses and nothing else."""
    figures = {
        f"f{i}": Figure(1.0, 1.0, 1.0, "memory", status, also=("itu_p676",))
        for i, status in enumerate(statuses)
    }
    return dataclasses.replace(interrogator("none"), slug="-".join(statuses), figures=figures)


def test_shares_are_counts_over_all_figures():
    mix = status_mix([made("seen", "seen", "memory"), made("assumption")])
    others = {"quoted": 0, "derived": 0, "lowrel": 0, "given": 0}
    assert mix == {"seen": 0.5, "assumption": 0.25, "memory": 0.25, **others}


def test_an_entry_that_is_named_twice_counts_once():
    assert status_mix([made("seen"), made("seen"), made("memory")])["seen"] == 0.5


def test_choices_count_like_figures():
    chosen = dataclasses.replace(made("seen"), choices={"guidance": Choice("active", "memory", "memory")})
    assert status_mix([chosen])["memory"] == 0.5


def test_nothing_cited_has_no_shares():
    assert set(status_mix([interrogator("none")]).values()) == {0}


def test_shares_of_a_real_fire_unit_sum_to_one():
    unit = system("s-400")
    entries = [unit, radar(unit.engagement_radar), *map(round_of, unit.rounds)]
    assert sum(status_mix(entries).values()) == pytest.approx(1.0)


def test_the_most_reliable_source_comes_first_and_further_sources_are_listed():
    assert [source.key for source in sources([made("memory")])] == ["itu_p676", "memory"]


def test_a_figure_given_by_the_user_is_cited_as_such():
    changed = round_of("40n6e").replace(maximum_range=250e3)
    assert "scenario" in {source.key for source in sources([changed])}
    assert status_mix([changed])["given"] == pytest.approx(1 / len([*changed.figures, *changed.choices]))


def test_a_source_says_where_it_was_published():
    found = {source.key: source for source in sources([round_of("48n6e3")])}
    assert found["exxpress2022"].publisher == "exxpress"
    assert found["exxpress2022"].year == 2022
    assert found["exxpress2022"].url.startswith("https://exxpress.at/")
    assert found["memory"].year is None


def test_a_figure_of_the_textbook_counts_once_for_all_radars_that_refer_to_it():
    both = [radar("92n6e"), radar("ht-233")]
    shared = [name for name, figure in both[0].figures.items() if figure.block]
    assert len(shared) == 13
    total = sum(len(one.figures) + len(one.choices) for one in both)
    assumed = sum(figure.status == "assumption" for one in both for figure in one.figures.values())
    again = sum(name in shared and both[1].figures[name].block != "" for name in shared)
    assert status_mix(both)["assumption"] == pytest.approx((assumed - again) / (total - again))
