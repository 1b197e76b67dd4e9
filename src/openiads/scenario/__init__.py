"""The scenario: what stands where, what flies when, and under which rules."""
