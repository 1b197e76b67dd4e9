"""The ground: elevation grids, coasts and borders, and what the ground hides from an antenna."""
