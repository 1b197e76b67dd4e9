"""The corridor: rooms in their order, two drivers over them, and the readable twin."""
