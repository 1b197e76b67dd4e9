"""Many runs: campaigns, their tables, their summary."""
