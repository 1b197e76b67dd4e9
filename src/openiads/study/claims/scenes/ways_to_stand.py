"""The two fire units of `turkey-2017`, standing alone or with others: what several claims compare."""

from __future__ import annotations

from typing import Any

BASE = "turkey-2017"
REGIMENT = "southern regiment"
EARLY = {"name": "early warning", "type": "early-warning-generic", "lat": 38.3, "lon": 38.1}
AIRBORNE = {"name": "airborne", "type": "airborne-generic", "lat": 37.8, "lon": 34.5}
ALONE, TOGETHER, EARLY_WARNED, NETWORKED, POORLY = (
    "each unit alone",
    "one regiment",
    "with early warning",
    "with airborne too",
    "with both, over poor links",
)
BOTH = ["adana", "gaziantep"]
SECOND = {"name": "gaziantep alone", "form": "alone", "batteries": ["gaziantep"], "interrogator": "none"}
POOR = {"delay_s": 12, "loss_probability": 0.3}
"""Links at the slow end of the catalogue's box, that lose three of ten reports."""
FORMS: dict[str, tuple[dict[str, Any], ...]] = {
    ALONE: ({"form": "alone", "batteries": ["adana"], "radars": []}, SECOND),
    TOGETHER: ({"form": "regiment", "batteries": BOTH, "radars": []},),
    EARLY_WARNED: ({"form": "national", "batteries": BOTH, "radars": ["early warning"]},),
    NETWORKED: ({"form": "allied", "batteries": BOTH, "radars": ["early warning", "airborne"]},),
    POORLY: ({"form": "allied", "batteries": BOTH, "radars": ["early warning", "airborne"], **POOR},),
}
"""Networks of each way to stand; the first takes the place of the regiment's."""


def networks(standing: str) -> dict[str, Any]:
    """The scenario of one way to stand."""
    first, *others = FORMS[standing]
    shown = {name for form in FORMS[standing] for name in form.get("radars", ())}
    return {
        "based_on": BASE,
        "name": standing.replace(",", "").replace(" ", "-"),
        "network": [{"name": REGIMENT, **first}, *others],
        "radar": [radar for radar in (EARLY, AIRBORNE) if radar["name"] in shown],
    }
