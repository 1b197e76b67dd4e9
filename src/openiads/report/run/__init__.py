"""What people take away from one run: its page, its account on a terminal, its replay."""
