"""Plays every arm of a study at every point of its box into one folder, and opens that folder again."""
