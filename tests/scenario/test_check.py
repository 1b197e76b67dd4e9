"""Faults of meaning, each with its whole message."""

from __future__ import annotations

import pytest

from openiads.ground import draws
from openiads.scenario.load_scenario import load_text
from openiads.scenario.plan import plan_of
from tests.scenario.small import SMALL, message, with_lines


def network(name: str, form: str, batteries: str, *more: str) -> str:
    lines = ("[[network]]", f'name = "{name}"', f'form = "{form}"', f"batteries = {batteries}", *more)
    return "\n".join(lines)


def test_two_entries_of_one_name_are_told() -> None:
    assert message(SMALL.replace('name = "south"', 'name = "north"')) == (
        "small.toml: battery.north: 2 of [[battery]] have this name; rename all but one"
    )


def test_names_of_different_tables_may_agree() -> None:
    scenario = load_text(
        SMALL.replace('name = "town"', 'name = "north"').replace('"town"', '"north"'), "small"
    )
    assert scenario.asset[0].name == scenario.battery[0].name


def test_names_that_would_share_their_draws_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "identity_of", lambda name: {"wave": 7, "watch": 7}.get(name, hash(name)))
    told = message(SMALL)
    assert "hash to the same 32-bit id and would share their draws; rename one" in told
    assert told.startswith("small.toml: 'wa")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            network("n", "regiment", '["nort"]'),
            "network.n.batteries: no battery named 'nort'; did you mean 'north'? known: north, south",
        ),
        (
            network("n", "national", '["north"]', 'radars = ["wach"]'),
            "network.n.radars: no radar named 'wach'; did you mean 'watch'? known: watch",
        ),
        (
            network("n", "regiment", '["north", "north"]'),
            "network.n.batteries: 'north' is in network 'n' already; a battery has one; remove it here",
        ),
        (
            network("n", "alone", '["north", "south"]'),
            "network.n.batteries: has 2; form 'alone' is one battery; choose another form",
        ),
        (
            network("n", "alone", '["north"]', "cueing = true"),
            "network.n.cueing: is true; form 'alone' has no other radar that could cue it; leave it out",
        ),
        (
            network("n", "alone", '["north"]', "engage_on_remote = true"),
            "network.n.engage_on_remote: is true; form 'alone' has no other radar to engage on; leave it out",
        ),
        (
            network("n", "national", '["north"]', 'radars = ["watch", "watch"]'),
            "network.n.radars: 'watch' is named 2 times; name it once",
        ),
        (
            network("n", "regiment", '["north"]', 'radars = ["watch"]'),
            "network.n.radars: 'watch' is a radar of role 'early-warning', which form 'regiment' does not "
            "take; allowed forms are national, allied",
        ),
        (
            network("south", "alone", '["north"]'),
            "battery.south: is in no network, and the network that it would form alone has its name already; "
            "rename one",
        ),
        (
            '[[radar]]\nname = "r"\ntype = "91n6"\nlat = 37\nlon = 37',
            "radar.r.type: no radar named '91n6'; did you mean '91n6e'? known: 30n6e2, 64n6e2, 91n6e, 92n6e, "
            "96l6e, airborne-generic, arabel, early-warning-generic, fd-2000-search, ht-233, patriot-radar",
        ),
        (
            '[[corridor]]\nname = "c"\npoints = [[37, 37], [38, 38]]\n'
            "altitude_low_m = 9000\naltitude_high_m = 3000",
            "corridor.c.altitude_high_m: is 3000 m, not above altitude_low_m 9000 m; swap them or "
            "widen the corridor",
        ),
    ],
)
def test_a_fault_of_the_defence_is_told(lines: str, told: str) -> None:
    assert message(with_lines(lines)) == f"small.toml: {told}"


def test_a_battery_in_two_networks_is_told() -> None:
    text = with_lines(network("a", "regiment", '["north"]'), network("b", "regiment", '["south", "north"]'))
    assert message(text) == (
        "small.toml: network.b.batteries: 'north' is in network 'a' already; a battery has one; "
        "remove it here"
    )


