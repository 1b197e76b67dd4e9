"""Names that well-known elevation products give to the rasters beside their heights.

A folder as it comes out of the archive holds masks, counts and errors on the very cells of the heights; read
as heights they make a plain of the mountains.

References
----------
.. [1] NASA LP DAAC, user guides of the ASTER Global Digital Elevation Model, version 3, and of the ASTER
   Global Water Bodies Database: `_dem` and `_num`, `_dem` and `_att`.
.. [2] JAXA, product description of the ALOS Global Digital Surface Model "ALOS World 3D - 30m": `_DSM`,
   `_MSK` and `_STK`, in early versions after `_AVE` or `_MED`.
.. [3] DLR, TanDEM-X Ground Segment, DEM Products Specification Document, TD-GS-PS-0021: `_DEM`, and `_HEM`,
   `_WAM`, `_COV`, `_COM`, `_LSM`, `_AMP` and `_AM2` beside it; the edited DEM has `_EDM` and `_LCM` too.
.. [4] Airbus, Copernicus DEM Product Handbook, GEO.2018-1988-2: `_DEM`, and `_EDM`, `_FLM`, `_HEM`, `_WBM`
   and `_ACM` in its folder of auxiliary files.
"""

from __future__ import annotations

import re
from pathlib import Path

from openiads.ground.errors import TerrainError

BESIDE = {
    "ASTER GDEM": (r"ASTGTM.*_(?P<kind>num)", "_dem"),
    "ASTER Water Bodies": (r"ASTWBD.*_(?P<kind>att)", "_dem"),
    "ALOS World 3D": (r"(?:ALPSML.*|[NS]\d{3}[EW]\d{3}_(?:AVE|MED))_(?P<kind>MSK|STK)", "_DSM"),
    "TanDEM-X": (r"TDM1_E?DEM_.*_(?P<kind>HEM|WAM|COV|COM|LSM|AMP|AM2|EDM|LCM|IPM)", "_DEM"),
    "Copernicus DEM": (r"Copernicus_DSM_.*_(?P<kind>EDM|FLM|HEM|WBM|ACM)", "_DEM"),
}
"""By product, how it names what is not its heights, and how its heights end."""
NAMES = {product: (re.compile(name, re.IGNORECASE), ending) for product, (name, ending) in BESIDE.items()}


def beside_heights(path: str) -> tuple[str, str, str] | None:
    """Product, ending, and ending of its heights, if a file is named as what lies beside them."""
    stem = Path(path).name.partition(".")[0]
    for product, (name, heights) in NAMES.items():
        found = name.fullmatch(stem)
        if found:
            return product, f"_{found['kind']}", heights
    return None


def require_heights(path: str) -> None:
    """Refuse a file that its product's name tells to be something else than heights."""
    beside = beside_heights(path)
    if beside:
        product, ending, heights = beside
        raise TerrainError(
            f"{path}: by its name is not heights but the {ending} of {product}; "
            f"name the file that ends in {heights}, or give it another name if it is heights"
        )
