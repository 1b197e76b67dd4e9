"""Which plot belongs to which track: a model each, of the kernel in `trackers.Association`."""
