"""English words that numbers bring along, and that have no place in a Turkish line."""

from __future__ import annotations

import re

WORDS = (
    "above", "and", "below", "between", "by", "chance", "end", "from", "hidden", "less", "lower", "more",
    "no", "none", "not", "of", "open", "or", "over", "range", "the", "to", "under", "up", "upper", "with",
)  # fmt: skip
FOUND = re.compile(rf"(?<![\w-])(?:{'|'.join(WORDS)})(?![\w-])", re.IGNORECASE)


def english_in(line: str) -> list[str]:
    """Those of them that a line has."""
    return FOUND.findall(line)
