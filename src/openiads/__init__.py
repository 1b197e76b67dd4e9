"""Integrated air-defence simulation from public figures."""
