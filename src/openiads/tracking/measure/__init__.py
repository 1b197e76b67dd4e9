"""What a plot tells a track: a model each, of the kernels in `trackers.Measurement`."""
