"""Which figures decide a result: each at its low and its high, one at a time."""