def test_a_radar_may_feed_two_networks() -> None:
    feeds = 'radars = ["watch"]'
    text = with_lines(
        network("a", "national", '["north"]', feeds), network("b", "allied", '["south"]', feeds)
    )
    assert [entry.radars for entry in load_text(text, "small").network] == [["watch"], ["watch"]]


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (
            "{ gem-t = 4 }",
            "no round of s-400 named 'gem-t'; known: 40n6e, 48n6e3, 9m96e2, 9m96e",
        ),
        (
            "{ 40n6e = 33 }",
            "the load takes 33 canister positions; 8 launchers of 4 hold 32; give fewer rounds",
        ),
        (
            "{ 40n6e = 31, 9m96e = 1, 9m96e2 = 1 }",
            "the load takes 33 canister positions; 8 launchers of 4 hold 32; give fewer rounds",
        ),
    ],
)
def test_a_load_that_does_not_fit_is_told(load: str, told: str) -> None:
    text = SMALL.replace("lat = 37.0\n", f"lat = 37.0\nloadout = {load}\n")
    assert message(text) == f"small.toml: battery.north.loadout: {told}"


def test_four_small_rounds_take_the_place_of_a_large_one() -> None:
    text = SMALL.replace("lat = 37.0\n", "lat = 37.0\nloadout = { 40n6e = 16, 9m96e = 64 }\n")
    assert load_text(text, "small").battery[0].loadout == {"40n6e": 16, "9m96e": 64}


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        ("{ gem-t = 4 }", "no round of s-400 named 'gem-t'; known: 40n6e, 48n6e3, 9m96e2, 9m96e"),
        (
            "{ 48n6e3 = 4, 40n6e = 8 }",
            "has 8 rounds of '40n6e', and no launcher carries them; give such rounds to the loadout too, or "
            "leave these out",
        ),
    ],
)
def test_a_reload_that_no_launcher_takes_is_told(behind: str, told: str) -> None:
    lines = f"lat = 37.0\nloadout = {{ 48n6e3 = 8 }}\nreload = {behind}\n"
    assert message(SMALL.replace("lat = 37.0\n", lines)) == f"small.toml: battery.north.reload: {told}"


def test_fewer_launchers_need_a_smaller_load() -> None:
    assert message(SMALL, "battery.north.launchers=4") == (
        "small.toml: battery.north.loadout: the load of s-400 takes 32 canister positions; 4 launchers of 4 "
        "hold 16; give fewer rounds"
    )


def raid(*lines: str) -> str:
    return "\n".join(('[[raid]]\nname = "r"\ncount = 1', *lines))


