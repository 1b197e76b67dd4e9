"""Arms beside one another on the same draws: what differs, by how much, and how sure that is."""
