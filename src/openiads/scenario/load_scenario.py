"""From a scenario file or a built-in name to a checked `Scenario`."""

from __future__ import annotations

import copy
import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.catalogue.overrides import checked_overrides, with_overrides
from openiads.ground import toml
from openiads.ground.document import clean, copied
from openiads.ground.errors import Faults, ScenarioError, UnknownName, nearest
from openiads.ground.folder_kinds import ANY, folder_kind
from openiads.ground.input import text_of
from openiads.ground.kinds import one_or_texts, shown
from openiads.ground.letters import brief
from openiads.scenario import base, builtin, override
from openiads.scenario.check import check
from openiads.scenario.check_defence import able_on_remote
from openiads.scenario.check_left_out import check_left_out
from openiads.scenario.cuts_in_file import cuts_of
from openiads.scenario.known import TABLES, Known
from openiads.scenario.notices import tell_of_doctrine, tell_of_overrides, tell_of_reload
from openiads.scenario.orders_in_file import orders_of
from openiads.scenario.scenario_faults import Document, Path, field_at, path_of, sentence, value_at, written
from openiads.scenario.scenario_schema import Network, Overrides, Scenario, overrides_in
from openiads.scenario.timeline_left import left_of
from openiads.terrain.files.sources import pinned

STAND_INS = {"area": {"terrain": "flat", "duration_s": 60}, "name": "unnamed"}
"""What takes the place of a faulty part while the rest of the file is checked."""

OF_LINES = (("story",), ("told",))
"""Texts that may have several lines."""

TIMELINE = "timeline"
"""Whose tables are repeated as those of the file are."""

INTERDEPENDENT = ("raid", "traffic")
"""Tables whose optional fields stand in for one another: without one of them the rest reads differently."""


Source = Scenario | Mapping[str, Any] | str | pathlib.Path
"""What a scenario is made from."""


def load(
    source: Source, changes: Sequence[str] | str = (), catalogue: Catalogue = PACKAGED
) -> Scenario:  # fmt: skip
    """Read a scenario, change it where asked, and check it.

    Parameters
    ----------
    source : name of a built-in scenario, path of a TOML file, or what was built in Python: the tables of such
        a file as a dict, or a `Scenario`, which is checked again because it may have been changed since
    changes : such as `battery.NAME.salvo=2`, as `--set` takes them, see `override`
    catalogue : what its names are looked up in

    A figure that it replaces by one outside the low and high of the catalogue is a `Notice`, told of a file
    or a dict and not again of the `Scenario` made from it.

    Raises
    ------
    ScenarioError
        with all the faults in one list; it is the same whether they stand in a file or in Python
    """
    listed = one_or_texts("changes", changes, "changes=['battery.salvo=2']")
    if isinstance(source, Scenario):
        # Whoever builds one without its validation gets its faults told here, not as warnings.
        table = source.model_dump(exclude_none=True, warnings=False)
        return _built(copied(table), _name_in(table), listed, catalogue)
    if isinstance(source, Mapping):
        if toml.is_deep(dict(source)):
            raise ScenarioError(f"{brief(_name_in(source))}: {toml.TOO_DEEP}")
        return load_document(copied(dict(source)), _name_in(source), listed, catalogue)
    if not _is_name(source):
        raise ScenarioError(
            f"scenario is {shown(source)}; a Scenario, a dict, the name of a built-in one or the path of a "
            "file is allowed; write it like 'one-battery'"
        )
    if str(source) in builtin.names():
        return load_text(builtin.text_of(str(source)), str(source), listed, catalogue)
    return load_text(text_at(pathlib.Path(source)), f"{source}", listed, catalogue)


def _name_in(table: Mapping[str, Any]) -> str:
    name = table.get("name")
    return name if isinstance(name, str) else "scenario"


def _is_name(source: object) -> bool:
    """Whether something may name a file."""
    return isinstance(source, str | os.PathLike) and isinstance(told := os.fspath(source), str) and bool(told)


def load_text(
    text: str, where: str, overrides: Sequence[str] = (), catalogue: Catalogue = PACKAGED
) -> Scenario:
    """Read a scenario from the text of its file; `where` is what messages call it."""
    return load_document(_parsed(text, where), where, overrides, catalogue)


def load_document(
    document: Document, where: str, overrides: Sequence[str] = (), catalogue: Catalogue = PACKAGED
) -> Scenario:
    """Build a scenario from the tables of a file, which its base and the overrides change in place."""
    scenario = _built(document, where, overrides, catalogue)
    tell_of_overrides(scenario, catalogue)
    tell_of_doctrine(scenario, catalogue)
    tell_of_reload(scenario, catalogue)
    return scenario


def _built(document: Document, where: str, overrides: Sequence[str], catalogue: Catalogue) -> Scenario:
    faults = Faults(where)
    base.complete(document, faults)
    override.apply(document, overrides, faults)
    base.refuse(document, faults)
    clean(document, faults, lambda path: written(path, document), OF_LINES)
    scenario = _validated(document, Known(document, catalogue), faults)
    figures = checked_overrides(overrides_in(scenario), catalogue, faults)
    known = Known(document, catalogue, with_overrides(catalogue, figures))
    check(scenario, known, faults)
    faults.raise_any()
    replaced = Overrides(**figures) if figures else None
    return _settled(scenario.model_copy(update={"catalogue": replaced}), known)


