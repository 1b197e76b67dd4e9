"""`openiads scenario show` tells what stands behind the launchers of a battery beside its load."""

from __future__ import annotations

FILE = """
name = "mine"
[area]
terrain = "flat"
duration_s = 7200
[[battery]]
name = "north"
system = "s-400"
lat = 37.0
lon = 37.4
loadout = { 48n6e3 = 16 }
reload = { 48n6e3 = 32, 40n6e = 0 }
[[asset]]
name = "town"
lat = 37.0
lon = 37.4
[[raid]]
name = "raid"
threat = "fighter"
count = 1
entry = [36.0, 37.4]
target = "town"
"""


def test_the_reload_stands_beside_the_load(call, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, encoding="utf-8")
    code, out, err = call("scenario", "show", str(path))
    assert (code, err) == (0, "")
    assert "16 48n6e3, reload 32 48n6e3" in " ".join(out.split())
