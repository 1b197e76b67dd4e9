"""The trays: which plane of which packed array holds what, and how many."""
