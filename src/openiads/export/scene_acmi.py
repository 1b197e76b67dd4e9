"""A scene as a Tacview flight recording.

References
----------
.. [1] Raia Software, ACMI 2.2, flight recordings: a text of objects by hexadecimal numbers, times after a
   `#`, longitude, latitude and altitude between bars, removals after a minus, commas in texts behind a
   backslash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from openiads.export.replicate_scene import (
    ASSET,
    BATTERY,
    EPOCH,
    RADAR,
    ROUND,
    TRACK,
    Mover,
    Scene,
)
from openiads.ground.units import DEG

SITES = {
    BATTERY: "Ground+AntiAircraft",
    RADAR: "Ground+Sensor+Radar",
    ASSET: "Ground+Static+Building",
}
KINDS = {
    "aircraft": "Air+FixedWing",
    "drone": "Air+FixedWing",
    "cruise": "Weapon+Missile",
    "ballistic": "Weapon+Missile",
}
SIDES = {"hostile": ("Enemies", "Red"), "friend": ("Allies", "Blue"), "neutral": ("Neutrals", "Green")}
BELIEVED = ("Believed", "Yellow")
ENDS = {"kill": "Destroyed", "leak": "Message", "battery lost": "Message", "wrong engagement": "Message"}
"""By what word of the format an event is told."""


def acmi_of(scene: Scene) -> str:
    """Sites, targets, rounds and tracks, each from its first frame to its last, and events."""
    lines: defaultdict[float, list[str]] = defaultdict(list)
    keys = [*(site.key for site in scene.sites), *(mover.key for mover in scene.movers)]
    numbers = {key: f"{i:x}" for i, key in enumerate(keys, start=1)}
    for site in scene.sites:
        place = _place(site.longitude, site.latitude, site.altitude)
        told = f"Type={SITES[site.kind]},Name={_text(site.what)},Pilot={_text(site.name)}"
        lines[0.0].append(f"{numbers[site.key]},T={place},{told},Coalition=Allies,Color=Blue")
    for mover in scene.movers:
        for time, line in _mover_lines(mover, numbers[mover.key]):
            lines[time].append(line)
    for moment in scene.moments:
        word, number = ENDS.get(moment.what, "Message"), numbers[moment.key]
        lines[moment.time].append(f"0,Event={word}|{number}|{_text(f'{moment.subject}: {moment.what}')}")
    frames = (f"#{time:.3f}\n" + "\n".join(lines[time]) for time in sorted(lines))
    return "﻿" + "\n".join([*_head(scene), *frames]) + "\n"


def _head(scene: Scene) -> Iterator[str]:
    yield "FileType=text/acmi/tacview"
    yield "FileVersion=2.2"
    yield f"0,ReferenceTime={EPOCH:%Y-%m-%dT%H:%M:%SZ}"
    yield f"0,Title={_text(scene.title)}"
    yield f"0,DataSource={_text(scene.credit)}"
    yield f"0,Comments={_text(f'replicate {scene.replicate} of {scene.scenario}; the date is notional')}"


def _mover_lines(mover: Mover, number: str) -> Iterator[tuple[float, str]]:
    """Lines of one mover with their times: what it is on the first, where it is on each, and its removal."""
    coalition, colour = BELIEVED if mover.kind == TRACK else SIDES[mover.side]
    told = f"Type={_type(mover)},Name={_text(mover.what)},Pilot={_text(mover.name)}"
    told += f",Coalition={coalition},Color={colour}"
    columns = (mover.times, mover.longitudes, mover.latitudes, mover.altitudes)
    for i, (time, *place) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        yield time, f"{number},T={_place(*place)}" + (f",{told}" if i == 0 else "")
    yield float(mover.times[-1]) + 0.001, f"-{number}"


def _type(mover: Mover) -> str:
    if mover.kind == TRACK:
        return "Navaid+Static+Waypoint"
    return "Weapon+Missile" if mover.kind == ROUND else KINDS[mover.more.get("class", "aircraft")]


def _place(longitude: float, latitude: float, altitude: float) -> str:
    turned = (longitude / DEG + 180.0) % 360.0 - 180.0
    return f"{turned:.7f}|{latitude / DEG:.7f}|{altitude:.2f}"


def _text(words: str) -> str:
    """A text without what would end it: commas behind a backslash, bars and line ends as spaces."""
    plain = " ".join(words.replace("|", " ").split())
    return plain.replace("\\", "\\\\").replace(",", "\\,")
