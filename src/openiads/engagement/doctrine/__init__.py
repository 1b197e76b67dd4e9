"""How many rounds leave, and for what it pays to wait: of the kernels in `fire_control.Doctrine`."""