BALLISTIC = 'threat = "srbm"'
FIGHTER = 'threat = "fighter"'
ENTRY = "entry = [35.6, 38.2]"
AIM = 'target = "town"'
WEAPON = "[raid.weapon]\nrelease_km = 50\nthreat = "


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            raid('threat = "figter"', ENTRY, AIM),
            "raid.r.threat: no threat named 'figter'; did you mean 'fighter'? known: airliner, bomber, "
            "cruise-subsonic, cruise-supersonic, fighter, fighter-low-observable, friendly-fighter, "
            "helicopter, light-aircraft, male-drone, mrbm, one-way-drone, srbm, standoff-jammer",
        ),
        (
            raid(FIGHTER, ENTRY, 'target = "twon"'),
            "raid.r.target: no asset, battery or radar named 'twon'; did you mean 'town'? "
            "known: town, north, south, watch",
        ),
        (
            raid(FIGHTER, ENTRY, 'targets = ["town", "x"]'),
            "raid.r.targets: no asset, battery or radar named 'x'; known: town, north, south, watch",
        ),
        (
            raid(FIGHTER, AIM),
            "raid.r: has neither of entry and waypoints; one of them is needed; keep one",
        ),
        (
            raid(FIGHTER, ENTRY, "waypoints = [[36, 37]]", AIM),
            "raid.r: has both of entry and waypoints; one of them is needed; keep one",
        ),
        (
            raid(FIGHTER, ENTRY, AIM, 'targets = ["town"]'),
            "raid.r: has both target and targets; at most one is allowed; keep one",
        ),
        (
            raid(FIGHTER, ENTRY),
            "raid.r: has an entry but no target to fly to; give a target, or waypoints to fly along",
        ),
        (
            raid(FIGHTER, ENTRY, AIM, 'pattern = "poisson"'),
            "raid.r.spacing_s: is 0, the mean of spacings that are drawn; give one above 0",
        ),
        (
            raid(FIGHTER, ENTRY, AIM, 'pattern = "poisson"', "spacing_s = 5", "jitter_s = 3"),
            "raid.r.jitter_s: is given with pattern 'poisson', which draws all times; leave it out",
        ),
        (
            raid(FIGHTER, ENTRY, AIM, 'pattern = "poisson"', "spacing_s = 5", "start_s = 600"),
            "raid.r.start_s: is 600, and nobody comes by chance from area.duration_s, 600, on; "
            "begin earlier or lengthen the run",
        ),
        (
            raid(FIGHTER, ENTRY, AIM, "apogee_km = 100"),
            "raid.r.apogee_km: fighter is not ballistic and has no apogee; leave it out",
        ),
        (
            raid(BALLISTIC, "waypoints = [[34, 38]]", AIM),
            "raid.r.waypoints: srbm is ballistic; give its launch point as entry",
        ),
        (
            raid(BALLISTIC, ENTRY, AIM, "terrain_following = true"),
            "raid.r.terrain_following: srbm is ballistic; leave it out",
        ),
        (
            raid(FIGHTER, ENTRY, AIM, WEAPON + '"srbm"'),
            "raid.r.weapon.threat: srbm is of kind 'ballistic'; allowed are cruise and drone",
        ),
        (
            raid('threat = "one-way-drone"', ENTRY, AIM, WEAPON + '"cruise-subsonic"'),
            "raid.r.weapon: one-way-drone carries no weapons; those that do are bomber, fighter, "
            "fighter-low-observable, male-drone",
        ),
        (
            raid(FIGHTER, "waypoints = [[36, 37]]", WEAPON + '"cruise-subsonic"'),
            "raid.r.weapon: has no target to fly to; give the raid a target",
        ),
        (
            raid(FIGHTER, "entry = [36.63, 37.38]", AIM, WEAPON + '"cruise-subsonic"'),
            "raid.r.weapon.release_km: is 50 km, but the path to 'town' is only 48 km long; release nearer "
            "or begin farther off",
        ),
    ],
)
def test_a_fault_of_a_raid_is_told(lines: str, told: str) -> None:
    assert message(with_lines(lines)) == f"small.toml: {told}"


ROUTE = ('origin = "LTAC"', 'destination = "LTAF"')


def traffic(*lines: str) -> str:
    return "\n".join(('[[traffic]]\nname = "t"', *lines))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            traffic('aircraft = "srbm"', 'origin = "LTAC"', 'destination = "LTAF"'),
            "traffic.t.aircraft: srbm is ballistic; make it a raid",
        ),
        (
            traffic('aircraft = "airliner"', 'origin = "LTAC"'),
            "traffic.t: has no route; give origin and destination, or a patrol",
        ),
        (
            traffic('aircraft = "airliner"', 'origin = "LTAC"', 'destination = "LTAC"'),
            "traffic.t.destination: is the origin itself, 'LTAC'; name another place",
        ),
        (
            traffic('aircraft = "friendly-fighter"', 'origin = "LTAC"', "patrol = [[37, 36], [38, 37]]"),
            "traffic.t: has a patrol and an origin or destination; one of them is allowed; keep one",
        ),
        (
            traffic('aircraft = "friendly-fighter"', "patrol = [[37, 36], [38, 37]]", "offset_km = 5"),
            "traffic.t.offset_km: is given with a patrol, whose points say it all; move those",
        ),
        (
            traffic('aircraft = "friendly-fighter"', "patrol = [[37, 36], [38, 37]]", 'diverts_to = "LTAF"'),
            "traffic.t.diverts_to: is given with a patrol, which lands nowhere; leave it out",
        ),
        (
            traffic('aircraft = "airliner"', *ROUTE, 'diverts_to = "LTAF"'),
            "traffic.t.diverts_to: is the destination itself, 'LTAF'; name another place",
        ),
        (
            traffic('aircraft = "airliner"', *ROUTE, "offset_km = -201"),
            "traffic.t.offset_km: is -201; allowed is -200 to 200 km",
        ),
        (
            traffic('aircraft = "helicopter"', *ROUTE, "terrain_following = true", "altitude_m = 800"),
            "traffic.t.altitude_m: is given with terrain_following, which keeps a height above the ground; "
            "say clearance_m",
        ),
        (
            traffic('aircraft = "helicopter"', *ROUTE, "terrain_following = true", "clearance_m = 0"),
            "traffic.t.clearance_m: is 0; allowed is more than 0 and at most 5000 m",
        ),
    ],
)
def test_a_fault_of_traffic_is_told(lines: str, told: str) -> None:
    assert message(with_lines(lines)) == f"small.toml: {told}"


