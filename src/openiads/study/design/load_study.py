"""From a study file, or what was built in Python, to a checked design."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground import toml
from openiads.ground.document import clean, copied
from openiads.ground.errors import Faults, OpeniadsError, ScenarioError
from openiads.ground.input import text_of
from openiads.ground.kinds import shown
from openiads.ground.letters import brief
from openiads.scenario.scenario_faults import Document, Path, path_of, sentence, written
from openiads.study.design.arms import Arm, arms_of, faults_in
from openiads.study.design.boxes import coordinates_of, left_out
from openiads.study.design.equality import equalised
from openiads.study.design.points import Design
from openiads.study.design.ranges import settled
from openiads.study.design.sampling import points_of
from openiads.study.design.study_schema import ALL, Study
from openiads.study.design.write_study import sha256_of, study_toml

Source = Design | Mapping[str, Any] | str | pathlib.Path
"""What a design is made from."""

TEMPLATE = pathlib.Path(__file__).resolve().parent / "data" / "study_template.toml"


def load(source: Source, catalogue: Catalogue = PACKAGED) -> Design:
    """Read a study, check it, and lay its arms and points.

    Parameters
    ----------
    source : path of a TOML file, or the tables of such a file as a dict, in which a scenario may be a
        `Scenario`; a design is returned as it is

    Raises
    ------
    ScenarioError
        with all the faults in one list; it is the same whether they stand in a file or in Python
    """
    if isinstance(source, Design):
        return source
    if isinstance(source, Mapping):
        name = source.get("name")
        where = name if isinstance(name, str) else "study"
        if toml.is_deep(dict(source)):
            raise ScenarioError(f"{brief(where)}: {toml.TOO_DEEP}")
        return load_document(copied(dict(source)), where, catalogue=catalogue)
    if not _is_path(source):
        raise ScenarioError(
            f"study is {shown(source)}; a dict or the path of a file is allowed; write it like 'study.toml'"
        )
    path = pathlib.Path(source)
    try:
        text = text_of(path, ScenarioError, "a study file")
    except FileNotFoundError:
        raise ScenarioError(f"{brief(str(path))}: no such file; `openiads study new` makes one") from None
    return load_text(text, str(path), path.parent, catalogue)


def load_text(
    text: str, where: str, folder: pathlib.Path = pathlib.Path(), catalogue: Catalogue = PACKAGED
) -> Design:
    """Read a study from the text of its file; `where` is what messages call it."""
    try:
        document = toml.parsed(text)
    except toml.TomlFault as fault:
        raise ScenarioError(f"{brief(where)}: {fault}") from None
    return load_document(document, where, folder, catalogue)


def load_document(
    document: Document, where: str, folder: pathlib.Path = pathlib.Path(), catalogue: Catalogue = PACKAGED
) -> Design:
    """Build a design from the tables of a file, changed in place; scenarios may stand in `folder`."""
    faults = Faults(where)
    clean(document, faults, lambda path: written(path, document), of_lines=(("title",),))
    _spread(document)
    study = _validated(document, faults)
    arms = arms_of(study, folder, faults, catalogue, _unsound(study, document))
    design = _designed(study, arms, catalogue, faults) if arms else None
    faults.raise_any()
    assert design is not None
    return design


def _is_path(source: object) -> bool:
    return isinstance(source, str | os.PathLike) and bool(os.fspath(source))


def template() -> str:
    """A commented starter file that loads as it is."""
    return TEMPLATE.read_text(encoding="utf-8")


def _spread(document: Document) -> None:
    """Let a path be written as a key with dots, in quotes or without, and a box as one word."""
    if isinstance(document.get("vary"), dict):
        document["vary"] = _flat(document["vary"])
    if document.get("box") == ALL:
        document["box"] = {"figures": ALL}
    box = document.get("box")
    if isinstance(box, dict) and isinstance(box.get("range"), dict):
        box["range"] = _flat(box["range"])


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        inner = _flat(value) if isinstance(value, dict) else {"": value}
        flat |= {f"{key}.{rest}".rstrip("."): part for rest, part in inner.items()}
    return flat


def _validated(document: Document, faults: Faults) -> Study:
    """The study of all that is sound by itself; what is wrong with the rest is noted."""
    try:
        return Study.model_validate(document)
    except ValidationError as error:
        sound = copied(document)
        for detail in error.errors():
            path = path_of(detail["loc"])
            faults.add(written(path, document), sentence(detail, path, Study))
            _leave_out(sound, path)
    sound["arm"] = [row for row in sound.get("arm", []) if row is not None]
    return Study.model_validate({"name": "unnamed", **sound})


def _unsound(study: Study, document: Document) -> frozenset[str]:
    """What was said of the arms, but not so that anything is left of it: a fault of its own, told already."""
    said = {key: document.get(key) for key in ("scenario", "arm", "vary", "box")}
    return frozenset(
        key
        for key, value in said.items()
        if not getattr(study, key) and (bool(value) if isinstance(value, list | dict) else value is not None)
    )


def _leave_out(document: Document, path: Path) -> None:
    table = document.get(str(path[0]))
    if path[0] == "arm" and len(path) > 1 and isinstance(table, list):
        table[int(path[1])] = None
    elif path[0] == "box" and len(path) > 1 and isinstance(table, dict):
        table.pop(str(path[1]), None)
    else:
        document.pop(str(path[0]), None)


def _designed(study: Study, arms: list[Arm], catalogue: Catalogue, faults: Faults) -> Design | None:
    """The arms as they are played, the coordinates, the points; None where they cannot be laid."""
    box = study.box
    _check_until(study, faults)
    if study.equal is not None:
        try:
            arms = equalised(arms, study.equal, catalogue)
        except OpeniadsError as error:
            faults.add("equal", "; ".join(faults_in(error)))
    if box is not None:
        arms = settled(arms, box.range, faults)
    coordinates = [] if box is None else coordinates_of(arms, box, catalogue, faults)
    if len(faults):
        return None
    points = points_of(
        coordinates, box.points if box else 0, box.method if box else "lhs", study.seed, faults
    )
    points.flags.writeable = False
    return Design(
        name=study.name, title=study.title, arms=tuple(arms), coordinates=tuple(coordinates), points=points,
        replicates=study.replicates, box_replicates=box.replicates if box else 0, seed=study.seed,
        keep=tuple(study.keep), until=study.until, toml=study_toml(study, arms),
        sha256=sha256_of(study, arms, coordinates, points), method=box.method if box else "",
        left_out=left_out(box, arms) if box else (),
    )  # fmt: skip


def _check_until(study: Study, faults: Faults) -> None:
    until = study.until
    if until is not None and until.most < study.replicates:
        faults.add(
            "until.most",
            f"is {until.most}, fewer than the {study.replicates} replicates; raise it or lower those",
        )
    if "outcomes" not in study.keep:
        lacking = (
            "has no outcomes, by which arms are compared"
            if study.keep
            else "is empty, so that nothing is written"
        )
        faults.add("keep", f'{lacking}; say keep = ["outcomes"]')
