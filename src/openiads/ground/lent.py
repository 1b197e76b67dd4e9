"""A packed tuple of arrays that travels to compiled code by its address.

Numba passes a tuple by value: some fifty arrays are 500 words on the stack, copied for each call of a phase
and written out for each call of a part.  What is lent is one address instead; a field that is asked for is
read from there.  No field changes while its tuple is lent, so the compiler may read each once and keep it.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import typeof
from numba.core import cgutils, types
from numba.core.extending import intrinsic, lower_getattr_generic, models, overload, register_model
from numba.core.registry import cpu_target
from numba.core.typing.templates import AttributeTemplate, infer_getattr

T = TypeVar("T")


class Lent(types.Type):
    """Numba type of the address of a named tuple; in a kernel it reads like the tuple."""

    def __init__(self, held: Any) -> None:
        self.held = held
        super().__init__(name=f"lent({held})")


def lent_type(example: Any) -> Any:
    """Numba type of an example tuple when it is lent."""
    return Lent(typeof(example))


register_model(Lent)(models.OpaqueModel)


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    """The fields of what is lent have the types that they have in the tuple."""

    key = Lent

    def generic_resolve(self, lent: Any, name: str) -> Any:
        fields = lent.held.fields
        return lent.held.types[fields.index(name)] if name in fields else None


@lower_getattr_generic(Lent)  # type: ignore[untyped-decorator]
def _read_field(context: Any, builder: Any, lent: Any, address: Any, name: str) -> Any:
    """Emit the reading of one field."""
    return builder.call(_reader(context, builder.module, lent, lent.held.fields.index(name)), [address])


def _reader(context: Any, module: Any, lent: Any, i: int) -> Any:
    """The function of a module that reads field `i`; written once, it keeps what is compiled short."""
    kind = context.get_value_type(lent.held)
    shape = ir.FunctionType(kind.elements[i], [cgutils.voidptr_t])
    whose = hashlib.sha256(str(lent.held).encode()).hexdigest()[:16]  # two tuples may have as many fields
    function = cgutils.get_or_insert_function(module, shape, f"lent.{whose}.{i}")
    if not function.blocks:
        function.linkage = "internal"
        function.attributes.add("alwaysinline")
        builder = ir.IRBuilder(function.append_basic_block())
        place = builder.bitcast(function.args[0], kind.as_pointer())
        builder.ret(_read(builder, place, kind.elements[i], (0, i)))
    return function


def _read(builder: Any, place: Any, kind: Any, at: tuple[int, ...]) -> Any:
    """Emit the reading of what lies at indices `at` of `place`, word by word; none of it ever changes."""
    if not isinstance(kind, ir.LiteralStructType | ir.ArrayType):
        word = builder.load(builder.gep(place, [ir.IntType(32)(i) for i in at], inbounds=True))
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        return word
    whole = ir.Constant(kind, ir.Undefined)
    parts = kind.elements if isinstance(kind, ir.LiteralStructType) else [kind.element] * kind.count
    for i, part in enumerate(parts):
        whole = builder.insert_value(whole, _read(builder, place, part, (*at, i)), i)
    return whole


def lend(held: T) -> T:
    """The same tuple by its address, for as long as the caller runs."""
    return held


def _lend(typing: Any, held: Any) -> Any:
    """Put a tuple where it can be pointed at."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = cgutils.alloca_once(builder, context.get_value_type(held))
        builder.store(arguments[0], place)
        return builder.bitcast(place, cgutils.voidptr_t)

    return Lent(held)(held), emit


_lent: Any = intrinsic(_lend)
overload(lend, inline="always")(lambda held: lambda held: _lent(held))


def room_for(example: Any) -> npt.NDArray[np.uint64]:
    """Words, shape (k,), in which a tuple like the example may lie."""
    kind = cpu_target.target_context.get_value_type(typeof(example))
    return np.zeros(-(-int(cpu_target.target_context.get_abi_sizeof(kind)) // 8), dtype=np.uint64)


def lay_out(held: Any, room: Any) -> None:
    """Put a tuple where it can be pointed at from outside; for kernels."""


def _lay_out(typing: Any, held: Any, room: Any) -> Any:
    """Store a tuple in an array of words."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words = context.make_array(room)(context, builder, arguments[1])
        place = builder.bitcast(words.data, context.get_value_type(held).as_pointer())
        builder.store(arguments[0], place)
        return context.get_dummy_value()

    return types.void(held, room), emit


_laid: Any = intrinsic(_lay_out)
overload(lay_out, inline="always")(lambda held, room: lambda held, room: _laid(held, room))
