"""The tracker alone: from anybody's plots to tracks, and to what they are worth against the truth.

`tracked` does it from first to last.  Tables of any kind (`column_sources`) become `told_columns`, of which
`told_plots`, `told_sensors` and `told_truth` make what is meant; `settled_sensors` finds out what is not
told; `plot_planes`, `lone_world` and `track_plots` feed the engine's own tracker.

`track_metrics` measures, on rows of `kinematics` as files have them; all else are its parts: the same rows
`at_scans`, `near_pairs` of them and the `best_matching` of pairs, `point_set_distance` (GOSPA, OSPA),
`track_to_truth` and `siap`, `identity_switches` and `confusion`, for which a track has a `carried_identity`.

It may import `study.design`, `study.campaign` and the rooms of the chain, not another study on its floor.

`registration` finds biases of sensors and takes them off plots: by `common_tracks` of two sensors and the
`bias_fit`.  `impacts` tells where tracks come down that fall freely, by their `covariances`.
"""
