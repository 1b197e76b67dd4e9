"""All claims, by their keys; a file that is added to `stated` joins by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from openiads.ground.errors import UnknownName
from openiads.study.claims import stated
from openiads.study.claims.claim import Claim

ORDER = (
    "chain", "four", "reach", "twice", "price", "phases", "anywhere", "move", "alone", "iff", "patriots",
    "tender", "build", "threats",
)  # fmt: skip
"""In the order in which the articles make them; others follow by their keys."""


@cache
def claims() -> dict[str, Claim]:
    """Every claim by its key."""
    names = [module.name for module in pkgutil.iter_modules(stated.__path__)]
    found = [importlib.import_module(f"{stated.__name__}.{name}").CLAIM for name in names]
    return {claim.key: claim for claim in sorted(found, key=_place)}


def claim(key: str) -> Claim:
    """The claim of that key."""
    if key not in claims():
        raise UnknownName("claim", key, claims())
    return claims()[key]


def _place(one: Claim) -> tuple[int, str]:
    return (ORDER.index(one.key) if one.key in ORDER else len(ORDER)), one.key
