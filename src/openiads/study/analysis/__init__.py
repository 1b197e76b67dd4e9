"""What the numbers of a study say, on arrays alone: intervals, ranges, influences, crossings, verdicts."""
