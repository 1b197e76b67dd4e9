"""What may be fired at: a model each, of the kernels in `fire_control.Control`."""
