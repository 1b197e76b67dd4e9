"""The claims, one a file: each has a `CLAIM` of its own and joins by itself."""
