"""Mosaics: a VRT is read here first, and GDAL is given only what was understood of it.

A VRT is a program.  It may name any file on the machine as raw heights, any server, formats that fetch what
they like, and code; GDAL does all of it for whoever opens the file.  Of all that, what `gdalbuildvrt` and
`gdal_translate` write is read: bands put together from pieces of rasters.  The text that GDAL gets is written
anew from those parts, with whole paths, so that it cannot understand more in it than was looked at.

References
----------
.. [1] GDAL, data/gdalvrt.xsd: the elements of a VRT.
.. [2] GDAL, "VRT -- GDAL Virtual Format", section on security considerations.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from openiads.ground.errors import TerrainError
from openiads.terrain.fetching import servers
from openiads.terrain.files import map_paths
from openiads.terrain.maps.outline import Window

HOSTS = "OPENIADS_VRT_HOSTS"
"""Environment variable: servers, with commas between, that a VRT may name although it does not lie there."""
MOST_TEXT = 100_000_000
"""Bytes of a VRT; one over all 26 000 tiles of the Earth's land has a fifth of it."""
DEEPEST = 3
"""VRTs in one another."""
HEAD = 1024
"""Bytes in which GDAL looks for the first element."""
FIRST = "<VRTDataset"
INSTEAD = "name another file"
SHOWN, SHOWN_ADDRESS = 40, 200
"""Characters of a word and of an address that are told."""

PLAIN = {"SRS", "GeoTransform"}
OF_BAND = {
    "Description", "UnitType", "Offset", "Scale", "NoDataValue", "NodataValue", "HideNoDataValue",
    "ColorInterp",
}  # fmt: skip
SOURCES = {"SimpleSource", "ComplexSource", "AveragedSource", "NoDataFromMaskSource"}
OF_SOURCE = {
    "SourceBand", "SourceProperties", "SrcRect", "DstRect", "NODATA", "UseMaskBand", "ScaleOffset",
    "ScaleRatio", "ColorTableComponent", "Exponent", "SrcMin", "SrcMax", "DstMin", "DstMax", "Clamp", "LUT",
    "NoDataValue", "MaskValueThreshold", "RemappedValue",
}  # fmt: skip
"""Elements that are taken over with their text and attributes."""
LEFT_OUT = {
    "BlockXSize", "BlockYSize", "OverviewList", "GCPList", "CategoryNames", "ColorTable",
    "GDALRasterAttributeTable", "Histograms", "Overview",
}  # fmt: skip
"""Elements that have no part in heights."""
ATTRIBUTES = {"rasterXSize", "rasterYSize", "dataType", "band"}


def text_of(path: str, kind: str) -> str:
    """What GDAL is to read instead of a VRT; empty if a file is none."""
    if kind == "remote":
        if not urlsplit(path).path.lower().endswith(".vrt"):
            return ""
        text = _fetched(path)
    elif kind == "file" and _is_vrt(path):
        text = _read(path, path)
    else:
        return ""
    return ElementTree.tostring(_Rewriting(path).of(text, path, ()), encoding="unicode")


def names_servers(text: str) -> bool:
    """Whether GDAL is to ask servers for what a mosaic is made of."""
    return any(f">{gdal}" in text or f";{gdal}" in text for gdal in map_paths.REMOTE.values())


def patches(text: str) -> list[Window]:
    """Where the sources of the first band lie on it; none if one of them does not say."""
    band = _parsed(text).find("VRTRasterBand")
    places_ = [_place(source) for source in (band if band is not None else ()) if source.tag in SOURCES]
    return [place for place in places_ if place] if all(places_) else []


def placed(text: str, window: tuple[int, int, int, int]) -> list[str]:
    """Files that a window of a mosaic is read from, as GDAL names them."""
    asked = Window(*window)
    found: dict[str, None] = {}
    for source in _sources(_parsed(text)):
        place = _place(source)
        if place and 0 not in place.within(asked).shape:
            found.update(dict.fromkeys(_names(source)))
    return list(found)


def unplaced(text: str) -> list[str]:
    """Files of a mosaic that GDAL opens with it, as it must ask them what the text does not say."""
    told = ("SourceProperties", "SrcRect", "DstRect")
    sources = (s for s in _sources(_parsed(text)) if any(s.find(name) is None for name in told))
    return list({name: None for source in sources for name in _names(source)})


