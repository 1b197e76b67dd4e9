"""Servers that lie, stall, break off, send on in circles or send something else, under `terrain fetch`.

What must hold: one message that says which address, what came and what helps; exit code 2, and soon; nothing
under a tile's name that is not the whole tile; tiles that are whole are kept.  A list of tiles that is none
must not make sea of land.  `--dem URL` is asked through GDAL; it must end too.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import socket
import threading
import time
from contextlib import suppress

import numpy as np
import pytest

from openiads.ground.errors import OpeniadsError, OutOfRange, TerrainError
from openiads.terrain.fetching import servers
from openiads.terrain.fetching.fetch import Tile, fetch, tiles_in
from openiads.terrain.fetching.stores import STORES
from openiads.terrain.files.from_file import from_file
from tests.maps import server, written

__all__ = ["server", "written"]

GLO90, SRTM = STORES["glo90"], STORES["srtm"]
BOX = [math.radians(edge) for edge in (36, 36, 37, 37)]
NAME = "N36E036.hgt.gz"
TILE = gzip.compress(random.Random(1).randbytes(2000), mtime=0)
SIZE = len(TILE)
OTHER = "name another --base-url"


class Liar:
    """Answers each request, by method and path, with the very bytes that it was told, then hangs up."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.stop = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer):
        with peer, suppress(OSError):
            got = b""
            while b"\r\n\r\n" not in got and (piece := peer.recv(65536)):
                got += piece
            self.asked.append(got.decode("latin-1"))
            words = got.split()
            answer = self.answers.get((words[0].decode(), words[1].decode())) if len(words) > 1 else None
            if callable(answer):
                answer(peer)
            else:
                peer.sendall(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" if answer is None else answer
                )
            peer.shutdown(socket.SHUT_WR)

    def close(self):
        self.stop.set()
        self.socket.close()


