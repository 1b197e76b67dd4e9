"""The tracker alone, once it is studied: measures of tracks against the truth, and trackers side by side.

`track_metrics` measures, on rows of `kinematics` as files have them; all else are its parts: the same rows
`at_scans`, `near_pairs` of them and the `best_matching` of pairs, `point_set_distance` (GOSPA, OSPA),
`track_to_truth` and `siap`, `identity_switches` and `confusion`.

It may import `study.design`, `study.campaign` and the rooms of the chain, not another study on its floor.

`registration` finds biases of sensors and takes them off plots: by `common_tracks` of two sensors and the
`bias_fit`.  `impacts` tells where tracks come down that fall freely, by their `covariances`.
"""
