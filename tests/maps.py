"""Rasters written for a test, and a server that gives out the files of a folder."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

HEIGHTS = np.array([[10, 20, 30], [40, 50, 60]], dtype=np.int16)
PLACE = Affine(0.5, 0, 30, 0, -0.25, 40)


@pytest.fixture
def written(tmp_path):
    """Writes a raster and gives its path; whatever is said overrides a good file."""

    def write(heights=HEIGHTS, name="ground.tif", units=None, scale=None, description=None, **more):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        rows, columns = heights.shape[-2:]
        count = 1 if heights.ndim == 2 else len(heights)
        options = {"crs": "EPSG:4326", "transform": PLACE, "dtype": heights.dtype, "driver": "GTiff", **more}
        with rasterio.open(path, "w", height=rows, width=columns, count=count, **options) as out:
            out.write(heights, 1) if heights.ndim == 2 else out.write(heights)
            if units:
                out.units = [units]
            if scale:
                out.scales, out.offsets = [scale[0]], [scale[1]]
            if description:
                out.set_band_description(1, description)
        return str(path)

    return write


def tile_place(south: int, west: int, posts: int, shared: bool) -> Affine:
    """Where a one-degree tile lies; SRTM tiles share their outer posts, Copernicus tiles do not."""
    step = 1.0 / (posts - 1 if shared else posts)
    return Affine(step, 0, west - step / 2, 0, -step, south + 1 + step / 2)


class Handler(BaseHTTPRequestHandler):
    """Files of one folder, with ranges and tags as an object store gives them."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        served = self.server.served
        served.asked[f"{self.command} {self.path}"] += 1
        path = Path(served.folder) / self.path.lstrip("/")
        if not path.is_file():
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = path.read_bytes()
        tag = f'"{hashlib.md5(data).hexdigest()}"'
        data = served.garbled.get(self.path, data)
        first, last = 0, len(data) - 1
        span = self.headers.get("Range")
        fresh = self.headers.get("If-Range") in (None, tag)
        if span and fresh:
            low, _, high = span.removeprefix("bytes=").partition("-")
            first = int(low) if low else len(data) - int(high)
            last = min(int(high), last) if low and high else last
            served.ranges.append((self.path, first, last))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        else:
            self.send_response(200)
        body = data[first : last + 1]
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", tag)
        self.end_headers()
        if with_body:
            limit = served.breaks_off.pop(self.path, None)
            self.wfile.write(body[:limit])
            if limit is not None:
                self.close_connection = True


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server of the files under `folder`; `breaks_off` maps a path to the bytes after which it hangs up."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "served"
    folder.mkdir()
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.served = SimpleNamespace(
        folder=folder, asked=Counter(), ranges=[], garbled={}, breaks_off={},
        url=f"http://127.0.0.1:{made.server_port}",
    )  # fmt: skip
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made.served
    made.shutdown()
    made.server_close()
    thread.join()
