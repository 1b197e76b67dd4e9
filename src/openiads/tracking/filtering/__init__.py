"""What a track knows and how it learns: a model each, of the kernels in `trackers.Filtering`."""
