"""What a document from outside must be before its schema is asked: keys are text, letters are fit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from openiads.ground.errors import Faults
from openiads.ground.letters import fit_of, unfit

Path = tuple[str | int, ...]


def copied(value: Any) -> Any:
    """Tables and lists of a document anew; what stands in them is the same."""
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value


def clean(
    document: dict[str, Any], faults: Faults, written: Callable[[Path], str], of_lines: Collection[Path]
) -> None:
    """Note every key and text that cannot be, and leave in its place what is fit of it.

    So that the schema is asked about the rest, and one fault does not bring others along.

    Parameters
    ----------
    document : not deeper than `toml.is_deep` allows; changed in place
    written : a path as the user would type it
    of_lines : paths to texts that may have several lines
    """
    _clean(document, (), faults, written, of_lines)


def _clean(
    node: Any, path: Path, faults: Faults, written: Callable[[Path], str], of_lines: Collection[Path]
) -> None:
    if isinstance(node, dict):
        _clean_keys(node, path, faults, written)
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        here = (*path, key)
        if isinstance(value, str):
            at = unfit(value, lines=here in of_lines)
            if at is not None:
                node[key] = fit_of(value, lines=here in of_lines)
                faults.add(written(here), _told(value, at))
        elif isinstance(value, dict | list):
            _clean(value, here, faults, written, of_lines)


def _clean_keys(node: dict[Any, Any], path: Path, faults: Faults, written: Callable[[Path], str]) -> None:
    for key in list(node):
        if not isinstance(key, str):
            faults.add(written(path), f"has the key {key!r}; a key is text; put it in quotes")
            del node[key]
        elif (at := unfit(key)) is not None:
            faults.add(written((*path, key)), _told(key, at))
            node[fit_of(key)] = node.pop(key)


def _told(text: str, at: int) -> str:
    return (
        f"has U+{ord(text[at]):04X} as character {at + 1}; text without control characters and marks of "
        "direction is allowed; take it out"
    )
