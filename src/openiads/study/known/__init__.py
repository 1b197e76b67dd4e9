"""What earlier studies found out and later ones read: how much each figure of a scenario decides."""
