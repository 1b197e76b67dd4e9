"""A rule over many things is one test, and its message lists every one that breaks it."""

from __future__ import annotations

from collections.abc import Iterable


def none(offenders: Iterable[str]) -> None:
    """Fail with every offender on a line of its own."""
    found = sorted(offenders)
    assert not found, "\n".join([f"{len(found)} break the rule:", *found])
