"""What the program costs, in CPU seconds: `python -m benchmarks`."""