def test_an_aerodrome_to_divert_to_that_nobody_knows_is_told_beside_other_faults_too() -> None:
    lines = traffic('aircraft = "airliner"', *ROUTE, 'diverts_to = "LTAX"')
    told = "traffic.t.diverts_to: no aerodrome named 'LTAX'; did you mean"
    assert message(with_lines(lines)).startswith(f"small.toml: {told}")
    assert told in message(with_lines(lines + "\ncount = 0"))


def test_a_low_flight_off_the_map_is_told() -> None:
    text = SMALL.replace('terrain = "flat"\n', "") + "\n"
    low = traffic('aircraft = "helicopter"', "origin = [29.0, 38.2]", 'destination = "LTAF"')
    load_text(text + low, "small")
    assert message(text + low + "\nterrain_following = true").startswith(
        "small.toml: traffic.t: 29.0000 deg north, 38.2000 deg east is off the map 'globe-30s'"
    )


def test_a_site_off_the_map_is_told() -> None:
    text = SMALL.replace('terrain = "flat"\n', "").replace("lat = 36.5", "lat = 29.5")
    assert message(text) == (
        "small.toml: battery.south: 29.5000 deg north, 37.4000 deg east is off the map 'globe-30s', which "
        "covers 30 to 48 deg north and 19 to 52 deg east; move it there or name a terrain file that covers it"
    )


def test_a_low_path_off_the_map_is_told_and_a_high_one_is_not() -> None:
    text = SMALL.replace('terrain = "flat"\n', "").replace("[35.6, 38.2]", "[29.0, 38.2]")
    load_text(text, "small")
    assert message(text, "raid.wave.terrain_following=true").startswith(
        "small.toml: raid.wave: 29.0000 deg north"
    )


def test_an_unknown_map_is_told() -> None:
    assert message(SMALL, "area.terrain=flatt") == (
        "small.toml: area.terrain: no terrain named 'flatt'; did you mean 'flat'? known: globe-30s, flat, "
        "the path of an elevation file or folder of tiles"
    )


def test_a_map_file_that_is_missing_is_told() -> None:
    assert message(SMALL, "area.terrain=maps/none.tif").startswith("small.toml: area.terrain: maps/none.tif")


def test_all_that_flies_is_bounded_together() -> None:
    weapon = 'weapon = { threat = "one-way-drone", count = 100, release_km = 5 }'
    text = SMALL.replace("cruise-subsonic", "fighter").replace("count = 4", f"count = 1000\n{weapon}")
    assert message(text) == (
        "small.toml: 101001 raiders, weapons and flights in all; at most 20000 are allowed; count fewer"
    )
    assert load_text(text, "small.toml", ["raid.wave.remove=true"]).raid == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("terrain_following=true", "cruise-subsonic is terrain following"),
        ("threat=srbm", "srbm is ballistic"),
    ],
)
def test_what_begins_low_anyway_need_not_climb(change: str, what: str) -> None:
    told = message(SMALL, f"raid.wave.{change}", "raid.wave.climbs=true")
    assert f"raid.wave.climbs: {what} here and begins low anyway; leave it out" in told


