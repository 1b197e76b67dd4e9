"""One campaign: many replicates of one scenario in a run folder, from the first draw to the summary."""
