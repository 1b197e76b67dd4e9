"""Parts are compiled only as far as those need that take them in: no machine code of their own.

Numba compiles each function that another calls as if Python called it, too: it is optimised with all that it
calls, turned into machine code, and then optimised again within its caller, and within that one's.  A part
can be called from a phase alone, and the phase is optimised as a whole, once.

Like the cache of `compiled`, this leans on names that Numba calls private: a version that has others cannot
compile parts.  `constraints.txt` names the one that was tested.
"""

from __future__ import annotations

from typing import Any

from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.typed_passes import NativeLowering


class InnerLibrary(JITCodeLibrary):  # type: ignore[misc]
    """The code of a part, to be linked into that of its callers, and never to be run by itself."""

    def _optimize_final_module(self) -> None:
        """Leave that to the caller, which knows what it is called with."""

    def _finalize_final_module(self) -> None:
        """Turn nothing into machine code."""
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class InnerLowering(NativeLowering):  # type: ignore[misc]
    """Numba's own, but that what it makes cannot be called from Python."""

    _name = "inner_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower a part into a library of its own kind."""
        codegen = state.targetctx.codegen()
        state.library = InnerLibrary(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        super().run_pass(state)
        made = state["cr"]
        described = made.fndesc
        name = described.qualname.split(".")[-1]
        door = _dynfunc.make_function(described.lookup_module(), name, "part", 0, made.env, (state.library,))
        state.targetctx.insert_user_function(door, described, [state.library])
        state.reload_init.extend(state.library._reload_init)
        state["cr"] = made._replace(cfunc=door)
        return True


class InnerCompiler(CompilerBase):  # type: ignore[misc]
    """Numba's own for code that needs no Python, with the lowering above."""

    def define_pipelines(self) -> list[PassManager]:
        """The passes, in order."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [
            (InnerLowering if one is NativeLowering else one, told) for one, told in pipeline.passes
        ]
        pipeline.finalize()
        return [pipeline]
