"""Fetching of tiles: the stores that have them, the servers asked, the list kept beside them."""
