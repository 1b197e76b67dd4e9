"""Tracks of several members of a network become one: which are of one target, and what they say together."""
