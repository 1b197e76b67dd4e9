"""The tracker alone: made-up scenes, what it makes of them, beside Stone Soup on the same plots.

`python -m benchmarks.tracking --help` prints tables of trackers and scenes; `--peer` plays Stone Soup, too.
"""
