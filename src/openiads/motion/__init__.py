"""Truth in motion: routes, releases, arrivals."""
