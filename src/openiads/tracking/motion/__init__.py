"""How targets are expected to move: a model each, of the kernels in `trackers.Motion`."""
