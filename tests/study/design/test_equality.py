"""Equal arms: by price, by rounds, by canister positions, and what each says of it.

Of the catalogue: an S-400 has 4 + 16 + 32 + 16 rounds, the last two four to a position, on 8 launchers of 4,
for 625 MUSD; a Patriot with MSE 12 GEM-T and 36 MSE, three to a position, on 6 launchers of 4, for 1,100; an
S-300PMU-2 32 rounds, one to a position, on 8 launchers of 4, for 300; a SAMP/T 32 on 4 of 8, for 500.
"""

from __future__ import annotations

from openiads.study.design.arms import Arm
from openiads.study.design.points import Design
from openiads.study.design.shares import in_shares, load_in, load_of
from tests.study.design.studies import FLAT, designed, message, two_systems

ALONE = "batteries alone are counted, no radars or networks beside them"


def equal(by: str, *systems: str, **said: object) -> list[Arm]:
    return list(held(by, *systems, **said).arms)


def held(by: str, *systems: str, **said: object) -> Design:
    return designed(**{"equal": by, "vary": {"battery.system": list(systems)}, **said})


def loads(arm: Arm) -> list[dict[str, int] | None]:
    return [battery.loadout for battery in arm.scenario.battery]


def test_a_cheaper_system_gets_more_batteries_beside_the_others() -> None:
    first, second = equal("price", "s-400", "s-300pmu2")
    assert first.told == f"1 battery for 625 MUSD, to which the others are held; {ALONE}."
    assert [battery.name for battery in second.scenario.battery] == ["gaziantep", "gaziantep 2"]
    assert len({(battery.lat, battery.lon) for battery in second.scenario.battery}) == 1
    assert second.told == (
        "2 batteries instead of 1 for 600 MUSD against 625 of s-400; 25 MUSD (4%) less, since batteries are "
        f"whole; those added stand beside the others, in turn; {ALONE}."
    )


def test_a_dearer_system_gets_fewer_batteries_and_one_at_least() -> None:
    told = equal("price", "s-400", "patriot-mse", scenario="turkey-2017")[1]
    assert [battery.name for battery in told.scenario.battery] == ["adana"]
    assert told.told == (
        "1 battery instead of 2 for 1,100 MUSD against 1,250 of s-400; 150 MUSD (12%) less, since batteries "
        f"are whole; {ALONE}."
    )
    assert len(equal("price", "samp-t", "patriot-mse")[1].scenario.battery) == 1


def test_batteries_that_are_added_join_the_network_of_those_they_stand_beside() -> None:
    second = equal("price", "s-400", "s-300pmu2", scenario="turkey-2017")[1]
    (network,) = second.scenario.network
    assert network.batteries == ["adana", "gaziantep", "adana 2", "gaziantep 2"]
    alone = equal("price", "s-400", "s-300pmu2", set=[*FLAT])[1].scenario.network
    assert [len(network.batteries) for network in alone if network.form == "alone"] in ([], [1, 1])


def test_arms_of_one_price_are_left_as_they_are() -> None:
    first, second = equal("price", "patriot-mse", "patriot-gemt")
    same = "1 battery for 1,100 MUSD against 1,100 of patriot-mse; the price is the same"
    assert second.told == f"{same}; {ALONE}."
    assert loads(first) == loads(second) == [None]


def test_a_larger_load_is_cut_in_its_mix() -> None:
    first, second = equal("rounds", "s-300pmu2", "s-400")
    assert loads(first) == [{"48n6e2": 32}]
    # 32 of 68 rounds in the shares 4 : 16 : 32 : 16, the last of them by Sainte-Lague.
    assert loads(second) == [{"40n6e": 2, "48n6e3": 8, "9m96e2": 15, "9m96e": 7}]
    assert second.told == (
        "32 rounds instead of 68 against 32 of s-300pmu2; on the same 8 launchers, in the same mix as nearly "
        "as positions allow."
    )


def test_what_launchers_cannot_hold_is_told_with_its_number() -> None:
    second = equal("rounds", "s-400", "s-300pmu2")[1]
    assert loads(second) == [{"48n6e2": 32}]
    assert second.told.startswith(
        "32 rounds against 68 of s-400; the launchers hold no more, so 36 are lacking"
    )


def test_more_launchers_make_the_canisters_equal() -> None:
    first, second = equal("canisters", "s-400", "patriot-mse")
    assert first.told == "32 canister positions, to which the others are held."
    # 12 and 12 of 24 positions become 16 and 16 of 32.
    assert loads(second) == [{"gem-t": 16, "pac-3-mse": 48}]
    assert second.scenario.battery[0].launchers == 8
    assert second.told == (
        "32 canister positions instead of 24 against 32 of s-400, on 8 launchers instead of 6."
    )


def test_launchers_beyond_what_sources_give_are_told() -> None:
    tables = two_systems()
    tables["battery"] = tables["battery"][:1]
    tables["battery"][0] |= {"launchers": 20, "loadout": {"48n6e3": 80}}
    small = {**tables, "battery": [{**tables["battery"][0], "system": "samp-t", "loadout": {"aster-30": 32}}]}
    small["battery"][0].pop("launchers")
    rows = [{"name": "large", "scenario": tables}, {"name": "small", "scenario": small}]
    told = designed(scenario=None, arm=rows, set=[], equal="canisters").arms[1].told
    assert told == (
        "80 canister positions instead of 32 against 80 of large, on 10 launchers instead of 4; north has "
        "10, outside the 4 to 6 that sources give a battery of samp-t."
    )


def test_a_box_does_not_move_loads_that_were_made_equal() -> None:
    box = {"figures": "all", "points": 1}
    for by, moved in (("rounds", False), ("canisters", False), ("price", True)):
        names = [c.name for c in held(by, "s-300pmu2", "samp-t", box=box).coordinates]
        assert ("catalogue.systems.s-300pmu2.loadout" in names) is moved


def test_an_arm_without_a_battery_is_told() -> None:
    tables = two_systems()
    tables["battery"] = []
    assert message(scenario=tables, set=[], arm=[{"name": "a"}], equal="price") == (
        "small: equal: arm a has no battery, so no price to make equal; leave equal out"
    )


def test_shares_go_to_whoever_is_farthest_below() -> None:
    assert in_shares(7, [5, 3, 1], [9, 9, 9]) == [4, 2, 1]
    assert in_shares(7, [5, 3, 1], [2, 9, 9]) == [2, 4, 1]
    assert in_shares(99, [1, 1], [3, 4]) == [3, 4]


def test_a_position_holds_rounds_of_one_type() -> None:
    # Two positions: one for a large round and one for four small ones, whatever the mix.
    assert load_of(9, 2, {"large": 1, "small": 8}, {"large": 1, "small": 4}) in (
        {"large": 0, "small": 8}, {"large": 1, "small": 4},
    )  # fmt: skip
    assert load_in(4, {"large": 1, "small": 4}, {"large": 1, "small": 4}) == {"large": 2, "small": 8}
