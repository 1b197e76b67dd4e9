"""The floor everything stands on: units, frames, draws, scalar mathematics, the compiler's door."""