class _Rewriting:
    """Of one VRT and those in it; `path` is what the user named."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.left = MOST_TEXT  # characters

    def of(self, text: str, file: str, within: tuple[str, ...]) -> Element:
        """The VRT of a file as far as it is understood; `within` are those that it lies in."""
        self.left -= len(text)
        if self.left < 0:
            raise TerrainError(
                f"{self.path}: is a VRT of more than {MOST_TEXT / 1e6:.0f} MB; name a part of it"
            )
        root = self._root(text, file)
        here = (*within, file)
        made = {
            "VRTRasterBand": partial(self._band, file=file, within=here),
            "MaskBand": partial(self._mask, file=file, within=here),
        }
        return self._taken_over(root, file, PLAIN, made)

    def _taken_over(
        self, element: Element, file: str, plain: set[str], made: Mapping[str, Callable[[Element], Element]]
    ) -> Element:
        """An element with its `plain` parts as they are, and what is `made` of the others, by their tags."""
        out = Element(element.tag, self._attributes(element, file))
        for part in element:
            if part.tag in plain:
                out.append(self._copy(part, file))
            elif part.tag == "Metadata":
                out.append(self._metadata(part))
            elif part.tag in made:
                out.append(made[part.tag](part))
            else:
                self._require_left_out(part, file)
        return out

    def _root(self, text: str, file: str) -> Element:
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise self._refusal(file, "declares entities")
        try:
            root = ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            raise TerrainError(
                f"{self._where(file)}: is not a VRT that can be read ({error}); write it again"
            ) from None
        if root.tag != "VRTDataset":
            raise TerrainError(
                f"{self._where(file)}: is not a VRT, it begins with <{root.tag[:SHOWN]}>; "
                "give a GeoTIFF, hgt or VRT of elevations in metres, or a folder of such tiles"
            )
        return root

    def _attributes(self, part: Element, file: str) -> dict[str, str]:
        kind = part.get("subClass", "VRTSourcedRasterBand")
        if kind != "VRTSourcedRasterBand":
            raise self._refusal(file, f"is a {kind[:SHOWN]}")
        return {name: value for name, value in part.attrib.items() if name in ATTRIBUTES}

    def _band(self, band: Element, file: str, within: tuple[str, ...]) -> Element:
        source = partial(self._source, file=file, within=within)
        made = dict.fromkeys(SOURCES, source) | {"MaskBand": partial(self._mask, file=file, within=within)}
        return self._taken_over(band, file, OF_BAND, made)

    def _mask(self, mask: Element, file: str, within: tuple[str, ...]) -> Element:
        out = Element("MaskBand")
        for part in mask:
            if part.tag != "VRTRasterBand" or part.find("MaskBand") is not None:
                raise self._refusal(file, f"has <{part.tag[:SHOWN]}> in a mask")
            out.append(self._band(part, file, within))
        return out

    def _source(self, source: Element, file: str, within: tuple[str, ...]) -> Element:
        named = source.findall("SourceFilename")
        if len(named) != 1 or not (named[0].text or "").strip():
            raise self._refusal(file, f"has a <{source.tag}> that names no file, or several")
        out = Element(source.tag, {k: v for k, v in source.attrib.items() if k == "resampling"})
        relative = named[0].get("relativeToVRT", "0").strip() == "1"
        name = ElementTree.SubElement(out, "SourceFilename", {"relativeToVRT": "0"})
        name.text = self._text_or_file(_joined(named[0].text or "", relative, file), file, within)
        for part in source:
            if part.tag in OF_SOURCE:
                out.append(self._copy(part, file))
            elif part is not named[0]:
                self._require_left_out(part, file)
        return out

    def _text_or_file(self, name: str, file: str, within: tuple[str, ...]) -> str:
        """What stands for a source: GDAL's name of a raster, or the text of a VRT in this one."""
        self._require_allowed(name, file)
        if name.startswith(("/vsi", *map_paths.REMOTE)) or not (os.path.isfile(name) and _is_vrt(name)):
            return map_paths.on_gdals_terms(name)  # what is not there matters only where it is read
        if any(_same(name, outer) for outer in within):
            raise TerrainError(f"{self._where(file)}: names itself, by way of {name}; name rasters only")
        if len(within) >= DEEPEST:
            raise self._refusal(file, f"is a VRT in {DEEPEST} others")
        inner = self.of(_read(name, self._where(name)), name, within)
        return ElementTree.tostring(inner, encoding="unicode")

    def _require_allowed(self, name: str, file: str) -> None:
        if _is_remote(name):
            map_paths.require_address(name)
            host = _host(name)
            if host == _host(file) or host in _allowed_hosts():
                return
            lies = f"on another server than {_host(file)}" if _is_remote(file) else "of a server"
            raise TerrainError(
                f"{self._where(file)}: names a raster {lies}, {name[:SHOWN_ADDRESS]}; a VRT may name what "
                f"lies beside it; if you trust it, allow that server with {HOSTS}={host}"
            )
        if _is_remote(file):
            raise TerrainError(
                f"{self._where(file)}: names a file of this machine, {name[:SHOWN_ADDRESS]}; a VRT on a "
                "server may name what lies there; keep it here if it is yours"
            )
        if name.startswith(map_paths.ARCHIVES):
            map_paths.require_archive(name, f"{self._where(file)}: {name}")
        elif name.startswith("/vsi"):
            raise self._refusal(file, f"names {name[:SHOWN_ADDRESS]}")

    def _metadata(self, part: Element) -> Element:
        """What stands there in plain words, as units do."""
        out = Element("Metadata")
        if not part.get("domain"):
            for item in part.findall("MDI"):
                ElementTree.SubElement(out, "MDI", {"key": item.get("key", "")}).text = item.text
        return out

    def _copy(self, part: Element, file: str) -> Element:
        if len(part):
            raise self._refusal(file, f"has elements in <{part.tag}>")
        out = Element(part.tag, part.attrib)
        out.text = part.text
        return out

    def _require_left_out(self, part: Element, file: str) -> None:
        if part.tag not in LEFT_OUT:
            raise self._refusal(file, f"has <{part.tag[:SHOWN]}>")

    def _refusal(self, file: str, what: str) -> TerrainError:
        return TerrainError(
            f"{self._where(file)}: {what}; only a VRT that joins rasters as `gdalbuildvrt` does is read; "
            f"make a GeoTIFF of this one with `gdal_translate {file} whole.tif`, if you trust it"
        )

    def _where(self, file: str) -> str:
        return file if file == self.path else f"{self.path}: {file}"


