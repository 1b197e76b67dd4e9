"""Which track gets which fire channel: a model each, of the kernels in `fire_control.Solver`."""
