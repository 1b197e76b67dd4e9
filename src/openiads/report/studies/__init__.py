"""What people take away from many runs."""
