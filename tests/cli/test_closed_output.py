"""A standard output that is closed: nothing to print to is no fault of the work."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(os.name == "nt", reason="no shell that closes outputs")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_output_is_no_traceback(closed):
    program = "import sys; from openiads.cli.main import main; sys.argv[1:] = ['scenario', 'list']; main()"
    command = f'"{sys.executable}" -c "{program}" {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr + done.stdout
