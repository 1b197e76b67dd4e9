"""Small scenarios by the dice: few raiders of many classes against one or two batteries of any kind."""

from __future__ import annotations

import math
import warnings
from typing import Any

from hypothesis import strategies as st

from openiads.catalogue import system
from openiads.ground.errors import Notice
from openiads.scenario.load_scenario import load_document
from openiads.scenario.scenario_schema import Scenario

CENTRE = (37.0, 37.4)
SYSTEMS = ("s-400", "s-300pmu2", "patriot-mse", "patriot-gemt", "fd-2000", "samp-t")
DISTANCES = {  # [km], so that flights last some minutes
    "fighter": (50, 110),
    "bomber": (50, 100),
    "fighter-low-observable": (50, 110),
    "cruise-subsonic": (40, 90),
    "cruise-supersonic": (60, 150),
    "one-way-drone": (15, 25),
    "male-drone": (20, 30),
    "srbm": (100, 250),
    "standoff-jammer": (60, 110),
}
CARRIERS = ("fighter", "bomber", "fighter-low-observable")
LOW_FLYERS = ("fighter", "cruise-subsonic", "one-way-drone")
RADARS_OF_FORM = {"regiment": "91n6e", "national": "early-warning-generic", "allied": "airborne-generic"}


def share(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with few digits: those that fail are easy to read."""
    return st.integers(0, 100).map(lambda percent: low + (high - low) * percent / 100.0)


def around(bearing: float, distance: float) -> list[float]:
    """A point [lat, lon] by bearing [turns] and distance [km] from the middle of the map."""
    north = distance * math.cos(2.0 * math.pi * bearing)
    east = distance * math.sin(2.0 * math.pi * bearing)
    return [CENTRE[0] + north / 111.2, CENTRE[1] + east / 88.8]


@st.composite
def raids(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A raid of one or two."""
    threat = draw(st.sampled_from(sorted(DISTANCES)))
    distance = draw(share(*DISTANCES[threat]))
    raid: dict[str, Any] = {
        "name": f"raid {number}",
        "threat": threat,
        "count": draw(st.integers(1, 2)),
        "entry": around(draw(share(0.2, 0.8)), distance),
        "target": draw(st.sampled_from(["town", "field"])),
        "start_s": draw(share(0.0, 50.0)),
        "spacing_s": draw(share(0.0, 20.0)),
        "jitter_s": draw(share(0.0, 10.0)),
        "lateral_km": draw(share(0.0, 3.0)),
    }
    if raid["spacing_s"] > 0.0 and draw(st.integers(0, 3)) == 0:
        raid["pattern"] = "poisson"
        del raid["jitter_s"]
    if threat == "standoff-jammer":  # it flies past and withdraws
        del raid["entry"], raid["target"]
        raid["waypoints"] = [around(0.45, distance), around(0.3, distance), around(0.25, distance)]
    elif threat in CARRIERS and draw(st.booleans()):
        raid["weapon"] = {
            "threat": draw(st.sampled_from(["cruise-subsonic", "one-way-drone"])),
            "release_km": draw(share(8.0, 20.0)),
            "count": draw(st.integers(1, 2)),
        }
        raid["returns"] = draw(st.booleans())
    elif threat in LOW_FLYERS:
        raid["terrain_following"] = draw(st.booleans())
    return raid


@st.composite
def flights(draw: st.DrawFn) -> dict[str, Any]:
    """Friends or airliners, for identification to go wrong with."""
    aircraft = draw(st.sampled_from(["airliner", "friendly-fighter", "light-aircraft", "helicopter"]))
    start = draw(share(0.0, 1.0))
    return {
        "name": "others",
        "aircraft": aircraft,
        "count": draw(st.integers(1, 2)),
        "headway_s": 30,
        "origin": around(start, 60.0),
        "destination": around(start + 0.4, 90.0),
        "offset_km": draw(st.sampled_from([0.0, 0.0, 10.0])),
        "terrain_following": draw(st.booleans()),
        "transponder": draw(st.booleans()),
        "flight_plan": draw(st.booleans()),
    }


@st.composite
def loads(draw: st.DrawFn, slug: str) -> dict[str, Any]:
    """The catalogue's load, or so few rounds of one type that launchers empty, with some behind them."""
    if draw(st.integers(0, 3)) > 0:
        return {}
    round_type = draw(st.sampled_from(system(slug).rounds))
    return {"loadout": {round_type: draw(st.integers(1, 9))}, "reload": {round_type: draw(st.integers(0, 9))}}


def reloads(guards: list[dict[str, Any]], minutes: float) -> dict[str, Any]:
    """Figures of the catalogue by which launchers come back within the run; none where nobody is reloaded."""
    slugs = [guard["system"] for guard in guards if "reload" in guard]
    return {"systems": {slug: {"reload_min": minutes} for slug in slugs}} if slugs else {}


@st.composite
def batteries(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A battery near the middle, with limits and times that bite."""
    lat, lon = around(draw(share(0.0, 1.0)), draw(share(1.0, 25.0)))
    slug = draw(st.sampled_from(SYSTEMS))
    return {
        "name": f"battery {number}",
        "system": slug,
        "lat": lat,
        "lon": lon,
        "azimuth_deg": draw(share(90.0, 270.0)),
        "acquisition_radar": draw(st.booleans()),
        "control": draw(st.sampled_from(["tight"] * 6 + ["free", "hold"])),
        "salvo": draw(st.sampled_from([None, None, 1, 2, 4])),
        "envelope_margin": draw(st.sampled_from([None, None, 0.4])),
        "reserve_rounds": draw(st.sampled_from([None, None, 3])),
        "protects": draw(st.sampled_from([None, None, ["town"]])),
        "salvos_max": draw(st.integers(1, 3)),
        **draw(loads(slug)),
        "targets_max": draw(st.integers(1, 4)),
        "guided_max": draw(st.integers(1, 6)),
        "kill_probability": draw(share(0.3, 0.9)),
        "false_kill_probability": draw(share(0.0, 0.3)),
        "false_miss_probability": draw(share(0.0, 0.3)),
        "reaction_s": draw(share(0.0, 12.0)),
        "launch_interval_s": draw(share(0.0, 4.0)),
    }


def by_class(least: int, most: int) -> st.SearchStrategy[dict[str, int] | None]:
    """A number for some classes of track, or nothing."""
    names = st.sampled_from(["ballistic", "fast", "slow"])
    return st.none() | st.dictionaries(names, st.integers(least, most), min_size=1)


@st.composite
def orders(draw: st.DrawFn, guards: list[dict[str, Any]]) -> dict[str, Any]:
    """An order of weapons control for a while, in a sector, to some."""
    begin = draw(share(0.0, 50.0))
    return {
        "name": "order",
        "control": draw(st.sampled_from(["free", "tight", "hold"])),
        "batteries": draw(st.sampled_from([[], [guards[0]["name"]]])),
        "from_s": begin,
        "until_s": begin + draw(share(10.0, 120.0)),
        "azimuth_deg": draw(share(0.0, 360.0)),
        "width_deg": draw(share(30.0, 360.0)),
    }


@st.composite
def networks(
    draw: st.DrawFn, guards: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One network for all batteries, or one for each; and the radars that it adds."""
    names = [guard["name"] for guard in guards]
    form = draw(st.sampled_from(["alone", *RADARS_OF_FORM]))
    rest = {
        "form": form,
        "interrogator": draw(st.sampled_from(["none", "national", "full"])),
        "flight_plans": draw(st.booleans()),
        "confirmation_s": draw(st.sampled_from([0.0, 3.3, 10.0])),
        "ballistic_confirmation_s": draw(st.sampled_from([0.0, 2.5])),
    }
    if form == "alone":
        return [{"name": f"only {name}", "batteries": [name], **rest} for name in names], []
    rest["delay_s"] = draw(st.sampled_from([0.0, 0.5, 3.0]))
    rest["cueing"] = draw(st.booleans())
    able = any(system(guard["system"]).remote != "none" for guard in guards)
    rest["engage_on_remote"] = draw(st.booleans()) and able
    rest["loss_probability"] = draw(st.sampled_from([0.0, 0.3]))
    lat, lon = around(draw(share(0.0, 1.0)), 40.0)
    radar = {"name": "far sight", "type": RADARS_OF_FORM[form], "lat": lat, "lon": lon}
    return [{"name": "net", "batteries": names, "radars": ["far sight"], **rest}], [radar]


@st.composite
def scenarios(
    draw: st.DrawFn,
    terrains: tuple[str, ...] = ("globe-30s", "flat"),
    models: dict[str, tuple[str, ...]] | None = None,
) -> Scenario:
    """A scenario of a few minutes on one of some grounds, played by one model of each kind."""
    guards = [draw(batteries(b)) for b in range(draw(st.integers(1, 2)))]
    nets, radars = draw(networks(guards))
    lat, lon = around(draw(share(0.3, 0.7)), 70.0)
    document: dict[str, Any] = {
        "name": "drawn",
        "area": {
            "terrain": draw(st.sampled_from(terrains)),
            "duration_s": 60,
            "step_s": draw(st.sampled_from([1.0, 1.0, 0.5, 0.25])),
            "cycle_s": draw(st.sampled_from([1.0, 1.0, 2.0])),
            "airspace": draw(st.sampled_from(["normal", "warned", "closed"])),
        },
        "doctrine": {
            "coordinate": draw(st.booleans()),
            "reserve_rounds": draw(st.sampled_from([0, 0, 20])),
            "reengage_s": draw(share(5.0, 40.0)),
            "salvo_by_class": draw(by_class(1, 4)),
            "reserve_by_class": draw(by_class(0, 20)),
            "self_defence": draw(st.sampled_from(["hostile"] * 6 + ["none", "unknown"])),
            "profile_by": draw(st.sampled_from(["odds", "limits"])),
            "common_failure_probability": draw(st.sampled_from([0.0, 0.2])),
            "target_failure_probability": draw(st.sampled_from([0.0, 0.2])),
        },
        "battery": guards,
        "control_order": [draw(orders(guards))] if draw(st.sampled_from([False, False, True])) else [],
        "network": nets,
        "radar": radars,
        "asset": [
            {"name": "town", "lat": CENTRE[0], "lon": CENTRE[1], "value": 2},
            {"name": "field", "lat": 36.9, "lon": 37.5},
        ],
        "raid": [draw(raids(n)) for n in range(draw(st.integers(2, 3)))],
        "traffic": [draw(flights())] if draw(st.booleans()) else [],
        "zone": [
            {
                "name": "beyond",
                "kind": draw(st.sampled_from(["hostile-origin", "restricted", "weapons-free"])),
                "lat": lat,
                "lon": lon,
                "radius_km": draw(share(30.0, 90.0)),
                "edge_km": draw(st.sampled_from([0.0, 5.0, 30.0])),
                "odds": draw(st.sampled_from([3.0, 30.0, 300.0])),
            }
        ],
    }
    if quick := reloads(guards, draw(st.sampled_from([0.1, 0.5]))):
        document["catalogue"] = quick
    if models:
        kind = draw(st.sampled_from(sorted(models)))  # one at a time: each set of models is compiled anew
        document["models"] = {kind: draw(st.sampled_from(models[kind]))}
    with warnings.catch_warnings():  # a reload so quick, and a load of part of a launcher, are told
        warnings.simplefilter("ignore", Notice)
        return load_document(document, "drawn.toml")
