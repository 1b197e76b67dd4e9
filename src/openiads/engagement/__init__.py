"""From identity to outcome: threat order, reach, assignment, launch, guidance, kill, assessment."""
