"""TOML from outside: looked over before it is parsed, for the parser follows nesting as deep as it goes.

Python's own parser recurses for each list within a list, and takes time with the square of the parts of a
dotted key: a key of 100,000 parts takes a minute, a list within 50,000 more than its stack.
"""

from __future__ import annotations

import re
import sys
import tomllib
from typing import Any

from openiads.ground.letters import brief

DEEPEST = 16
"""Tables and lists that may stand in one another; a scenario needs 5, a catalogue entry 3."""
REMEDY = f"; {DEEPEST} are allowed; correct it there"
TOO_DEEP = f"lists or tables are nested more than {DEEPEST} deep{REMEDY}"
# No group is repeated possessively: before Python 3.11.5 one that is loses its place in the text.
TOKEN = re.compile(
    r"""
    (?P<skip> [^"'\#\[\]{}.,=\n]++
      | \#[^\n]*+
      | \"{3} (?: [^"\\]++ | \\[\s\S] | "{1,2}(?!") )* "{3,5}
      | '{3} (?: [^']++ | '{1,2}(?!') )* '{3,5}
      | "(?!"") (?: [^"\\\n]++ | \\. )* "
      | '(?!'') [^'\n]*+ ' )
    | (?P<opens> [\[{] )
    | (?P<closes> [\]}] )
    | (?P<dot> \. )
    | (?P<next> [,=\n] )
    """,
    re.VERBOSE,
)


class TomlFault(ValueError):
    """A text is not TOML, or nests too deeply; the message says what, where in the text, what to do.

    Parameters
    ----------
    place : where in the text, as the parser says it; empty for somewhere
    """

    def __init__(self, message: str, place: str = "") -> None:
        self.place = place
        super().__init__(message)


def parsed(text: str) -> dict[str, Any]:
    """Tables of a TOML text; raises `TomlFault`."""
    _require_shallow(text)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise TomlFault(f"is not TOML: {brief(str(error))}; correct it there", place) from None
    except ValueError:  # Python's own bound; where, it does not say
        raise TomlFault(
            f"has a whole number with more than {sys.get_int_max_str_digits()} digits; "
            "no field allows that; shorten it"
        ) from None
    if is_deep(document):
        raise TomlFault(TOO_DEEP)
    return document


def is_deep(value: object) -> bool:
    """Whether tables and lists stand in one another too deeply; one that holds itself does."""
    waiting = [(value, 0)]
    while waiting:
        held, depth = waiting.pop()
        parts = held.values() if isinstance(held, dict) else held if isinstance(held, list | tuple) else ()
        if depth > DEEPEST:
            return True
        waiting += [(part, depth + 1) for part in parts]
    return False


def _require_shallow(text: str) -> None:
    """Refuse what the parser would follow too far; what is no TOML is left for it to say."""
    depth = dots = position = 0
    while (token := TOKEN.match(text, position)) is not None:
        position, kind = token.end(), token.lastgroup
        if kind == "dot":
            dots += 1
        elif kind != "skip":
            dots = 0
            depth += {"opens": 1, "closes": -1}.get(str(kind), 0)
        if dots >= DEEPEST or depth > DEEPEST:
            line = text.count("\n", 0, position) + 1
            told = f"its key has more than {DEEPEST} parts{REMEDY}" if dots >= DEEPEST else TOO_DEEP
            raise TomlFault(f"line {line}: {told}")
