"""What people take away: the summary, the replay, the page."""
