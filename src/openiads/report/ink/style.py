"""The style sheets, kept beside the template."""

from __future__ import annotations

from importlib import resources


def text(name: str) -> str:
    """Text of one file of the templates' folder."""
    return resources.files("openiads.report.ink").joinpath("templates", name).read_text(encoding="utf-8")


def map_style() -> str:
    """Style of a map that stands alone."""
    return text("colours.css").split("@media")[0] + text("map.css")
