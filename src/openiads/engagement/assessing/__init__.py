"""Ways of kill assessment, one file each."""
