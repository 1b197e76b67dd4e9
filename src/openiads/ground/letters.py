"""Letters that a terminal obeys or that hide what stands there, and how they are shown instead.

Strangers write names, stories and the names of files.  A control character in them clears the screen or
forges a line of ours, a mark of direction shows a text in another order than it is read in, and what has no
width makes two names look alike (Unicode Technical Reports 36 and 39).
"""

from __future__ import annotations

import re

LINES = frozenset("\n\t")
"""Control characters that a text of several lines may have."""
LONGEST_PLACE = 200
"""Characters of the name of a file or of a path to a field that are shown."""
UNFIT = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters
    "\u2028\u2029"  # line and paragraph separators
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # of no width and no use in any script
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\ud800-\udfff"  # halves of letters, and bytes of a name that are no letters (PEP 383)
    "]"
)
"""Letters that no text from outside may have.  The joiners U+200C and U+200D are none of them: Persian and
the scripts of India are written with those."""


def unfit(text: str, lines: bool = False) -> int | None:
    """Place of the first unfit letter of a text, None if none is; `lines`: new lines and tabs are fit."""
    return next((m.start() for m in UNFIT.finditer(text) if not (lines and m[0] in LINES)), None)


def fit_of(text: str, lines: bool = False) -> str:
    """A text without its unfit letters."""
    return UNFIT.sub(lambda match: match[0] if lines and match[0] in LINES else "", text)


def escaped(text: str) -> str:
    """A text with its unfit letters written out as Python would; the same again if asked again."""
    return UNFIT.sub(lambda match: _written_out(match[0]), text)


def brief(text: str, most: int = LONGEST_PLACE) -> str:
    """A text cut to a length."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _written_out(letter: str) -> str:
    number = ord(letter)
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"  # the byte that it stands for
    if number > 0xFF:
        return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(letter, f"\\x{number:02x}")