def reply(body=b"", status="200 OK", length=True, **headers):
    """An answer; the length is the body's unless it is said otherwise."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length is True else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@pytest.fixture
def liar(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Liar()
    yield made
    made.close()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(servers, "PATIENCE", 0.3)


def message(call, *args, kind=TerrainError):
    with pytest.raises(kind) as caught:
        call(*args)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def listed(liar, store=SRTM):
    """What is said when the tiles of a box are listed; and how long it took."""
    began = time.monotonic()
    said = message(tiles_in, store, BOX, liar.url)
    assert time.monotonic() - began < 5.0
    return said


@pytest.fixture
def taken(liar, tmp_path):
    """Fetches one tile after another that is there already; gives what is said."""
    folder, key = tmp_path / "tiles", f"/N36/{NAME}"
    good = "N36E037.hgt.gz"
    liar.answers["GET", f"/N36/{good}"] = reply(TILE)
    fetch(SRTM, [Tile(good, f"{liar.url}/N36/{good}", "land", SIZE)], folder)

    def take(answer, size=SIZE, tag="", name=NAME):
        liar.answers["GET", key] = answer
        began = time.monotonic()
        said = message(fetch, SRTM, [Tile(name, liar.url + key, "land", size, tag)], folder)
        assert time.monotonic() - began < 10.0
        assert not (folder / name).exists()
        assert (folder / good).read_bytes() == TILE
        assert list(json.loads((folder / "openiads-tiles.json").read_text())["tiles"]) == [good]
        return said.replace(f"{liar.url}{key}", "URL"), sorted(
            path.name for path in folder.iterdir() if path.name.startswith(".")
        )

    return take


PART = [f".openiads-{NAME}.part", f".openiads-{NAME}.part.json"]
STALE = "the same command continues from there"


# What is no server.


def test_nobody_there_is_told(tmp_path):
    url = f"http://127.0.0.1:1/N36/{NAME}"
    assert message(tiles_in, SRTM, BOX, "http://127.0.0.1:1") == (
        f"{url}: cannot be reached ([Errno 111] Connection refused); check the network, or {OTHER}"
    )


def test_a_name_that_nobody_has_is_told(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert message(tiles_in, SRTM, BOX, "http://nobody.example") == (
        f"http://nobody.example/N36/{NAME}: cannot be reached ([Errno -2] Name or service not known); "
        f"check the network, or {OTHER}"
    )


SILENT = lambda peer: time.sleep(5)  # noqa: E731


def dripping(begin, drop, pause=0.1):
    """Sends a beginning at once and then a little for ever, each bit of it in time."""

    def answer(peer):
        peer.sendall(begin)
        for _ in range(100):
            peer.sendall(drop)
            time.sleep(pause)

    return answer


@pytest.mark.parametrize(
    "answer",
    [SILENT, dripping(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"), dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
    ids=["silent", "headers for ever", "continue for ever"],
)
def test_a_server_that_never_comes_to_the_point_is_given_up(answer, liar, impatient):
    liar.answers["HEAD", f"/N36/{NAME}"] = answer
    assert listed(liar) == (
        f"{liar.url}/N36/{NAME}: cannot be reached (timed out); check the network, or {OTHER}"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "Remote end closed connection without response"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6"),
        (b"\x15\x03\x01\x00\x02\x02\x16", r"   "),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000, "got more than 65536 bytes when reading header line"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", "got more than 100 headers"),
        (b"HTTP/1.1 xyz\r\n\r\n", "HTTP/1.1 xyz"),
    ],
)  # fmt: skip
def test_what_speaks_no_http_is_told(answer, said, liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = answer
    told = listed(liar)
    assert told.startswith(f"{liar.url}/N36/{NAME}: cannot be reached ({said}")
    assert told.endswith(f"); check the network, or {OTHER}")
    assert told.isprintable()


# Errors, and being sent on.


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "401 No", "410 Gone", "429 Slow", "500 Oh", "503 Busy"]
)
def test_an_error_is_told(status, liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(status=status)
    assert listed(liar) == f"{liar.url}/N36/{NAME}: the server answers {status}; try again, or {OTHER}"


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found"])
def test_what_a_store_does_not_have_is_missing_and_not_sea(status, liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(status=status)
    assert [tile.kind for tile in tiles_in(SRTM, BOX, liar.url)] == ["missing"]


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "500 Oh", "503 Busy"])
def test_an_error_instead_of_a_tile_is_told(status, taken):
    said, left = taken(reply(b"<html>no</html>", status))
    assert (said, left) == (f"URL: the server answers {status}; try again, or {OTHER}", [])


def test_a_circle_is_left(liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(status="302 Found", Location="/b")
    liar.answers["HEAD", "/b"] = reply(status="301 Moved", Location=f"/N36/{NAME}")
    assert listed(liar) == (
        f"{liar.url}/N36/{NAME}: the server redirects more than 5 times, last to {liar.url}/N36/{NAME}; "
        f"check the network, or {OTHER}"
    )
    assert len(liar.asked) == 6


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "ftp://h/x", "data:,x", "javascript:1", "http://[::1/x"]
)
def test_nothing_but_the_web_is_asked(place, liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(status="302 Found", Location=place)
    assert listed(liar) == (
        f"{liar.url}/N36/{NAME}: the server redirects to {place}, which is not followed; {OTHER}"
    )


def test_being_sent_on_with_a_body_without_end_is_not_read(liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = dripping(
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 1000000\r\n\r\n", b"x"
    )
    liar.answers["HEAD", "/b"] = reply(length=700)
    began = time.monotonic()
    assert tiles_in(SRTM, BOX, liar.url)[0].size == 700
    assert time.monotonic() - began < 2.0


def test_who_is_sent_on_asks_for_the_same(liar, tmp_path):
    """What must go on: a tile that lies elsewhere; the method and the range go with the request."""
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(status="307 There", Location="/b%20c")
    liar.answers["HEAD", "/b%20c"] = reply(length=SIZE, ETag='"x"')
    liar.answers["GET", f"/N36/{NAME}"] = reply(status="302 There", Location=f"{liar.url}/b%20c")
    liar.answers["GET", "/b%20c"] = reply(TILE[:100], length=SIZE)
    tiles = tiles_in(SRTM, BOX, liar.url)
    message(fetch, SRTM, tiles, tmp_path)
    liar.answers["GET", "/b%20c"] = reply(
        TILE[100:], "206 Part", Content_Range=f"bytes 100-{SIZE - 1}/{SIZE}"
    )
    fetch(SRTM, tiles, tmp_path)
    assert (tmp_path / NAME).read_bytes() == TILE
    assert "Range: bytes=100-" in liar.asked[-1]


# Lengths.


@pytest.mark.parametrize("length", ["", "many", "-5", "0", "1e3", "9" * 30, "५"])
def test_a_length_that_is_none_is_told(length, liar):
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: " + length.encode() + b"\r\n\r\n"
    liar.answers["HEAD", f"/N36/{NAME}"] = raw
    shown = length.encode().decode("latin-1")
    assert listed(liar) == (
        f"{liar.url}/N36/{NAME}: the server says {shown!r} of its length; a number of bytes above 0 is "
        f"needed, {OTHER}"
    )


def test_no_length_is_told(liar):
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(length=None)
    assert "the server says '' of its length" in listed(liar)


def test_less_than_was_announced_is_kept_to_go_on_from(taken):
    """Attacked: a server that cuts off, with and without a word about it, and one that says it will."""
    broke = f"URL: broke off after 100 of {SIZE} bytes; {STALE}"
    for answer in (
        reply(TILE[:100], length=SIZE), reply(TILE[:100], length=None), reply(TILE[:100]),
        reply(b"64\r\n" + TILE[:100] + b"\r\n0\r\n\r\n", length=None, Transfer_Encoding="chunked"),
    ):  # fmt: skip
        assert taken(answer) == (broke, PART)
    said, left = taken(
        reply(b"64\r\n" + TILE[:100] + b"\r\nzz\r\n", length=None, Transfer_Encoding="chunked")
    )
    assert left == PART
    assert said.startswith(f"URL: broke off after 100 of {SIZE} bytes (")


@pytest.mark.parametrize("length", [True, None])
def test_more_than_was_announced_is_thrown_away(length, taken):
    assert taken(reply(TILE + bytes(5_000_000), length=length)) == (
        f"URL: more came than the {SIZE} bytes that the server announced; "
        f"it was discarded, try again or {OTHER}",
        [],
    )


def test_bytes_without_end_are_not_taken(taken):
    """Attacked: a tile of 40 bytes that goes on for ever, as fast as it can."""

    def endless(peer):
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            peer.sendall(bytes(1 << 16))

    assert "more came than the" in taken(endless)[0]


def test_a_tile_that_comes_too_slowly_is_given_up(taken, impatient):
    said, left = taken(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n", b"xx"), size=9_000_000)
    assert said.startswith("URL: the server sends less than 1000 bytes a second, ")
    assert said.endswith(f"; try again, or {OTHER}")
    assert left == PART


def test_a_tile_that_stops_coming_is_given_up(taken, impatient):
    def stalls(peer):
        peer.sendall(reply(TILE[:100], length=SIZE))
        time.sleep(2)

    assert taken(stalls) == (f"URL: broke off after 100 of {SIZE} bytes (timed out); {STALE}", PART)


def test_what_goes_on_elsewhere_than_asked_is_refused(taken):
    """Attacked: a server that answers a request for the rest with another part, or unasked with one."""
    said = (
        "URL: the server was asked for all from byte {} and sends {!r}; "
        f"it was discarded, try again or {OTHER}"
    )
    for have, told in ((0, "bytes 9-40/41"), (100, "bytes 0-40/41"), (100, "bytes 1000-2000/41"), (100, "")):
        if have:
            taken(reply(TILE[:have], length=SIZE), tag='"x"')
        assert taken(reply(TILE[9:], "206 Part", Content_Range=told), tag='"x"') == (
            said.format(have, told),
            [],
        )


# Something else than a tile.


@pytest.mark.parametrize(
    ("body", "begins"),
    [(b"<!DOCTYPE html><html>log in</html>", "<!DOCTYPE html><html>log in</html>"), (b"\0" * 50, "\0" * 40)],
)
def test_a_page_instead_of_a_tile_is_thrown_away(body, begins, taken):
    assert taken(reply(body), size=len(body)) == (
        f"URL: what came is not a gzip file, it begins with {begins!r}; it was discarded, "
        f"try again or {OTHER}",
        [],
    )
    assert "what came is not a GeoTIFF" in taken(reply(TILE), name="x.tif")[0]


def test_another_content_than_announced_is_thrown_away(taken):
    said, left = taken(reply(TILE), tag='"' + "0" * 32 + '"')
    assert "the server announced 00000000000000000000000000000000; it was discarded" in said
    assert left == []


def test_a_geotiff_that_comes_packed_is_refused(taken):
    assert taken(reply(TILE, Content_Encoding="gzip"), name="x.tif") == (
        f"URL: the server sends it compressed, unasked; {OTHER}", []
    )  # fmt: skip


def test_a_tag_with_lines_in_it_does_no_harm(liar):
    """Attacked: headers that are folded or hold what would be other headers of the next request."""
    liar.answers["HEAD", f"/N36/{NAME}"] = reply(length=9, ETag='"a\n b"')
    (tile,) = tiles_in(SRTM, BOX, liar.url)
    assert tile.size == 9


# Lists.

LIST = "/tileList.txt"
GOOD = b"Copernicus_DSM_COG_30_N36_00_E037_00_DEM\r\n"
CHUNK = b"2A\r\n" + GOOD + b"\r\n"
NO_LENGTH = "the server does not say how long it is, so a part would be taken for the whole; "
BROKE = "broke off after 42 of {} bytes; try again, or "
OF_GLO30 = "Copernicus_DSM_COG_10_N36_00_E036_00_DEM"
NO_LIST = "is not a list of tiles of glo90, it begins with '{}'; "


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(b"<html>log in</html>"), NO_LIST.format("<html>log in</html>")),
        (reply(b""), NO_LIST.format("")),
        (reply(b"Copernicus_DSM_COG_10_N36_00_E036_00_DEM\n"), NO_LIST.format(OF_GLO30)),
        (reply(b'{"N36": [36]}'), NO_LIST.format('{"N36": [36]}')),
        (
            reply(GOOD, length=None),
            NO_LENGTH,
        ),
        (reply(GOOD, length=900), BROKE.format(900)),
        (
            reply(CHUNK, length=None, Transfer_Encoding="chunked"),
            BROKE.format("more"),
        ),
        (reply(gzip.compress(GOOD), Content_Encoding="gzip"), "the server sends it compressed, unasked; "),
        (reply(status="404 Not Found"), "the server answers 404 Not Found; try again, or "),
    ],
)
def test_a_list_that_is_none_makes_no_sea(answer, said, liar):
    liar.answers["GET", LIST] = answer
    assert listed(liar, GLO90).removesuffix(" or --source") == f"{liar.url}{LIST}: {said}{OTHER}"


def test_a_list_without_end_is_not_read_to_it(liar, monkeypatch):
    def endless(peer):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")
        while True:
            peer.sendall(GOOD * 1000)

    monkeypatch.setattr("openiads.terrain.fetching.fetch.MOST_LIST", 1_000_000)
    liar.answers["GET", LIST] = endless
    assert listed(liar, GLO90) == f"{liar.url}{LIST}: is longer than 1 MB, and not read; {OTHER}"


@pytest.mark.parametrize(
    "answer",
    [reply(GOOD), reply(b"2A\r\n" + GOOD + b"\r\n0\r\n\r\n", length=None, Transfer_Encoding="chunked")],
)
def test_a_good_list_is_read(answer, liar):
    liar.answers["GET", LIST] = answer
    assert [tile.kind for tile in tiles_in(GLO90, BOX, liar.url)] == ["sea"]


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ("[1, 2]", "no list of tiles"),
        ("null", "no list of tiles"),
        ('{"tiles": []}', "no list of tiles"),
        ('{"tiles": {"a.tif": 5}}', "no checksum of 'a.tif'"),
        ('{"tiles": {"a.tif": {"sha256": null}}}', "no checksum of 'a.tif'"),
        ('{"tiles": {}, "sea": "N36E036"}', "no names of tiles in 'sea'"),
        ('{"tiles": {}, "missing": [5]}', "no names of tiles in 'missing'"),
        ('{"tiles": {}, "source": ["glo90"]}', "no text in 'source'"),
        ('{"tiles": {}, "attribution": 5}', "no text in 'attribution'"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[" * 100_000, None),
    ],
)
def test_a_list_of_fetched_tiles_of_another_kind_is_told(told, what, written, tmp_path):
    (tmp_path / "openiads-tiles.json").write_text(told)
    path = written(np.full((2, 3), 5, np.int16), "N36E036.tif")
    for call, args in ((fetch, (SRTM, [], tmp_path)), (from_file, (str(tmp_path),)), (from_file, (path,))):
        said = message(call, *args)
        assert said.startswith(f"{tmp_path}/openiads-tiles.json: is not a list of fetched tiles (")
        assert said.endswith("); delete it and fetch the tiles again")
        assert what is None or f"({what})" in said


def test_a_wrong_checksum_has_the_tile_fetched_again(liar, tmp_path):
    tile = Tile(NAME, f"{liar.url}/N36/{NAME}", "land", SIZE)
    liar.answers["GET", f"/N36/{NAME}"] = reply(TILE)
    told = fetch(SRTM, [tile], tmp_path)
    told["tiles"][NAME]["sha256"] = "0" * 64
    (tmp_path / "openiads-tiles.json").write_text(json.dumps(told))
    fresh = []
    fetch(SRTM, [tile], tmp_path, lambda _, anew: fresh.append(anew))
    assert fresh == [True]


# Addresses.

NOT_PLAIN = "encode blanks and what is not ASCII, as %20 and xn--"
NOBODY = "it names no server and port to ask; write it like https://host:8080/folder"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("file:///etc", "an address of http or https is allowed; write it whole"),
        ("ftp://h/x", "an address of http or https is allowed; write it whole"),
        ("HTTP//h", "an address of http or https is allowed; write it whole"),
        ("-", "an address of http or https is allowed; write it whole"),
        ("http://", NOBODY),
        ("http:///x", NOBODY),
        ("http://h:port/", NOBODY),
        ("http://h:99999", NOBODY),
        ("http://h:0", NOBODY),
        ("http://[::1", NOBODY),
        ("http://h/a b", NOT_PLAIN),
        ("http://h/a\tb", NOT_PLAIN),
        ("http://h/\r\nX: y", NOT_PLAIN),
        ("http://münchen.example", NOT_PLAIN),
        ("http://h/\u202e", NOT_PLAIN),
        ("http://me:secret@h/", "user names and passwords are not sent; write it without them"),
        ("http://h/?x=y", "names of tiles are appended to it; write it without ? and #"),
        ("http://h/#x", "names of tiles are appended to it; write it without ? and #"),
        ("http://h/?", "names of tiles are appended to it; write it without ? and #"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_told_before_anybody_is_asked(base, said, monkeypatch):
    monkeypatch.setattr(servers, "asked", None)
    assert message(tiles_in, SRTM, BOX, base, kind=OutOfRange) == f"base URL is {base!r}; {said}"


def test_a_name_that_is_too_long_for_one_is_told():
    base = f"http://{'a' * 70}.example"
    assert message(tiles_in, SRTM, BOX, base).startswith(f"{base}/N36/{NAME}: cannot be reached (")


# `--dem URL`, through GDAL.


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"SSH-2.0-OpenSSH_9.6\r\n", reply(b"<html>log in</html>"), reply(status="403 Forbidden"),
        reply(status="302 Found", Location="file:///etc/passwd"),
        reply(status="302 Found", Location="/map.tif"),
        reply(b"II*\0", length=1_000_000), reply(b"II*\0" + bytes(40), length=44), SILENT,
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n", b"xx"),
    ],
    ids=["hangs up", "ssh", "page", "forbidden", "file", "circle", "short", "torn", "silent", "drips"],
)  # fmt: skip
def test_a_map_on_a_server_that_is_none_is_one_message(answer, liar, monkeypatch, capfd):
    """Attacked: what answers where a GeoTIFF should, with less patience and fewer trials than usual."""
    from openiads.terrain.files import raster

    fast = {"GDAL_HTTP_LOW_SPEED_TIME": "1", "GDAL_HTTP_MAX_RETRY": "0", "GDAL_HTTP_CONNECTTIMEOUT": "1"}
    assert set(fast) < set(raster.OPTIONS)
    monkeypatch.setattr(raster, "OPTIONS", raster.OPTIONS | fast)
    liar.answers["GET", "/map.tif"] = answer
    liar.answers["HEAD", "/map.tif"] = (
        answer if callable(answer) else answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    )
    url, began = f"{liar.url}/map.tif", time.monotonic()
    said = message(from_file, url, kind=OpeniadsError)
    assert said.startswith(f"{url}: ")
    assert time.monotonic() - began < 10.0
    assert capfd.readouterr() == ("", "")


def test_a_vrt_on_a_server_that_never_comes_is_one_message(liar, impatient):
    liar.answers["GET", "/all.vrt"] = SILENT
    assert message(from_file, f"{liar.url}/all.vrt") == (
        f"{liar.url}/all.vrt: cannot be reached (timed out); check the network, or name another file"
    )
