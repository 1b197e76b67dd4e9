"""Environment variables: what they say is from outside too, and told as everything else is."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import shown

UNREAD = (
    "Environment variable '(NUMBA_[A-Z0-9_]+)' is defined but its associated value (.*) could not be parsed"
)
"""How Numba says that it goes on without."""


def variable(name: str, allowed: Sequence[str]) -> str:
    """The word that a variable says, the first of those that are allowed where it is not there."""
    word = os.environ.get(name, allowed[0])
    if word not in allowed:
        raise OutOfRange(
            f"{name} is {shown(word)}; {' and '.join(allowed)} are allowed; unset it for {allowed[0]}"
        )
    return word


@contextmanager
def reading_numbas() -> Iterator[None]:
    """Refuse what Numba cannot read of its own variables while it is imported."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", UNREAD, RuntimeWarning)
            yield
    except (RuntimeWarning, ValueError) as error:
        told = re.match(UNREAD, str(error))
        if told:
            raise OutOfRange(f"{told[1]} is {told[2]}; Numba cannot read that; unset it") from None
        names = sorted(name for name in os.environ if name.startswith("NUMBA_"))
        if not names:
            raise
        raise OutOfRange(
            f"{', '.join(names)}: Numba refuses what it reads there: {str(error).rstrip('.')}; unset it"
        ) from None
