"""Asking a server: what may be asked, for how long it is waited, and what it may answer.

The standard library does it: what is wanted is a length, a tag and a range, which neither pooch (whole files
by a known hash) nor httpx (a client for services) makes shorter.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from socket import SHUT_RDWR
from threading import Timer
from typing import Any
from urllib.parse import urljoin, urlsplit

from openiads.ground.errors import OutOfRange, TerrainError

Opened = http.client.HTTPResponse

PIECE = 1 << 18
"""Bytes taken from the network at a time."""
PATIENCE = 60.0
"""Seconds without an answer after which a server is given up."""
SLOWEST = 1000.0
"""Bytes per second; a server that sends less for so long as is waited is given up."""
HOPS = 5
SCHEMES = ("http", "https")
REDIRECTS = (301, 302, 303, 307, 308)
MOST_SHOWN = 200
"""Characters of what a server says that are told."""
INSTEAD = "name another --base-url"
"""What helps where a store does not do as it should."""


class NotThere(Exception):
    """The server has no such thing."""


class BrokeOff(Exception):
    """The server sent less than was to come."""


def require_address(base: str) -> str:
    """The address of a store without a slash at its end, if it can be one."""
    try:
        parts = urlsplit(base)
        told, port = parts.hostname or "", parts.port
    except ValueError:
        told, port = "", None
    if not base.startswith(("http://", "https://")):
        raise OutOfRange(f"base URL is {base!r}; an address of http or https is allowed; write it whole")
    plain = base.isascii() and base.isprintable() and " " not in base
    if not plain:
        remedy = "encode blanks and what is not ASCII, as %20 and xn--"
    elif not told or port == 0:
        remedy = "it names no server and port to ask; write it like https://host:8080/folder"
    elif "@" in parts.netloc:
        remedy = "user names and passwords are not sent; write it without them"
    elif parts.query or parts.fragment or base.endswith(("?", "#")):
        remedy = "names of tiles are appended to it; write it without ? and #"
    else:
        return base.rstrip("/")
    raise OutOfRange(f"base URL is {base!r}; {remedy}")


def asked(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, instead: str = INSTEAD
) -> Opened:
    """What a server answers to a request, its body not read yet; NotThere if it has none of it."""
    place = url
    for _ in range(HOPS + 1):
        try:
            request = urllib.request.Request(place, method=method, headers=headers or {})
            answer: Opened = _opener().open(request, timeout=PATIENCE)
            return answer
        except urllib.error.HTTPError as error:
            error.close()
            onward = error.headers.get("Location") if error.code in REDIRECTS else None
            if error.code in (403, 404) and method == "HEAD":  # a public store hides what it has not
                raise NotThere from None
            if not onward:
                raise TerrainError(
                    f"{url}: the server answers {error.code} {_line(error.reason)}; try again, or {instead}"
                ) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise TerrainError(
                f"{url}: cannot be reached ({_line(reason)}); check the network, or {instead}"
            ) from None
        place = _onward(url, place, onward, instead)
    raise TerrainError(
        f"{url}: the server redirects more than {HOPS} times, last to {_line(place)}; "
        f"check the network, or {instead}"
    )


def _onward(url: str, place: str, onward: str, instead: str) -> str:
    """Where a server sends on to: another, but no file, and nothing that can be read on the way."""
    try:
        target = urljoin(place, onward)
        scheme = urlsplit(target).scheme
    except ValueError:
        target, scheme = onward, ""
    if scheme not in SCHEMES or (place.startswith("https") and scheme != "https"):
        raise TerrainError(
            f"{url}: the server redirects to {_line(target)}, which is not followed; {instead}"
        )
    return target


def pieces(url: str, answer: Opened, instead: str = INSTEAD) -> Iterator[bytes]:
    """What a server sends, as it comes; an error where it comes too slowly."""
    began, got = time.monotonic(), 0
    while piece := _piece(answer):
        yield piece
        got += len(piece)
        passed = time.monotonic() - began
        if passed > PATIENCE:
            if got < SLOWEST * passed:
                raise TerrainError(
                    f"{url}: the server sends less than {SLOWEST:g} bytes a second, {got} in {passed:.0f} s; "
                    f"try again, or {instead}"
                )
            began, got = time.monotonic(), 0


def whole(url: str, answer: Opened, most: int, instead: str = INSTEAD) -> bytes:
    """All that a server sends; what is more than `most` bytes, or was broken off, is an error."""
    announced = answer.headers.get("Content-Length")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise TerrainError(f"{url}: the server sends it compressed, unasked; {instead}")
    if announced is None and "chunked" not in answer.headers.get("Transfer-Encoding", ""):
        raise TerrainError(
            f"{url}: the server does not say how long it is, so a part would be taken for the whole; "
            f"{instead}"
        )
    got = bytearray()
    try:
        for piece in pieces(url, answer, instead):
            got += piece
            if len(got) > most:
                raise TerrainError(f"{url}: is longer than {most / 1e6:g} MB, and not read; {instead}")
    except BrokeOff:
        announced = announced or "more"
    if announced and announced != str(len(got)):
        raise TerrainError(f"{url}: broke off after {len(got)} of {announced} bytes; try again, or {instead}")
    return bytes(got)


def length_of(url: str, answer: Opened) -> int:
    """Bytes that a server announces."""
    told = answer.headers.get("Content-Length", "")
    if not (told.isascii() and told.isdecimal() and len(told) < 16 and int(told)):
        raise TerrainError(
            f"{url}: the server says {told!r} of its length; a number of bytes above 0 is needed, {INSTEAD}"
        )
    return int(told)


def _piece(answer: Opened) -> bytes:
    try:
        return answer.read1(PIECE)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise BrokeOff(_line(error)) from None


def _line(said: object) -> str:
    """What a server says, in one line that harms no terminal."""
    line = "".join(c if c.isprintable() else " " for c in str(said))
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}..."


class _Timed:
    """A connection that is cut when its answer does not begin in time: each byte of it may come in time."""

    sock: Any
    late = False

    def getresponse(self) -> Opened:
        timer = Timer(PATIENCE, self._cut)
        timer.daemon = True
        timer.start()
        try:
            answer: Opened = super().getresponse()  # type: ignore[misc]
            if self.late:  # what was cut looks like an end
                raise TimeoutError
        except (OSError, http.client.HTTPException):
            if self.late:
                raise TimeoutError("timed out") from None
            raise
        finally:
            timer.cancel()
        return answer

    def _cut(self) -> None:
        self.late = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(SHUT_RDWR)


class _Connection(_Timed, http.client.HTTPConnection):
    pass


class _SafeConnection(_Timed, http.client.HTTPSConnection):
    pass


class _Handler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> Opened:
        return self.do_open(_Connection, request)


class _SafeHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> Opened:
        return self.do_open(_SafeConnection, request)


def _opener() -> urllib.request.OpenerDirector:
    """One that knows http and https only: `build_opener` adds files and ftp, and redirects that read on."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.UnknownHandler(), _Handler(), _SafeHandler(),
        urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener
