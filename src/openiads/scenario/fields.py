"""Field types that every scenario table shares."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    Strict,
    Tag,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticKnownError

NAME_PATTERN = r"^[^\s.\[\]'\"=/\\][^.\[\]'\"=/\\\n]*$"


class Record(BaseModel):
    """A table of a scenario file: unknown keys are faults, numbers are never read from text."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )
    LATER: ClassVar[frozenset[str]] = frozenset()
    """Fields that the format has gained: a written file leaves out what is None, and the defaults of these,
    so that files of before keep their hashes."""

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        told: dict[str, Any] = handler(self)
        given: Any = self
        if not info.exclude_none or not isinstance(given, Record):  # a table for readers, or not checked yet
            return told
        for name in self.LATER & told.keys():
            if getattr(self, name) == type(self).model_fields[name].get_default(call_default_factory=True):
                del told[name]
        return told

    @model_validator(mode="before")
    @classmethod
    def _take_numpy(cls, told: Any) -> Any:
        """Numbers of NumPy are numbers; what kind they are is then asked as of any other."""
        return plain(told)


def plain(value: Any) -> Any:
    """Numbers of NumPy as Python's own, in lists and tables too."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return tuple(plain(part) for part in value) if isinstance(value, tuple) else value


def require_whole(value: object) -> object:
    """Let a whole number pass; a word out of a few compares true and 1.0 with 1, and takes them."""
    if type(value) is not int:
        raise PydanticKnownError("int_type")
    return value


Name = Annotated[str, Field(min_length=1, max_length=60, pattern=NAME_PATTERN)]
"""A name that may stand in a path such as `battery.NAME.field`, so it has no dot, slash, bracket, quote or
equals sign."""

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Point = Annotated[tuple[Latitude, Longitude], Strict(False)]
"""A point on the ground, written `[lat, lon]` in degrees."""


def _kind_of_place(value: object) -> str:
    return "icao" if isinstance(value, str) else "point"


Place = Annotated[
    Annotated[str, Tag("icao")] | Annotated[Point, Tag("point")],
    Discriminator(_kind_of_place),
]
"""An aerodrome by its ICAO code, or a point."""
