"""A scene as KML, for globes.

References
----------
.. [1] OGC 07-147r2, OGC KML 2.2; tracks with times by Google's extension namespace 2.2.

Altitudes are above mean sea level, as KML has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from openiads.export.replicate_scene import ROUND, TARGET, TRACK, DrawnZone, Mover, Scene, date_of
from openiads.export.scene_colours import HELD, OTHERWISE, SIDES, ZONES, Colour
from openiads.export.zone_ring import ring_of
from openiads.ground.units import DEG

KML = "http://www.opengis.net/kml/2.2"
GX = "http://www.google.com/kml/ext/2.2"
FOLDERS = {TARGET: "Targets", ROUND: "Rounds", TRACK: "Tracks as believed"}
UNWRITABLE = {code: " " for code in range(32) if code not in (9, 10, 13)}
"""Characters that XML does not have."""


def kml_of(scene: Scene) -> str:
    """Folders of sites, zones, targets, rounds, tracks and events."""
    register_namespace("", KML)
    register_namespace("gx", GX)
    root = Element(f"{{{KML}}}kml")
    document = _add(root, "Document")
    _add(document, "name", f"{scene.title}, replicate {scene.replicate}")
    _add(document, "description", f"{scene.credit}. The date is notional.")
    for name, colour in {**_styles(HELD, "held"), **_styles(SIDES, "side")}.items():
        _style(document, name, colour)
    _style(document, "otherwise", OTHERWISE)
    _style(document, "zone", ZONES)
    _sites(document, scene)
    _zones(document, scene.zones)
    for kind, title in FOLDERS.items():
        folder = _folder(document, title)
        for mover in scene.movers:
            if mover.kind == kind:
                _mover(folder, mover)
    _moments(document, scene)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _styles(colours: dict[str, Colour], what: str) -> dict[str, Colour]:
    return {f"{what}-{name.replace(' ', '-')}": colour for name, colour in colours.items()}


def _add(parent: Element, tag: str, text: str = "", namespace: str = KML) -> Element:
    child = SubElement(parent, f"{{{namespace}}}{tag}")
    if text:
        child.text = text.translate(UNWRITABLE)
    return child


def _style(document: Element, name: str, colour: Colour) -> None:
    red, green, blue = colour
    style = _add(document, "Style")
    style.set("id", name)
    icon = _add(style, "IconStyle")
    _add(icon, "color", f"ff{blue:02x}{green:02x}{red:02x}")
    _add(icon, "scale", "0.6")
    line = _add(style, "LineStyle")
    _add(line, "color", f"ff{blue:02x}{green:02x}{red:02x}")
    _add(line, "width", "2")
    _add(_add(style, "PolyStyle"), "color", f"33{blue:02x}{green:02x}{red:02x}")


def _folder(document: Element, title: str) -> Element:
    folder = _add(document, "Folder")
    _add(folder, "name", title)
    return folder


def _placemark(folder: Element, name: str, words: str, style: str, time: float | None = None) -> Element:
    placemark = _add(folder, "Placemark")
    _add(placemark, "name", name)
    _add(placemark, "description", words)
    if time is not None:
        _add(_add(placemark, "TimeStamp"), "when", date_of(time))
    _add(placemark, "styleUrl", f"#{style}")
    return placemark


def _data(placemark: Element, facts: dict[str, str]) -> None:
    extended = _add(placemark, "ExtendedData")
    for name, value in facts.items():
        data = _add(extended, "Data")
        data.set("name", name)
        _add(data, "value", value)


def _point(placemark: Element, longitude: float, latitude: float, altitude: float) -> None:
    point = _add(placemark, "Point")
    _add(point, "altitudeMode", "absolute")
    _add(point, "coordinates", _coordinates(longitude, latitude, altitude, ","))


def _coordinates(longitude: float, latitude: float, altitude: float, between: str) -> str:
    turned = (longitude / DEG + 180.0) % 360.0 - 180.0
    return between.join((f"{turned:.6f}", f"{latitude / DEG:.6f}", f"{altitude:.1f}"))


def _sites(document: Element, scene: Scene) -> None:
    folder = _folder(document, "Sites")
    for site in scene.sites:
        placemark = _placemark(folder, site.name, f"{site.kind}: {site.what}", "side-friend")
        placemark.set("id", site.key)
        _point(placemark, site.longitude, site.latitude, site.altitude)


def _zones(document: Element, zones: Iterable[DrawnZone]) -> None:
    folder = _folder(document, "Zones")
    for zone in zones:
        placemark = _placemark(folder, zone.name, zone.what, "zone")
        boundary = _add(_add(_add(placemark, "Polygon"), "outerBoundaryIs"), "LinearRing")
        ring = ring_of(zone).tolist()
        corners = (_coordinates(longitude, latitude, 0.0, ",") for longitude, latitude in [*ring, ring[0]])
        _add(boundary, "coordinates", " ".join(corners))


def _mover(folder: Element, mover: Mover) -> None:
    placemark = _placemark(folder, mover.name, mover.more.get("why", mover.what), _style_of(mover))
    placemark.set("id", mover.key)
    _data(placemark, {"what": mover.what, "side": mover.side, **mover.more})
    track = _add(placemark, "Track", namespace=GX)
    _add(track, "altitudeMode", "absolute")
    for time in mover.times.tolist():
        _add(track, "when", date_of(time))
    columns = (mover.longitudes.tolist(), mover.latitudes.tolist(), mover.altitudes.tolist())
    for longitude, latitude, altitude in zip(*columns, strict=True):
        _add(track, "coord", _coordinates(longitude, latitude, altitude, " "), GX)


def _style_of(mover: Mover) -> str:
    if mover.kind != TRACK:
        return f"side-{mover.side}"
    return f"held-{mover.what.replace(' ', '-')}" if mover.what in HELD else "otherwise"


def _moments(document: Element, scene: Scene) -> None:
    folder = _folder(document, "Events")
    for moment in scene.moments:
        placemark = _placemark(
            folder, f"{moment.what}: {moment.subject}", f"{moment.time:.1f} s", "otherwise", moment.time
        )
        _point(placemark, moment.longitude, moment.latitude, moment.altitude)
