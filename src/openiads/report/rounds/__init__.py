"""What a round of the catalogue reaches, drawn from its fly-out."""
