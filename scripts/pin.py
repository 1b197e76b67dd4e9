"""Renew the pins: the newest versions that fit together, for every Python in range.

Writes `constraints.txt` (for pip) and `[tool.uv] constraint-dependencies` in pyproject.toml (for uv) from
one resolution.  Neither holds the address of a registry, which is why they are kept and uv.lock is not.
Run the tests afterwards: a pin says "tested with".

    uv run python scripts/pin.py
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = re.compile(r"(?<=\nconstraint-dependencies = \[\n).*?(?=\]\n)", re.DOTALL)
EXPORT = ("--no-hashes", "--no-header", "--no-annotate", "--no-emit-project", "--all-extras")


def resolved(project: str) -> list[str]:
    """Pin of every package that `project` (the text of a pyproject.toml) can need, sorted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kept in ("README.md", "LICENSE"):
            shutil.copy(ROOT / kept, folder)
        (folder / "pyproject.toml").write_text(project)
        export = ["uv", "export", "--quiet", *EXPORT]
        return subprocess.run(
            export, cwd=folder, check=True, capture_output=True, text=True
        ).stdout.splitlines()


def main() -> None:
    """Resolve without the old pins, then write both places."""
    path = ROOT / "pyproject.toml"
    project = path.read_text()
    pins = resolved(PINS.sub("", project))
    path.write_text(PINS.sub(lambda _: "".join(f'  "{pin}",\n' for pin in pins), project))
    (ROOT / "constraints.txt").write_text("\n".join(pins) + "\n")
    print(f"{len(pins)} pins written")


if __name__ == "__main__":
    main()
