"""Classes are named by the glossary: none bears a word that its last column rules out for the thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import openiads
from tests.rules import none

PACKAGE = Path(openiads.__file__).parent
GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
# The same word for another thing, which the glossary does not rule out.
MEANT = {
    "AssetHits": "leakers at an asset, not plots",
    "Attack": "a class of attack on a place, not an engagement",
    "Attacker": "a member of such a class, which no scenario has",
    "CoverageResult": "of a study of coverage; ruled out for the ring",
    "Envelope": "of a round; ruled out for ground",
    "Footprint": "of a defence; ruled out for a round",
    "Frame": "of a picture of the map, not of time",
    "Identity": "of a track; ruled out for a side",
    "Lethality": "how the kill probability falls off, not its value",
    "LethalityBook": "the same in the catalogue",
    "LethalityFile": "the same in its file",
    "Maps": "of ground; ruled out for a picture",
    "FireUnit": "the twin's battery",
    "Impact": "of what falls, on the ground; ruled out for a round",
    "ImpactPlane": "the same",
    "Impacts": "the same, of tracks",
    "Launcher": "what rounds stand on; ruled out for a carrier",
    "LauncherKey": "the same",
    "Launchers": "the same, in the twin",
    "Outcomes": "a table of the run folder",
    "Side": "of a true object, and of a ray; ruled out for an identity",
    "State": "of a run; ruled out for a track",
}


def words_of(name: str) -> set[str]:
    """The words that a class is named by, in small letters."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", name)}


def ruled_out(glossary: str) -> dict[str, str]:
    """Single words of the last column of the first table, and the word to use instead."""
    found = {}
    for row in re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", glossary, flags=re.MULTILINE):
        for word in re.sub(r"\([^)]*\)", "", row[1]).split(","):
            if word.strip().isalpha() and word.strip() != "not":
                found[word.strip().lower()] = row[0]
    return found


def misnamed(source: str, instead: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Classes of a source that a word rules out, and what to call the thing."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for word in words_of(node.name):
                if use := instead.get(word) or instead.get(word.removesuffix("s")):
                    yield node.name, f"{node.name} has {word}, which the glossary does not use for: {use}"


def everywhere() -> Iterator[tuple[str, str]]:
    """All of them in the package."""
    instead = ruled_out(GLOSSARY.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py")):
        for name, said in misnamed(path.read_text(encoding="utf-8"), instead):
            yield name, f"{path.relative_to(PACKAGE).as_posix()}: {said}"


def test_no_class_is_named_by_a_word_that_the_glossary_rules_out():
    none(said for name, said in everywhere() if name not in MEANT)


def test_no_class_is_excused_that_has_no_such_word():
    none(MEANT.keys() - {name for name, _ in everywhere()})


def test_a_word_that_is_ruled_out_is_seen():
    table = "| word | meaning here | not |\n|---|---|---|\n| network | who shares | net, lane (of a road) |\n"
    instead = ruled_out(table)
    assert instead == {"net": "network", "lane": "network"}
    source = "class Net: ...\nclass RoadLanes: ...\nclass Network: ..."
    assert [name for name, _ in misnamed(source, instead)] == ["Net", "RoadLanes"]
