"""When a track begins, is believed and ends: the rules each a model, of the kernels in `trackers.Life`."""
