"""From plots to tracks: filter, association, birth and death.  Nothing here sees the truth."""