def test_a_network_that_cannot_engage_on_remote_is_told() -> None:
    text = with_lines(network("n", "regiment", '["north", "south"]', "engage_on_remote = true"))
    text = text.replace('"s-400"', '"s-300pmu2"').replace('"patriot-pac3"', '"patriot-gemt"')
    assert message(text) == (
        "small.toml: network.n.engage_on_remote: is true, but by the catalogue no round of patriot-gemt, "
        "s-300pmu2 can be fired on another radar's track; systems that can are patriot-mse, patriot-pac3, "
        "s-400; leave it out"
    )


def test_a_delay_that_is_not_said_is_the_catalogues() -> None:
    # 2 s for a link and 1 s for a unit that stands alone, as `catalogue show engagement` says.
    both = plan_of(load_text(with_lines(network("n", "regiment", '["north", "south"]')), "small")).networks
    assert [(net.name, net.delay, net.cueing) for net in both] == [("n", 2.0, True)]
    joined = plan_of(load_text(with_lines(network("n", "regiment", '["north"]')), "small")).networks
    # Nobody else's radars feed the first: it has no link to wait for.
    assert [(net.name, net.delay, net.cueing) for net in joined] == [("n", 1.0, True), ("south", 1.0, False)]
    said = plan_of(load_text(with_lines(network("n", "alone", '["north"]', "delay_s = 4")), "small")).networks
    assert said[0].delay == 4.0


@pytest.mark.parametrize(
    ("entry", "more", "told"),
    [
        (
            "[37.06, 37.385]",
            "",
            # 0.005 degrees of the parallel of 37.06 N.
            "raid.wave.entry: is 0.4 km from 'town'; srbm is ballistic, and 1 to 19900 km are allowed; "
            "launch it elsewhere",
        ),
        (
            "[-37.06, -142.62]",
            "",
            "raid.wave.entry: is 20015.1 km from 'town'; srbm is ballistic, and 1 to 19900 km are allowed; "
            "launch it elsewhere",
        ),
        (
            "[40.0, 37.38]",
            "apogee_km = 1",
            # By WGS-84 the radius is 6,370.412 km at 37.06 N and 6,369.345 km at 40 N.
            "raid.wave.apogee_km: is 1 km above the launch point, but 'town' is 1.07 km farther from the "
            "middle of the Earth; an arc rises above both of its ends; raise it",
        ),
    ],
)
def test_ends_between_which_no_arc_flies_are_told(entry: str, more: str, told: str) -> None:
    text = SMALL.replace("cruise-subsonic", "srbm").replace("[35.6, 38.2]", f"{entry}\n{more}")
    assert message(text) == f"small.toml: {told}"


def test_a_battery_that_may_lose_its_orders_says_what_holds_then() -> None:
    told = message(_with("north", "authority_loss_probability = 0.5"))
    assert told == (
        "small.toml: battery.north.authority_loss_probability: is 0.5, and control_without_authority does "
        "not say what holds then; allowed are 'free', 'tight', 'hold'; give one of them"
    )


def _with(name: str, line: str) -> str:
    """The small scenario with a line more in the row of a name."""
    return SMALL.replace(f'name = "{name}"\n', f'name = "{name}"\n{line}\n')


@pytest.mark.parametrize(
    ("table", "name", "line", "part"),
    [
        ("battery", "north", "misalignment_deg = 181", "misalignment_deg"),
        ("battery", "north", "misalignment_sd_deg = -1", "misalignment_sd_deg"),
        ("battery", "north", 'control_without_authority = "auto"', "control_without_authority"),
        ("battery", "north", "interrogator_failure_probability = 2", "interrogator_failure_probability"),
        ("radar", "watch", "misalignment_deg = -190", "misalignment_deg"),
    ],
)
def test_figures_of_what_may_fail_have_their_bounds(table: str, name: str, line: str, part: str) -> None:
    told = message(_with(name, line))
    assert told.startswith(f"small.toml: {table}.{name}.{part}: ")
    assert "\n" not in told
