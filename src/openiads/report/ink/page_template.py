"""The templates of pages: each room has its own, and what several pages share lies here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openiads.report.ink.number_words import kept_together

if TYPE_CHECKING:
    from jinja2 import Template

INK = "openiads.report.ink"


def template(room: str, name: str) -> Template:
    """One template of a room of the report, by the room's package."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader

    loader = ChoiceLoader([PackageLoader(room), PackageLoader(INK)])
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_printed
    )
    environment.tests["web_address"] = is_web_address
    return environment.get_template(name)


def is_web_address(told: str) -> bool:
    """Whether something may be a link: an address in a file may be a script that a click would run."""
    return told.lower().startswith(("https://", "http://"))


def _printed(value: object) -> object:
    """What is written for people: plain text, with numbers that keep their units; drawings as they are."""
    return kept_together(value) if type(value) is str else value