def _joined(name: str, relative: bool, file: str) -> str:
    """A source's whole name; what is relative to nothing is so to the working folder, as in GDAL."""
    name = name.strip()
    if not name.isprintable():
        raise TerrainError(f"{file}: names {name[:SHOWN_ADDRESS]!r}; no path has control characters in it")
    if _is_remote(name) or name.startswith("/vsi"):
        return name
    if _is_remote(file):
        return urljoin(file.removeprefix("/vsicurl/"), name) if relative else os.path.abspath(name)
    return os.path.abspath(os.path.join(os.path.dirname(file), name) if relative else name)


def _is_remote(name: str) -> bool:
    return name.startswith(tuple(map_paths.REMOTE))


def _host(name: str) -> str:
    """Server of an address with its port, or bucket; empty if it is none."""
    if not _is_remote(name):
        return ""
    kind, rest = map_paths.on_gdals_terms(name).split("/", 2)[1:]
    return urlsplit(rest).netloc.lower() if kind == "vsicurl" else f"{kind[3:]}://{rest.partition('/')[0]}"


def _allowed_hosts() -> set[str]:
    return {host.strip().lower() for host in os.environ.get(HOSTS, "").split(",")} - {""}


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _is_vrt(path: str) -> bool:
    """Whether GDAL would take a file for a VRT."""
    try:
        with open(path, "rb") as file:
            return FIRST.encode() in file.read(HEAD)
    except OSError:
        return False  # is told where it is read


def _read(path: str, said: str) -> str:
    with open(path, "rb") as file:
        return _decoded(file.read(MOST_TEXT + 1), said)


def _decoded(data: bytes, said: str) -> str:
    if len(data) > MOST_TEXT:
        raise TerrainError(f"{said}: is a VRT of more than {MOST_TEXT / 1e6:.0f} MB; name a part of it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TerrainError(
            f"{said}: is a VRT that is not written in UTF-8 (byte {error.start}); write it again"
        ) from None


def _fetched(path: str) -> str:
    """Text of a VRT that lies on a server."""
    url = path.removeprefix("/vsicurl/")
    if not url.startswith(("http://", "https://")):
        raise TerrainError(f"{path}: is a VRT in a bucket; name it by its address of http or https")
    with servers.asked(url, instead=INSTEAD) as answer:
        return _decoded(servers.whole(url, answer, MOST_TEXT, INSTEAD), path)


@lru_cache(maxsize=2)
def _parsed(text: str) -> Element:
    """What was written above; the last one is asked again and again while its windows are read."""
    return ElementTree.fromstring(text)


def _sources(root: Element) -> Iterator[Element]:
    return (part for part in root.iter() if part.tag in SOURCES)


def _names(source: Element) -> list[str]:
    """Rasters that a source is read from: one, or those of the VRT that it is."""
    name = source.findtext("SourceFilename", "")
    if not name.startswith(FIRST):
        return [name]
    return [inner for part in _sources(ElementTree.fromstring(name)) for inner in _names(part)]


def _place(source: Element) -> Window | None:
    """Where a source lies on the mosaic, if it says so."""
    place = source.find("DstRect")
    if place is None:
        return None
    left, top, width, height = (round(float(place.get(k, "0"))) for k in ("xOff", "yOff", "xSize", "ySize"))
    return Window(top, top + height, left, left + width)
