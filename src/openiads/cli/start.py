"""The first that runs of `openiads`: from here on Ctrl-C and `kill` end it without a word of Python's.

What the command line is made of takes a second to import.  An interruption there would come out of some
library as a traceback, or be caught by one and lost; nothing has been begun by then, so the process ends at
once.  While there is work it is raised instead, so that what is unfinished is put away.
"""

from __future__ import annotations

import sys

from openiads.cli import signals


def main() -> None:
    """Run the command line; stopped by a signal, it ends with 128 and its number, as shells count."""
    signals.stand()
    from openiads.cli.main import main as door

    try:
        door()
    except BaseException as end:
        # An interruption becomes many things on its way out of a library.
        if not signals.RECEIVED or (isinstance(end, SystemExit) and not end.code):
            raise
        sys.exit(128 + signals.RECEIVED[0])
