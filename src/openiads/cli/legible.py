# ruff: noqa: RUF001 - the letters that look like others are what this is about
"""What is printed where the terminal, the pipe or the file cannot take every letter.

A bar of blocks is then one of signs, a letter loses its accent, and what has no likeness is a question mark;
an answer that took minutes is never lost for the want of a letter.
"""

from __future__ import annotations

import codecs
import json
import tomllib
import unicodedata
from typing import TextIO

from openiads.ground.letters import LINES, UNFIT

HANDLER = "openiads-substitute"
UNKNOWN = "?"
UNDECODED = frozenset(map(chr, range(0xDC80, 0xDD00)))
"""What Python makes of the bytes of a file's name that are no letters (PEP 383)."""
ALIKE = {
    **dict.fromkeys("█▉▊▋▌━", "#"), **dict.fromkeys("▍▎▏│", "|"),
    "▓": "%", "▒": "=", "░": "-", "▞": "/", "▚": "\\", "▙": "+",
    **dict.fromkeys("‐‑‒–—―−─", "-"), **dict.fromkeys("‘’‚", "'"), **dict.fromkeys("“”„", '"'),
    "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss",
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D",
    "…": "...", "×": "x", "·": ".", "•": "*", "°": "deg", "©": "(c)", "±": "+-", "µ": "u",
    "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "€": "EUR", "\N{NO-BREAK SPACE}": " ",
}  # fmt: skip
"""Signs of ASCII for those that we print, and for letters that are not a plain one with a mark."""


def substitutes(text: str) -> str:
    """The nearest that ASCII has."""
    return "".join(map(_substitute, text))


def _substitute(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in UNDECODED:
        return f"\\x{ord(letter) - 0xDC00:02x}"
    plain = "".join(
        ALIKE.get(part, part) for part in unicodedata.normalize("NFKD", ALIKE.get(letter, letter))
    )
    return plain.encode("ascii", "ignore").decode() or UNKNOWN


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return substitutes(error.object[error.start : error.end]), error.end


codecs.register_error(HANDLER, _handle)


def make_legible(*streams: TextIO | None) -> None:
    """From here on, a stream substitutes what it has no letters for."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=HANDLER)


def takes(stream: TextIO, text: str) -> bool:
    """Whether a stream has a letter for all of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def json_for(stream: TextIO, document: object) -> str:
    """A document of the same content in whatever letters the stream takes."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    text = UNFIT.sub(lambda match: match[0] if match[0] == "\n" else json.dumps(match[0])[1:-1], text)
    return text if takes(stream, text) else json.dumps(document, indent=2, allow_nan=False)


def toml_for(stream: TextIO, text: str) -> str:
    """A TOML file of the same content; a file of TOML is UTF-8, so what is not goes into escapes of ASCII."""
    # Of a scenario only a comment can have such letters, where an escape is as good.
    text = UNFIT.sub(lambda match: match[0] if match[0] in LINES else _escape(match[0]), text)
    if text.isascii() or (stream.encoding or "").lower().replace("-", "") == "utf8":
        return text
    escaped = "".join(letter if letter.isascii() else _escape(letter) for letter in text)
    # Outside of strings in double quotes an escape is no escape.
    return escaped if tomllib.loads(escaped) == tomllib.loads(text) else substitutes(text)


def _escape(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04x}" if number < 0x1_0000 else f"\\U{number:08x}"