def text_at(path: pathlib.Path) -> str:
    """Text of a scenario file."""
    kind = folder_kind(path)
    if kind not in ("", ANY):
        own = path / "scenario.toml"
        remedy = f"{brief(str(own))} is the scenario in it" if own.is_file() else "name the file in it"
        raise ScenarioError(
            f"{brief(str(path))}: is {kind}; a built-in scenario or a file of one is allowed; {remedy}"
        )
    try:
        return text_of(path, ScenarioError, "a scenario file")
    except FileNotFoundError:
        if path.suffix == ".toml" or len(path.parts) > 1:
            hint = nearest(path.stem, builtin.names())
            known = ", ".join(builtin.names())
            raise ScenarioError(
                f"{brief(str(path))}: no such file{hint or ';'} built-in scenarios: {known}"
            ) from None
        raise UnknownName("scenario", str(path), builtin.names()) from None


def _parsed(text: str, where: str) -> Document:
    try:
        return toml.parsed(text)
    except toml.TomlFault as fault:
        raise ScenarioError(f"{brief(where)}: {fault}") from None


def _validated(document: Document, known: Known, faults: Faults) -> Scenario:
    """Build the scenario of all entries that are sound by themselves; note what is wrong with the others."""
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        sound = copied(document)
        for detail in error.errors():
            path = path_of(detail["loc"])
            faults.add(written(path, document), sentence(detail, path))
            _leave_out(sound, path)
        check_left_out(document, sound, known, faults)
    return Scenario.model_validate({key: _kept(rows) for key, rows in sound.items()})


def _leave_out(document: Document, path: Path) -> None:
    """Take out as little as leaves the rest sound: an optional field, else the entry, else the table."""
    table = str(path[0])
    row = value_at(path[:3], document)
    if table == TIMELINE and row is None and len(path) > 3:
        return  # by another of its faults
    if table == TIMELINE and isinstance(row, dict) and len(path) > 3:
        _leave_out_of_row(document[table][path[1]], row, path)
        return
    entry = 1 + (table in TABLES)
    holder = value_at(path[:entry], document)
    if isinstance(holder, dict) and len(path) > entry and _dispensable(path[: entry + 1]):
        holder.pop(str(path[entry]), None)
    elif entry == 2 and len(path) > 1:
        document[table][path[1]] = None
    elif table in STAND_INS:
        document[table] = copy.copy(STAND_INS[table])
    else:
        document.pop(table, None)


def _leave_out_of_row(rows: list[Any] | Document, row: Document, path: Path) -> None:
    """The same in a row of the timeline: those after it keep their numbers, by which messages call them."""
    field, told = str(path[3]), field_at(path[:4])
    if told is None:
        row.pop(field, None)
    elif field in ("date", "outcomes"):
        row.pop("date", None)
        row["outcomes"] = [{"share": 1.0, "never": True}]
    elif field in ("march_h", "per_year"):
        row[field] = 0
    elif not told.is_required():
        row.pop(field, None)
    elif isinstance(rows, dict):
        rows.pop(str(path[2]), None)
    else:
        rows[int(path[2])] = None


def _dispensable(path: Path) -> bool:
    field = field_at(path)
    return field is None or not (field.is_required() or path[0] in INTERDEPENDENT)


def _kept(value: object) -> object:
    if isinstance(value, dict):
        return {key: _kept(part) for key, part in value.items()}
    return [row for row in value if row is not None] if isinstance(value, list) else value


def _settled(scenario: Scenario, known: Known) -> Scenario:
    """The scenario as it runs: what is removed is gone, each battery is in a network, the map is found."""
    kept = scenario.without_removed()
    batteries = {entry.name for entry in kept.battery}
    able_systems = able_on_remote(known.moved)
    able = {entry.name for entry in kept.battery if entry.system in able_systems}
    radars = {entry.name for entry in kept.radar}
    network = [
        entry.model_copy(
            update={
                "batteries": [name for name in entry.batteries if name in batteries],
                "radars": [name for name in entry.radars if name in radars],
                # Those that could may be removed: what is asked of nobody would be a fault of the file kept.
                "engage_on_remote": entry.engage_on_remote and not able.isdisjoint(entry.batteries),
            }
        )
        for entry in scenario.network
        if batteries & set(entry.batteries)
    ]
    joined = {name for entry in network for name in entry.batteries}
    alone = [entry.name for entry in kept.battery if entry.name not in joined]
    network += [Network(name=name, form="alone", batteries=[name]) for name in alone]
    timeline = scenario.timeline and left_of(scenario.timeline, scenario.battery, batteries)
    area = scenario.area.model_copy(update={"terrain": pinned(scenario.area.terrain)})
    orders = orders_of(kept.control_order, batteries)
    return kept.model_copy(
        update={
            "area": area,
            "network": network,
            "timeline": timeline,
            "control_order": orders,
            "cut": cuts_of(kept.cut, network, radars),
        }
    )
