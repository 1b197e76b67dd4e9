"""Whether, with what and when a round meets a target: a model each, kernels as in `fire_control.Reach`."""
