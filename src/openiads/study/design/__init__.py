"""Designs of an experiment, once there are some: which variants of a scenario are played, on which draws.

Grids, one figure at a time, space-filling samples, paired and sequential comparisons; each hands a campaign
its variants.  It may import `study.campaign` and what lies below; the studies that follow a design import it.
"""
